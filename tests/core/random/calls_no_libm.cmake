# Fails when LIBRARY refers to a function of the C library whose last bit depends on the processor.
execute_process(COMMAND "${NM}" -u "${LIBRARY}" OUTPUT_VARIABLE undefined RESULT_VARIABLE failed)
if(failed OR NOT undefined MATCHES " U ")
  message(FATAL_ERROR "${NM} found no undefined symbol in ${LIBRARY}: the check would pass blindly")
endif()
string(REGEX MATCHALL
  " U (__)?(log|exp|pow|sin|cos|tan|asin|acos|atan|cbrt|hypot|erf|lgamma|tgamma|fma|ldexp|scalb)[a-z0-9_]*"
  found "${undefined}")
if(found)
  message(FATAL_ERROR "${LIBRARY} calls the C library's mathematics: ${found}")
endif()
