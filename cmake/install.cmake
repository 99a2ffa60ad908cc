# SPDX-License-Identifier: MIT
# What is installed where: the component `komparu` is the command, `dev` what programs are built
# with against the library.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(komparu_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/komparu)
if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.24)
  set(header_set FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)
else()
  set(header_set INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(DIRECTORY libkomparu/include/komparu DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
          COMPONENT dev)
endif()
install(TARGETS libkomparu EXPORT komparuTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT lib NAMELINK_COMPONENT dev
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT lib
  ${header_set})
install(EXPORT komparuTargets NAMESPACE komparu:: DESTINATION ${komparu_package_dir} COMPONENT dev)

configure_package_config_file(cmake/komparuConfig.cmake.in
  ${PROJECT_BINARY_DIR}/package/komparuConfig.cmake INSTALL_DESTINATION ${komparu_package_dir})
# Before 1.0 every minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/komparuConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/package/komparuConfig.cmake
  ${PROJECT_BINARY_DIR}/package/komparuConfigVersion.cmake
  cmake/utf8proc.cmake
  DESTINATION ${komparu_package_dir} COMPONENT dev)

# The .pc finds its prefix from where it lies, so that a tree can be moved. A shared library brings
# along what it needs.
file(RELATIVE_PATH komparu_prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" komparu_prefix_from_pc "${komparu_prefix_from_pc}")
set(komparu_pc_requires "")
set(komparu_pc_libs "")
if(NOT KOMPARU_SHARED)
  set(komparu_pc_requires libutf8proc)
  set(komparu_pc_libs "-pthread -ldl -lstdc++")
  if(KOMPARU_LOAD STREQUAL "link")
    string(APPEND komparu_pc_requires ", libcurl, libarchive, zlib, libcrypto")
    if(komparu_have_isal)
      string(APPEND komparu_pc_requires ", libisal")
    endif()
  endif()
endif()
configure_file(cmake/komparu.pc.in ${PROJECT_BINARY_DIR}/package/komparu.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/komparu.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
install(FILES man/komparu.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3 COMPONENT dev)

if(KOMPARU_BUILD_CLI)
  # A shared library is found where it was installed beside the command, wherever that is moved.
  if(KOMPARU_SHARED)
    set(origin $ORIGIN)
    if(APPLE)
      set(origin @loader_path)
    endif()
    file(RELATIVE_PATH to_library /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
    set_target_properties(komparu PROPERTIES INSTALL_RPATH ${origin}/${to_library})
  endif()
  install(TARGETS komparu RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT komparu)
  install(FILES man/komparu.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT komparu)

  # The completions are what the command itself prints; a cross build cannot ask it.
  if(NOT CMAKE_CROSSCOMPILING)
    set(KOMPARU_ZSH_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
        "Where zsh looks for completions; Debian's zsh: share/zsh/vendor-completions")
    mark_as_advanced(KOMPARU_ZSH_DIR)
    set(completions ${PROJECT_BINARY_DIR}/completions)
    file(MAKE_DIRECTORY ${completions})
    add_custom_command(
      OUTPUT ${completions}/komparu.bash ${completions}/_komparu ${completions}/komparu.fish
      COMMAND komparu --completions=bash > ${completions}/komparu.bash
      COMMAND komparu --completions=zsh > ${completions}/_komparu
      COMMAND komparu --completions=fish > ${completions}/komparu.fish
      DEPENDS komparu
      VERBATIM)
    add_custom_target(komparu_completions ALL DEPENDS
      ${completions}/komparu.bash ${completions}/_komparu ${completions}/komparu.fish)
    install(FILES ${completions}/komparu.bash RENAME komparu
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT komparu)
    install(FILES ${completions}/_komparu DESTINATION ${KOMPARU_ZSH_DIR} COMPONENT komparu)
    install(FILES ${completions}/komparu.fish
            DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT komparu)
  endif()
endif()
