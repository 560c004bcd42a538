# Every target carries its own flags; nothing global is changed.
option(ROAMSIM_WERROR "Treat warnings as errors" OFF)
set(ROAMSIM_SANITIZE "" CACHE STRING "Sanitizers for all targets, e.g. address,undefined")

add_library(roamsim_flags INTERFACE)
target_compile_features(roamsim_flags INTERFACE cxx_std_20)
# Bit-identical results on every processor: no fused multiply-add behind our back.
target_compile_options(roamsim_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -ffp-contract=off
  $<$<BOOL:${ROAMSIM_WERROR}>:-Werror>)
if(ROAMSIM_SANITIZE)
  target_compile_options(roamsim_flags INTERFACE -fsanitize=${ROAMSIM_SANITIZE} -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(roamsim_flags INTERFACE -fsanitize=${ROAMSIM_SANITIZE})
endif()
target_include_directories(roamsim_flags INTERFACE "${PROJECT_SOURCE_DIR}")

# roamsim_library(NAME SOURCES... [LINK libs...]): one static library for one floor or room of the house.
function(roamsim_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE roamsim_flags)
    target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_compile_features(${name} PUBLIC cxx_std_20)
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ARG_LINK})
    target_include_directories(${name} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_compile_features(${name} INTERFACE cxx_std_20)
  endif()
endfunction()

# roamsim_test(NAME SOURCES... [LINK libs...] [LABELS l...] [FILTER f]): a GoogleTest program (tests by
# FILTER, in GoogleTest's form, if given); every test runs in a process of its own,
# because a second SimGrid engine in a process would continue the first one's clock.
function(roamsim_test name)
  cmake_parse_arguments(ARG "" "FILTER" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE roamsim_flags ${ARG_LINK} GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE ROAMSIM_SOURCE_DIR="${PROJECT_SOURCE_DIR}" ROAMSIM_BINARY_DIR="${PROJECT_BINARY_DIR}")
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 TEST_FILTER "${ARG_FILTER}" PROPERTIES TIMEOUT 300 LABELS "${ARG_LABELS}")
endfunction()
