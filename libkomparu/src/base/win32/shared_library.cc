// SPDX-License-Identifier: MIT
#include "base/shared_library.h"

#include <windows.h>

#include "base/win32/names.h"
#include "base/win32/system_error.h"

namespace komparu {

void* SharedLibrary::load(const char* name, std::string& reason) {
  // Beside the program or among the system's own: a library that lies in the working directory or
  // somewhere on PATH may be anybody's.
  const HMODULE handle = ::LoadLibraryExW(wide_name(name).value_or(L"").c_str(), nullptr,
                                          LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
  if (handle == nullptr && reason.empty()) {
    reason = std::string(name) + ": " + text_of_system_error(::GetLastError());
  }
  return handle;
}

void* SharedLibrary::find(const char* name) const {
  return reinterpret_cast<void*>(::GetProcAddress(static_cast<HMODULE>(handle_), name));
}

}  // namespace komparu
