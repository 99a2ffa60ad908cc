// SPDX-License-Identifier: MIT
#include "base/shared_library.h"

#include <dlfcn.h>

namespace komparu {

void* SharedLibrary::load(const char* name, std::string& reason) {
  // Its symbols stay its own: the process may hold another version of a library beside it.
  void* const handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return handle;
  const char* const said = ::dlerror();
  if (reason.empty() && said != nullptr) reason = said;
  return nullptr;
}

void* SharedLibrary::find(const char* name) const { return ::dlsym(handle_, name); }

}  // namespace komparu
