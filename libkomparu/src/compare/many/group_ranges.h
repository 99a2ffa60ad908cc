// SPDX-License-Identifier: MIT
// Sources of random access and of one length, sorted by several threads.
#ifndef KOMPARU_COMPARE_MANY_GROUP_RANGES_H_
#define KOMPARU_COMPARE_MANY_GROUP_RANGES_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "compare/bytes/meter.h"
#include "compare/many/partition.h"
#include "komparu/reader.h"
#include "komparu/stop.h"
#include "pool/thread_pool.h"

namespace komparu {

struct RangeGroupingOptions {
  std::uint64_t from = 0;  // the sources are equal up to here
  std::uint64_t to = 0;    // the length of each
  std::size_t chunk = 0;   // bytes read at once from each
  bool sample = true;      // probe some places first
  bool stop_at_any_difference = false;
};

// The calling thread works, and so do those of the pool that are free. The outcome is that of
// reading in order, whichever thread met what. With stop_at_any_difference there may be more groups
// than are told, if there is more than one.
Partition group_in_ranges(std::span<RandomAccess* const> sources,
                          const RangeGroupingOptions& options, ThreadPool& pool, const Until& until,
                          Meter& meter);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_GROUP_RANGES_H_
