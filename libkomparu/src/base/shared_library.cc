// SPDX-License-Identifier: MIT
#include "base/shared_library.h"

#include <utility>

#include "komparu/error.h"

namespace komparu {

SharedLibrary::SharedLibrary(std::string what, LibraryNames names) : what_(std::move(what)) {
  std::string reason;
  for (const char* const name : names) {
    handle_ = load(name, reason);
    if (handle_ != nullptr) return;
  }
  throw Error(ErrorCode::unsupported, "", what_ + " cannot be loaded: " + reason);
}

void* SharedLibrary::symbol(const char* name) const {
  void* const found = find(name);
  if (found == nullptr) {
    throw Error(ErrorCode::unsupported, "", what_ + " is too old: it has no " + name);
  }
  return found;
}

}  // namespace komparu
