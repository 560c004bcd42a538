# `cmake --install` and the Debian package that CPack makes (`cpack -G DEB` in the build folder).
include(GNUInstallDirs)

install(TARGETS roamsim RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(CODE "execute_process(COMMAND \"$<TARGET_FILE:roamsim>\" man OUTPUT_FILE \"${PROJECT_BINARY_DIR}/roamsim.1\" COMMAND_ERROR_IS_FATAL ANY)")
install(FILES "${PROJECT_BINARY_DIR}/roamsim.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(DIRECTORY analysis/roamsim_analysis DESTINATION "${CMAKE_INSTALL_DATADIR}/roamsim/analysis"
  FILES_MATCHING PATTERN "*.py" PATTERN "*.html")
install(DIRECTORY scenarios DESTINATION "${CMAKE_INSTALL_DATADIR}/roamsim" FILES_MATCHING PATTERN "*.json")
install(FILES README.md CHANGELOG.md THIRD-PARTY.md LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY docs/ DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The developers of roamsim <roamsim@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6, libstdc++6, libsimgrid3.32, libsqlite3-0, libfmt9")
# Drawing is the only thing that needs Python; a compute node does without.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3, python3-matplotlib, python3-numpy, python3-scipy, python3-jinja2")
set(CPACK_STRIP_FILES ON)
include(CPack)
