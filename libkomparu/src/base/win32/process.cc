// SPDX-License-Identifier: MIT
#include "base/process.h"

#include <windows.h>

namespace komparu {

long process_number() noexcept { return static_cast<long>(::GetCurrentProcessId()); }

}  // namespace komparu
