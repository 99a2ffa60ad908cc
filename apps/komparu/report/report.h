// SPDX-License-Identifier: MIT
// Prints the answer. There is a class for each form of output, with a function for each kind of
// result.
#ifndef KOMPARU_APPS_REPORT_REPORT_H_
#define KOMPARU_APPS_REPORT_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "invocation.h"
#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/groups.h"
#include "komparu/result.h"
#include "output.h"

namespace komparu::cli {

// The verdict and the counts of a run, over all entries.
struct Outcome {
  Verdict verdict = Verdict::trouble;
  TreeCounts counts;
  std::uint64_t weak_checksums = 0;  // of a list, where they were accepted
};

// The counts and the status at the end of the run.
struct Totals {
  TreeCounts counts;
  int exit = 0;
  double seconds = 0;
  std::uint64_t weak_checksums = 0;
  bool complete = true;  // false if the run was cut: --max-diffs, --time-limit, a signal
};

// The outcome of one pair of byte streams.
Outcome outcome_of(Verdict verdict, std::uint64_t bytes_read);

class Report {
 public:
  virtual ~Report() = default;

  // Sets the operands, or the pair of that number from a list, that the next calls report about.
  void about(Operand left, Operand right, std::optional<std::size_t> pair = {}) {
    left_ = std::move(left);
    right_ = std::move(right);
    pair_ = pair;
  }

  // The answer for two byte streams.
  void streams(const ByteResult& result);

  // One entry of two trees.
  void entry(const Finding& finding);

  // The answer for many operands.
  virtual void groups(const GroupResult& result, const std::vector<Operand>& operands) = 0;

  // The name of an entry in lists and records: its path; for the operands themselves LEFT as typed.
  const std::string& path_of(const Finding& finding) const;

  // Reports why there is no answer.
  void trouble(const Error& error);

  // The listing of the bytes of two streams ended at --max-diffs.
  void cut_listing();

  // Closes a pair from a list.
  void pair_end(int status);

  // Called last, once.
  virtual void end(const Totals& totals) = 0;

  // G3: the counts of what was reported so far.
  const TreeCounts& reported() const { return reported_; }

  // G6: true once a comparison ended because it had --max-diffs differences.
  bool cut_by_max_diffs() const { return cut_; }

  // True once a time limit ended anything.
  bool timed_out() const { return timed_out_; }

 protected:
  explicit Report(std::optional<std::uint64_t> max_diffs) : max_diffs_(max_diffs) {}

  virtual void write_streams(const ByteResult& result) = 0;
  virtual void write_entry(const Finding& finding) = 0;
  virtual void write_trouble(const Error& error) = 0;
  virtual void write_pair_end(int /*status*/) {}

  const Operand& left() const { return left_; }
  const Operand& right() const { return right_; }
  std::optional<std::size_t> pair() const { return pair_; }

  // The message about `error`. It names operands as they were typed.
  std::string describe(const Error& error) const;

 private:
  Operand left_;
  Operand right_;
  std::optional<std::size_t> pair_;
  const std::optional<std::uint64_t> max_diffs_;
  TreeCounts reported_;
  std::uint64_t differences_in_pair_ = 0;
  bool cut_ = false;
  bool timed_out_ = false;
};

// Makes the report that `asked` wants, about its two operands. Both arguments must outlive it.
std::unique_ptr<Report> make_report(const Invocation& asked, Output& output);

// The line of --stats.
std::string stats_line(const Totals& totals);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_REPORT_H_
