// SPDX-License-Identifier: MIT
// The innermost loops.
#ifndef KOMPARU_COMPARE_BYTES_BYTES_H_
#define KOMPARU_COMPARE_BYTES_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace komparu {

using Bytes = std::span<const std::byte>;

// The index of the first byte in which they differ; the shorter size if there is none.
std::size_t first_difference(Bytes left, Bytes right);

std::uint64_t count_newlines(Bytes bytes);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_BYTES_H_
