// SPDX-License-Identifier: MIT
#include "base/process.h"

#include <unistd.h>

namespace komparu {

long process_number() noexcept { return ::getpid(); }

}  // namespace komparu
