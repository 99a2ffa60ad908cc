# SPDX-License-Identifier: MIT
# Everything that komparu takes from elsewhere. Versions are not asked for: one source serves the
# oldest supported distribution and the newest.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# fmt is compiled in, in one file of each that links komparu_fmt: who links libkomparu never needs it.
find_package(fmt REQUIRED)
add_library(komparu_fmt INTERFACE)
target_include_directories(komparu_fmt SYSTEM INTERFACE
  $<TARGET_PROPERTY:fmt::fmt-header-only,INTERFACE_INCLUDE_DIRECTORIES>)
target_sources(komparu_fmt INTERFACE ${PROJECT_SOURCE_DIR}/libkomparu/src/base/vformat.cc)

include(${CMAKE_CURRENT_LIST_DIR}/utf8proc.cmake)
if(NOT TARGET utf8proc::utf8proc)
  message(FATAL_ERROR "utf8proc was not found (libutf8proc-dev in Debian)")
endif()

# The headers of libcurl name the options that are set; 7.87 is the first that has them all.
if(KOMPARU_LOAD STREQUAL "dlopen" AND CMAKE_CROSSCOMPILING)
  find_path(CURL_INCLUDE_DIRS curl/curl.h REQUIRED)
  mark_as_advanced(CURL_INCLUDE_DIRS)
else()
  find_package(CURL 7.87 REQUIRED)
endif()

# What archives are read with. Loaded on demand, only the headers are needed here. ISA-L exists for
# some processors only; zlib does without it.
if(KOMPARU_LOAD STREQUAL "link")
  find_package(LibArchive REQUIRED)
  find_package(ZLIB REQUIRED)
  find_package(OpenSSL REQUIRED COMPONENTS Crypto)
  find_library(KOMPARU_ISAL_LIBRARY isal)
  mark_as_advanced(KOMPARU_ISAL_LIBRARY)
  set(komparu_archive_libraries LibArchive::LibArchive ZLIB::ZLIB OpenSSL::Crypto)
  set(komparu_archive_include_dirs)
  if(KOMPARU_ISAL_LIBRARY)
    list(APPEND komparu_archive_libraries ${KOMPARU_ISAL_LIBRARY})
  endif()
else()
  find_path(KOMPARU_LIBARCHIVE_INCLUDE_DIR archive_entry.h REQUIRED)
  find_path(KOMPARU_ZLIB_INCLUDE_DIR zlib.h REQUIRED)
  find_path(KOMPARU_CRYPTO_INCLUDE_DIR openssl/evp.h REQUIRED)
  mark_as_advanced(KOMPARU_LIBARCHIVE_INCLUDE_DIR KOMPARU_ZLIB_INCLUDE_DIR
                   KOMPARU_CRYPTO_INCLUDE_DIR)
  set(komparu_archive_libraries)
  set(komparu_archive_include_dirs ${KOMPARU_LIBARCHIVE_INCLUDE_DIR} ${KOMPARU_ZLIB_INCLUDE_DIR}
      ${KOMPARU_CRYPTO_INCLUDE_DIR})
endif()
find_path(KOMPARU_ISAL_INCLUDE_DIR isa-l/igzip_lib.h)
mark_as_advanced(KOMPARU_ISAL_INCLUDE_DIR)
set(komparu_have_isal FALSE)
if(KOMPARU_ISAL_INCLUDE_DIR AND (KOMPARU_LOAD STREQUAL "dlopen" OR KOMPARU_ISAL_LIBRARY))
  set(komparu_have_isal TRUE)
  list(APPEND komparu_archive_include_dirs ${KOMPARU_ISAL_INCLUDE_DIR})
endif()

# The Python package runs the command, too.
if(KOMPARU_BUILD_CLI OR KOMPARU_BUILD_PYTHON)
  find_package(CLI11 REQUIRED)
  find_package(nlohmann_json REQUIRED)
endif()

if(KOMPARU_BUILD_TESTS)
  find_package(Catch2 REQUIRED)  # 2.13 and 3.x both export Catch2::Catch2WithMain

endif()
if(KOMPARU_BUILD_TESTS AND NOT WIN32)
  # The first python3 on PATH may be another build than the distribution's, which alone sees the
  # distribution's pytest: take the first interpreter that can import it.
  if(NOT Python_EXECUTABLE)
    find_program(komparu_path_python NAMES python3 NO_CACHE)
    foreach(candidate IN ITEMS /usr/bin/python3 ${komparu_path_python})
      execute_process(COMMAND ${candidate} -c "import pytest" RESULT_VARIABLE status
                      OUTPUT_QUIET ERROR_QUIET)
      if(status EQUAL 0)
        set(Python_EXECUTABLE ${candidate} CACHE FILEPATH "The Python that runs pytest")
        break()
      endif()
    endforeach()
  endif()
  if(NOT Python_EXECUTABLE)
    message(FATAL_ERROR "No python3 with pytest was found: install python3-pytest, name one with "
                        "-DPython_EXECUTABLE=..., or configure with -DKOMPARU_BUILD_TESTS=OFF")
  endif()
endif()

# Asked for before pybind11, which would otherwise want what embedding takes, too.
if(KOMPARU_BUILD_PYTHON)
  find_package(Python 3.10 REQUIRED COMPONENTS Interpreter Development.Module)
  find_package(pybind11 REQUIRED)
endif()
