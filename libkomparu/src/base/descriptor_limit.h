// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_DESCRIPTOR_LIMIT_H_
#define KOMPARU_BASE_DESCRIPTOR_LIMIT_H_

#include <cstdint>

namespace komparu {

// How many descriptors the process may have open.
std::uint64_t descriptor_limit();

}  // namespace komparu

#endif  // KOMPARU_BASE_DESCRIPTOR_LIMIT_H_
