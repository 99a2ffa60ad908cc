// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_BYTES_PART_H_
#define KOMPARU_COMPARE_BYTES_PART_H_

#include <cstdint>

#include "compare/bytes/workplace.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu {

// The bytes that two sources of random access are compared in: `length` of them on each side.
// Offsets inside a part are counted from its start.
struct Part {
  RandomAccess& left;
  RandomAccess& right;
  std::uint64_t left_start = 0;
  std::uint64_t right_start = 0;
  std::uint64_t length = 0;
};

// Where a part differs first, and in which bytes.
struct PartDifference {
  std::uint64_t offset = 0;
  std::byte left{};
  std::byte right{};
};

// Probes head, tail and three points between. True proves that the part differs; false proves
// nothing. With `announced` the windows learn all points first, so that they can ask for them
// at the same time.
bool samples_differ(const Part& part, bool announced, const Until& until, Meter& meter);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_PART_H_
