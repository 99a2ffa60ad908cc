// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_TREES_DESCRIPTOR_BUDGET_H_
#define KOMPARU_COMPARE_TREES_DESCRIPTOR_BUDGET_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/descriptor_limit.h"

namespace komparu {

// How many descriptors the work may hold, in shares of what the process may have open: two for a
// pair of directories, two for a pair of files.
class DescriptorBudget {
 public:
  DescriptorBudget() : free_(std::max<std::uint64_t>(descriptor_limit(), 32) - 16) {}

  unsigned threads(unsigned wanted) const {
    return static_cast<unsigned>(std::min<std::uint64_t>(wanted, free_ / 4));
  }
  // Pairs that have been walked but not yet judged.
  std::size_t pairs_waiting() const { return free_ / 8; }
  // Files that are held open to be read side by side.
  std::size_t files_open() const { return free_ / 2; }
  // Levels of the current path that keep theirs; those above open them again.
  std::size_t levels_awake() const { return std::min<std::uint64_t>(free_ / 8, 64); }

 private:
  const std::uint64_t free_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_DESCRIPTOR_BUDGET_H_
