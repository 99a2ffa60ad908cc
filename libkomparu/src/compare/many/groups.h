// SPDX-License-Identifier: MIT
// Many streams read side by side, each of them once, and sorted into groups of equal content.
#ifndef KOMPARU_COMPARE_MANY_GROUPS_H_
#define KOMPARU_COMPARE_MANY_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "compare/bytes/comparison.h"
#include "compare/bytes/workplace.h"
#include "compare/many/partition.h"
#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/groups.h"
#include "komparu/reader.h"
#include "komparu/stop.h"
#include "pool/thread_pool.h"

namespace komparu {

// What became of a number of streams.
struct Grouping {
  Sets groups;                    // in the order of their first member
  std::vector<Failure> failures;  // ascending; those that could not be judged are in no group

  // With stop_at_any_difference: two are proven to differ, and the groups are unspecified.
  bool stopped = false;
  // With problems_throw, any failure leaves the groups unspecified, too.
};

// Sorts readers from where they stand, and closes each as soon as nothing more is read from it. An
// error of one is its failure, and the others go on; throws Error only where `until` ends the work.
Grouping group_streams(std::vector<std::unique_ptr<Reader>> readers, const GroupOptions& options,
                       const Until& until, Meter& meter, const Workplace& workplace);

// Sources of random access and of one length, equal up to `from`. The calling thread works, and so
// do those of the pool that are free. The outcome is that of reading in order, whichever thread met
// what. With stop_at_any_difference there may be more groups than these, if there is more than
// one.
Partition group_in_ranges(std::span<RandomAccess* const> sources, std::uint64_t from,
                          const GroupOptions& options, ThreadPool& pool, const Until& until,
                          Meter& meter);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_GROUPS_H_
