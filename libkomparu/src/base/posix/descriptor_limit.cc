// SPDX-License-Identifier: MIT
#include "base/descriptor_limit.h"

#include <sys/resource.h>

#include <limits>

namespace komparu {

std::uint64_t descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return std::numeric_limits<std::int32_t>::max();
  }
  return limit.rlim_cur;
}

}  // namespace komparu
