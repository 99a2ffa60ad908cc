# SPDX-License-Identifier: MIT
# Packages: `cpack -G DEB` and `cpack -G TGZ` in the build directory, or `./dev package`.
set(CPACK_PACKAGE_NAME komparu)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR "The komparu authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compare files, directories, archives and URLs")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL komparu dev)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_GENERATOR TGZ)

# One archive of everything, one Debian package for each component.
set(CPACK_ARCHIVE_COMPONENT_INSTALL OFF)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${KOMPARU_PACKAGE_MAINTAINER}")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

# What is loaded when it is needed stands in no ELF header: the packages that own the libraries are
# looked up by the names that are loaded.
function(komparu_packages_of result)
  set(packages)
  foreach(soname IN LISTS ARGN)
    find_library(found NAMES ${soname} NO_CACHE)
    if(found)
      # dpkg knows files by the paths they were unpacked to, before /lib became a link.
      file(REAL_PATH ${found} found)
      get_filename_component(name ${found} NAME)
      execute_process(COMMAND dpkg-query --search "*/${CMAKE_LIBRARY_ARCHITECTURE}/${name}"
                      OUTPUT_VARIABLE owner ERROR_QUIET)
      if(owner MATCHES "^([a-z0-9.+-]+)")
        list(APPEND packages ${CMAKE_MATCH_1})
      endif()
    endif()
    unset(found)
  endforeach()
  list(REMOVE_DUPLICATES packages)
  list(JOIN packages ", " packages)
  set(${result} "${packages}" PARENT_SCOPE)
endfunction()

set(CPACK_DEBIAN_KOMPARU_PACKAGE_NAME komparu)
set(CPACK_DEBIAN_KOMPARU_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libkomparu-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS libutf8proc-dev)
set(CPACK_COMPONENT_KOMPARU_DESCRIPTION
"Says whether two things hold the same bytes: files, directory trees, the
members of archives, what a web server delivers, in any combination.
Output and exit status are those of cmp and diff -rq; JSON for programs.
What could not be read to its end is trouble, never the same.")
set(CPACK_COMPONENT_DEV_DESCRIPTION
"Headers and the static library of komparu, which says whether files,
directory trees, archives and URLs hold the same bytes.")
if(KOMPARU_LOAD STREQUAL "dlopen")
  komparu_packages_of(loaded libcurl.so.4 libarchive.so.13 libz.so.1 libcrypto.so.3 libisal.so.2)
  set(CPACK_DEBIAN_KOMPARU_PACKAGE_DEPENDS ${loaded})
  string(REPLACE ", " ", " CPACK_DEBIAN_DEV_PACKAGE_RECOMMENDS "${loaded}")
endif()
set(CPACK_DEBIAN_KOMPARU_PACKAGE_RECOMMENDS ca-certificates)

# What only Debian's packages have is added to each before it is packed.
configure_file(cmake/debian_files.cmake.in ${PROJECT_BINARY_DIR}/package/debian_files.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_BINARY_DIR}/package/debian_files.cmake)

include(CPack)
