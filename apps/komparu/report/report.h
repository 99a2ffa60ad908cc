// SPDX-License-Identifier: MIT
// What is said about the answer. One class per form of output; one function per shape of result.
#ifndef KOMPARU_APPS_REPORT_REPORT_H_
#define KOMPARU_APPS_REPORT_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "invocation.h"
#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/groups.h"
#include "komparu/result.h"
#include "output.h"

namespace komparu::cli {

// What the run came to, over all entries.
struct Outcome {
  Verdict verdict = Verdict::trouble;
  TreeCounts counts;
};

// The same when all is over.
struct Totals {
  TreeCounts counts;
  int exit = 0;
  double seconds = 0;
  bool complete = true;  // false if the run was cut: --max-diffs, --time-limit, a signal
};

// The outcome of one pair of byte streams.
Outcome outcome_of(Verdict verdict, std::uint64_t bytes_read);

class Report {
 public:
  virtual ~Report() = default;

  // What the next calls are about: a pair of operands, or the pair of that number from a list. Both
  // must live until the next call of this function.
  void about(const Operand& left, const Operand& right, std::optional<std::size_t> pair = {}) {
    left_ = &left;
    right_ = &right;
    pair_ = pair;
  }

  // The answer for two byte streams.
  void streams(const ByteResult& result);

  // One entry of two trees.
  void entry(const Finding& finding);

  // The answer for many operands.
  virtual void groups(const GroupResult& result, const std::vector<Operand>& operands) = 0;

  // What lists and records call an entry: its path; the operands themselves LEFT, as streams are.
  const std::string& path_of(const Finding& finding) const;

  // There is no answer, and why.
  void trouble(const Error& error);

  // The listing of the bytes of two streams ended at --max-diffs.
  void cut_listing();

  // The pair from a list is done.
  void pair_end(int status);

  // Called last, once.
  virtual void end(const Totals& totals) = 0;

  // G3: what was reported so far, whatever becomes of the rest.
  const TreeCounts& told() const { return told_; }

  // G6: true once a comparison ended because it had --max-diffs differences.
  bool cut_by_max_diffs() const { return cut_; }

  // True once anything was given up because its time was over.
  bool timed_out() const { return timed_out_; }

 protected:
  explicit Report(std::optional<std::uint64_t> max_diffs) : max_diffs_(max_diffs) {}

  virtual void write_streams(const ByteResult& result) = 0;
  virtual void write_entry(const Finding& finding) = 0;
  virtual void write_trouble(const Error& error) = 0;
  virtual void write_pair_end(int /*status*/) {}

  const Operand& left() const { return *left_; }
  const Operand& right() const { return *right_; }
  std::optional<std::size_t> pair() const { return pair_; }

  // What a message says about `error`: subjects are named as they were typed.
  std::string describe(const Error& error) const;

 private:
  const Operand* left_ = nullptr;
  const Operand* right_ = nullptr;
  std::optional<std::size_t> pair_;
  const std::optional<std::uint64_t> max_diffs_;
  TreeCounts told_;
  std::uint64_t differences_in_pair_ = 0;
  bool cut_ = false;
  bool timed_out_ = false;
};

// The report that `asked` wants, about its two operands. Both arguments must outlive it.
std::unique_ptr<Report> make_report(const Invocation& asked, Output& output);

// The line of --stats.
std::string stats_line(const Totals& totals);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_REPORT_H_
