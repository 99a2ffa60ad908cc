# SPDX-License-Identifier: MIT
# For building Windows programs with Debian's g++-mingw-w64-x86-64-posix. What komparu needs beside
# the compiler's own system is found below KOMPARU_WINDOWS_PREFIX, and nowhere on the host.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES KOMPARU_WINDOWS_PREFIX)
set(CMAKE_FIND_ROOT_PATH ${KOMPARU_WINDOWS_PREFIX} /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# Programs carry the runtimes of the compiler along: Windows has none of them.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")
