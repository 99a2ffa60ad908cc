// SPDX-License-Identifier: MIT
// What a comparison of trees says, entry by entry.
#ifndef KOMPARU_FINDINGS_H_
#define KOMPARU_FINDINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "komparu/error.h"
#include "komparu/result.h"

namespace komparu {

// The enumerators are the words of JSON output.
enum class Status { same, differ, only_left, only_right, error };

// The enumerator's own name, e.g. "only_left". Never fails.
std::string_view word(Status status) noexcept;

// Why an entry could not be judged. The entry is not "same", whatever else is known of it.
struct Problem {
  ErrorCode code = ErrorCode::unreadable;
  std::string detail;  // the reason in words
  int os_error = 0;
  int http_status = 0;
  // The side that failed; none if both or neither in particular.
  std::optional<Side> side;
};

// One entry and what is known of it.
struct Finding {
  // Relative to the operands, components joined by '/', the system's own bytes; empty for the
  // operands themselves. With name matching the left name counts; right_path is the other one.
  std::string path;
  std::string right_path;
  Status status = Status::same;
  Reason reason = Reason::content;      // with differ
  std::optional<std::uint64_t> offset;  // with differ by content, if it was asked for
  std::optional<Problem> problem;       // with error
  // With error on both sides: problem is the left one, this the right one.
  std::optional<Problem> right_problem;
  // With only_left and only_right: the name on the other side that differs from this one in case or
  // Unicode normalisation only, if there is one.
  std::string resembles;
  // What the entry is on each side; none where it does not exist.
  std::optional<SideFacts> left;
  std::optional<SideFacts> right;
};

// Takes findings as they are settled.
class FindingSink {
 public:
  virtual ~FindingSink() = default;

  // Called once, before any add(), when both operands are open and have turned out to be trees.
  virtual void begin() {}

  // Called on the calling thread, in path order (component by component, each by its bytes), as
  // soon as all earlier paths are settled. What it throws ends the comparison and passes through.
  virtual void add(const Finding& finding) = 0;
};

// Entries by status. A directory counts if it exists on one side only; one that exists on both is
// counted through its entries.
struct TreeCounts {
  std::uint64_t same = 0;
  std::uint64_t differ = 0;
  std::uint64_t only_left = 0;
  std::uint64_t only_right = 0;
  std::uint64_t errors = 0;
  std::uint64_t excluded = 0;
  std::uint64_t bytes_read = 0;
};

// The answer over all entries.
struct TreeSummary {
  // Trouble outranks different; but if the run stopped because it had its differences, different.
  Verdict verdict = Verdict::same;
  TreeCounts counts;
  bool stopped_early = false;  // max_differences or stop_at_any_difference ended the run
};

}  // namespace komparu

#endif  // KOMPARU_FINDINGS_H_
