// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_SHARED_LIBRARY_H_
#define KOMPARU_BASE_SHARED_LIBRARY_H_

#include <initializer_list>
#include <string>

namespace komparu {

// What libraries that are loaded on demand are called, the likeliest name first. On Windows they
// have the names that MSYS2 and vcpkg give them.
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

// A library that is loaded when it is first needed, so that a run that never needs it pays nothing.
// It stays loaded until the process ends: what it registers with the system outlives any handle.
class SharedLibrary {
 public:
  // The first of `names` that can be loaded. Throws Error (unsupported), which names `what` and
  // says why.
  SharedLibrary(std::string what, LibraryNames names);

  // Sets a function pointer to the symbol of that name. Throws Error (unsupported) if it is
  // missing.
  template <typename Function>
  void bind(Function*& function, const char* name) const {
    function = reinterpret_cast<Function*>(symbol(name));
  }

  // The symbol of that name, or null if it is missing.
  void* find(const char* name) const;

 private:
  // Null if it cannot be loaded; the first reason is kept.
  static void* load(const char* name, std::string& reason);
  void* symbol(const char* name) const;

  std::string what_;
  void* handle_ = nullptr;
};

}  // namespace komparu

#ifdef KOMPARU_LOAD_DLOPEN
#define KOMPARU_TABLE_LIBRARY(what, names) const SharedLibrary library(what, names);
#define KOMPARU_TABLE_FOUND(name) library.bind(name, #name);
#else
#define KOMPARU_TABLE_LIBRARY(what, names)
#define KOMPARU_TABLE_FOUND(name) name = &::name;
#endif
#define KOMPARU_TABLE_FIND(name) KOMPARU_TABLE_FOUND(name)  // a name may be a macro itself
// NOLINTNEXTLINE(bugprone-macro-parentheses): it is what the member is called
#define KOMPARU_TABLE_MEMBER(name) decltype(&::name) name = nullptr;

// A struct with a pointer to each function of a library that is loaded on demand, under the
// function's own name. LIST(F) is F(name) for each of them. Making the object loads the library and
// throws as SharedLibrary does; where the library is linked, it costs nothing.
#define KOMPARU_FUNCTION_TABLE(Table, what, names, LIST) \
  struct Table {                                         \
    LIST(KOMPARU_TABLE_MEMBER)                           \
    Table() {                                            \
      KOMPARU_TABLE_LIBRARY(what, names)                 \
      LIST(KOMPARU_TABLE_FIND)                           \
    }                                                    \
  }

#endif  // KOMPARU_BASE_SHARED_LIBRARY_H_
