// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_SHARED_LIBRARY_H_
#define KOMPARU_BASE_SHARED_LIBRARY_H_

#include <initializer_list>
#include <string>

namespace komparu {

// A library that is loaded when it is first needed, so that who never needs it never pays for it.
// It stays loaded until the process ends: what it registers with the system outlives any handle.
class SharedLibrary {
 public:
  // The first of `names` that can be loaded. Throws Error (unsupported), which names `what` and
  // says why.
  SharedLibrary(std::string what, std::initializer_list<const char*> names);

  // Sets a function pointer to the symbol of that name. Throws Error (unsupported) if it is
  // missing.
  template <typename Function>
  void bind(Function*& function, const char* name) const {
    function = reinterpret_cast<Function*>(symbol(name));
  }

 private:
  // Null if it cannot be loaded; the first reason is kept.
  static void* load(const char* name, std::string& reason);
  void* symbol(const char* name) const;
  void* find(const char* name) const;  // null if it is missing

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
