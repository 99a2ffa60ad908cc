// SPDX-License-Identifier: MIT
// What a comparison of trees has found so far, in numbers, and the verdict that follows from them.
#ifndef KOMPARU_COMPARE_TREES_TALLY_H_
#define KOMPARU_COMPARE_TREES_TALLY_H_

#include <cstdint>

#include "komparu/result.h"
#include "komparu/tree_options.h"

namespace komparu {

// For one thread.
class Tally {
 public:
  // The options must outlive it.
  explicit Tally(const TreeOptions& options) : options_(options) {}

  void count(Status status) {
    TreeCounts& counts = summary_.counts;
    switch (status) {
      case Status::same:
        ++counts.same;
        break;
      case Status::differ:
        ++counts.differ;
        break;
      case Status::only_left:
        ++counts.only_left;
        break;
      case Status::only_right:
        ++counts.only_right;
        break;
      case Status::error:
        ++counts.errors;
        break;
    }
  }

  void count_excluded() { ++summary_.counts.excluded; }

  // A directory was judged that no count is about.
  void note_directory() { judged_directory_ = true; }

  bool judged_anything() const {
    const TreeCounts& counts = summary_.counts;
    return judged_directory_ || differences() + counts.same + counts.errors > 0;
  }

  // Anything that both sides have, or that could not be judged.
  bool judged_in_common() const {
    const TreeCounts& counts = summary_.counts;
    return counts.same + counts.differ + counts.errors > 0;
  }

  // Whether there are as many differences as are asked for. The summary then says that the
  // comparison was stopped.
  bool is_enough() {
    if (differences() == 0) return false;
    const bool enough = options_.stop_at_any_difference ||
                        (options_.max_differences && differences() >= *options_.max_differences);
    summary_.stopped_early = summary_.stopped_early || enough;
    return enough;
  }

  // Of the whole comparison; `over`: it was ended by a difference that has not been counted.
  TreeSummary summary(bool over, std::uint64_t bytes_read) const {
    TreeSummary result = summary_;
    result.counts.bytes_read = bytes_read;
    result.stopped_early = summary_.stopped_early || over;
    result.verdict = over || differences() > 0 ? Verdict::different : Verdict::same;
    if (result.counts.errors > 0 && !result.stopped_early) result.verdict = Verdict::trouble;
    return result;
  }

 private:
  std::uint64_t differences() const {
    const TreeCounts& counts = summary_.counts;
    return counts.differ + counts.only_left + counts.only_right;
  }

  const TreeOptions& options_;
  TreeSummary summary_;
  bool judged_directory_ = false;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_TALLY_H_
