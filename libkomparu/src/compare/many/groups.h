// SPDX-License-Identifier: MIT
// Many streams read side by side, each of them once, and sorted into groups of equal content.
#ifndef KOMPARU_COMPARE_MANY_GROUPS_H_
#define KOMPARU_COMPARE_MANY_GROUPS_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "compare/bytes/comparison.h"
#include "compare/bytes/meter.h"
#include "compare/many/partition.h"
#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/groups.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu {

struct GroupingOptions {
  std::size_t chunk = 0;    // bytes read at once from each; 0: what is best. Many streams get less
  bool size_check = true;   // unequal proven sizes set apart what was not read yet
  bool quick_check = true;  // samples may tell large files apart
  bool stop_at_any_difference = false;
  bool stop_at_failure = false;
};

// What became of a number of streams.
struct Grouping {
  Sets groups;                    // in the order of their first member
  std::vector<Failure> failures;  // ascending; those that could not be judged are in no group

  // With stop_at_any_difference: two are proven to differ, and the groups are unspecified.
  bool stopped = false;
  // With stop_at_failure, any failure leaves the groups unspecified, too.
};

// Sorts readers from where they stand, and closes each as soon as nothing more is read from it. An
// error of one is its failure, and the others go on; throws Error only where `until` ends the work.
Grouping group_streams(std::vector<std::unique_ptr<Reader>> readers, const GroupingOptions& options,
                       const Until& until, Meter& meter, const Workplace& workplace);

// What of the options concerns streams.
GroupingOptions grouping_options(const GroupOptions& options);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_GROUPS_H_
