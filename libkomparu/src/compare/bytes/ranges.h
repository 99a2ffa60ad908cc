// SPDX-License-Identifier: MIT
// A large pair, cut into ranges that several threads compare.
#ifndef KOMPARU_COMPARE_BYTES_RANGES_H_
#define KOMPARU_COMPARE_BYTES_RANGES_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "compare/bytes/part.h"
#include "compare/bytes/ways.h"
#include "compare/bytes/workplace.h"
#include "komparu/stop.h"
#include "pool/thread_pool.h"

namespace komparu {

// docs/performance.md has the measurements behind these numbers. A part of less than the first is
// read in order; each thread should have the second at least; a range is no larger than the third.
inline constexpr std::uint64_t kRangesFrom = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kThreadIsWorth = std::uint64_t{4} << 20;
inline constexpr std::uint64_t kLargestRange = std::uint64_t{8} << 20;

// The first difference of the part, or nothing. The calling thread works, and so do those of the
// pool that are free. What comes first in the part decides, whichever thread meets it: an error
// before the first difference is thrown, one behind it is not even met. `chunk` bytes are asked for
// at once. `ways`: what the run has measured so far; null: nothing.
std::optional<PartDifference> compare_in_ranges(const Part& part, std::size_t chunk,
                                                ThreadPool& pool, const Until& until, Meter& meter,
                                                Ways* ways = nullptr);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_RANGES_H_
