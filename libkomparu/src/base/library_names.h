// SPDX-License-Identifier: MIT
// What the libraries that are loaded on demand are called, the likeliest name first. On Windows
// they are called as MSYS2 and vcpkg call them.
#ifndef KOMPARU_BASE_LIBRARY_NAMES_H_
#define KOMPARU_BASE_LIBRARY_NAMES_H_

#include <initializer_list>

namespace komparu {

using LibraryNames = std::initializer_list<const char*>;

#ifdef _WIN32
inline constexpr LibraryNames kCurlNames = {"libcurl-4.dll", "libcurl.dll", "libcurl-x64.dll"};
inline constexpr LibraryNames kArchiveNames = {"libarchive-13.dll", "libarchive.dll",
                                               "archive.dll"};
inline constexpr LibraryNames kZlibNames = {"zlib1.dll", "z.dll"};
inline constexpr LibraryNames kCryptoNames = {"libcrypto-3-x64.dll", "libcrypto-1_1-x64.dll"};
inline constexpr LibraryNames kIsalNames = {"libisal-2.dll", "isa-l.dll"};
#else
inline constexpr LibraryNames kCurlNames = {"libcurl.so.4", "libcurl-gnutls.so.4"};
inline constexpr LibraryNames kArchiveNames = {"libarchive.so.13"};
inline constexpr LibraryNames kZlibNames = {"libz.so.1"};
inline constexpr LibraryNames kCryptoNames = {"libcrypto.so.3", "libcrypto.so.1.1"};
inline constexpr LibraryNames kIsalNames = {"libisal.so.2"};
#endif

}  // namespace komparu

#endif  // KOMPARU_BASE_LIBRARY_NAMES_H_
