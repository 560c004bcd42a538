# Writes OUT: SOURCE with OLD, which must stand there once, replaced by NEW. Run with cmake -P.
file(READ "${SOURCE}" text)
string(FIND "${text}" "${OLD}" first)
string(FIND "${text}" "${OLD}" last REVERSE)
if(first EQUAL -1 OR NOT first EQUAL last)
  message(FATAL_ERROR "The text that is to be changed does not stand once in ${SOURCE}:\n${OLD}")
endif()
string(REPLACE "${OLD}" "${NEW}" text "${text}")
file(WRITE "${OUT}" "${text}")
