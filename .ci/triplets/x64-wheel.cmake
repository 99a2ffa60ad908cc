# SPDX-License-Identifier: MIT
set(VCPKG_TARGET_ARCHITECTURE x64)
set(VCPKG_CMAKE_SYSTEM_NAME Linux)
set(VCPKG_CRT_LINKAGE dynamic)
set(VCPKG_LIBRARY_LINKAGE static)
set(VCPKG_BUILD_TYPE release)
# The OpenSSL inside a wheel must not read the openssl.cnf of the system's own.
set(VCPKG_CMAKE_CONFIGURE_OPTIONS -DCURL_DISABLE_OPENSSL_AUTO_LOAD_CONFIG=ON)
