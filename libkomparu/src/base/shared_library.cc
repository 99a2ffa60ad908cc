// SPDX-License-Identifier: MIT
#include "base/shared_library.h"

#include <dlfcn.h>

#include <utility>

#include "komparu/error.h"

namespace komparu {

SharedLibrary::SharedLibrary(std::string what, std::initializer_list<const char*> names)
    : what_(std::move(what)) {
  std::string reason;
  for (const char* const name : names) {
    // Its symbols stay its own: the process may hold another version of a library beside it.
    handle_ = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (handle_ != nullptr) return;
    const char* const said = ::dlerror();
    if (reason.empty() && said != nullptr) reason = said;
  }
  throw Error(ErrorCode::unsupported, "", what_ + " cannot be loaded: " + reason);
}

void* SharedLibrary::symbol_if_there(const char* name) const { return ::dlsym(handle_, name); }

void* SharedLibrary::symbol(const char* name) const {
  void* const found = symbol_if_there(name);
  if (found == nullptr) {
    throw Error(ErrorCode::unsupported, "", what_ + " is too old: it has no " + name);
  }
  return found;
}

}  // namespace komparu
