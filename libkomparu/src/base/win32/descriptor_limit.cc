// SPDX-License-Identifier: MIT
#include "base/descriptor_limit.h"

namespace komparu {

// The tables of the two C runtimes have a fixed size (_NHANDLE_); handles have no such limit.
std::uint64_t descriptor_limit() {
#ifdef _UCRT
  return 8192;
#else
  return 2048;
#endif
}

}  // namespace komparu
