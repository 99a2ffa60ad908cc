// SPDX-License-Identifier: MIT
#include "report/report.h"

#include <fmt/format.h>

#include "report/json.h"
#include "report/null.h"
#include "report/text.h"
#include "report/words.h"

namespace komparu::cli {
namespace {

// Prints nothing. The status still says trouble for what cannot be compared.
class QuietReport final : public Report {
 public:
  QuietReport(const Invocation& asked, Output& output)
      : Report(asked.trees.max_differences), output_(output) {}

  void groups(const GroupResult&, const std::vector<Operand>&) override {}

  void end(const Totals&) override {}

 private:
  void write_streams(const ByteResult&) override {}
  void write_entry(const Finding&) override {}

  // cmp -s prints every error but those of opening a file.
  void write_trouble(const Error& error) override {
    if (error.phase() != Phase::opening) output_.message(describe(error));
  }

  Output& output_;
};

}  // namespace

std::unique_ptr<Report> make_report(const Invocation& asked, Output& output) {
  std::unique_ptr<Report> report;
  if (asked.quiet) {
    report = std::make_unique<QuietReport>(asked, output);
  } else if (asked.form == Form::json) {
    report = std::make_unique<JsonReport>(asked, output);
  } else if (asked.form == Form::null) {
    report = std::make_unique<NullReport>(asked, output);
  } else {
    report = std::make_unique<TextReport>(asked, output);
  }
  report->about(asked.left, asked.right);
  return report;
}

Outcome outcome_of(Verdict verdict, std::uint64_t bytes_read) {
  Outcome outcome;
  outcome.verdict = verdict;
  outcome.counts.same = verdict == Verdict::same ? 1 : 0;
  outcome.counts.differ = verdict == Verdict::different ? 1 : 0;
  outcome.counts.errors = verdict == Verdict::trouble ? 1 : 0;
  outcome.counts.bytes_read = bytes_read;
  return outcome;
}

std::string stats_line(const Totals& totals) {
  const TreeCounts& counts = totals.counts;
  return fmt::format(
      "same {}, differ {}, only left {}, only right {}, errors {}, excluded {}; {} bytes read in "
      "{:.3f} seconds{}",
      counts.same, counts.differ, counts.only_left, counts.only_right, counts.errors,
      counts.excluded, counts.bytes_read, totals.seconds, totals.complete ? "" : "; incomplete");
}

void Report::streams(const ByteResult& result) {
  ++(result.verdict == Verdict::same ? reported_.same : reported_.differ);
  write_streams(result);
}

void Report::entry(const Finding& finding) {
  switch (finding.status) {
    case Status::same:
      ++reported_.same;
      break;
    case Status::differ:
      ++reported_.differ;
      break;
    case Status::only_left:
      ++reported_.only_left;
      break;
    case Status::only_right:
      ++reported_.only_right;
      break;
    case Status::error:
      ++reported_.errors;
      break;
  }
  if (finding.status != Status::same && finding.status != Status::error) ++differences_in_pair_;
  if (finding.problem && finding.problem->code == ErrorCode::timed_out) timed_out_ = true;
  if (max_diffs_ && differences_in_pair_ >= *max_diffs_) cut_ = true;
  write_entry(finding);
}

void Report::trouble(const Error& error) {
  ++reported_.errors;
  if (error.code() == ErrorCode::timed_out) timed_out_ = true;
  write_trouble(error);
}

void Report::cut_listing() {
  ++reported_.differ;
  cut_ = true;
}

void Report::pair_end(int status) {
  differences_in_pair_ = 0;
  write_pair_end(status);
}

const std::string& Report::path_of(const Finding& finding) const {
  const std::string& path =
      finding.status == Status::only_right ? finding.right_path : finding.path;
  return path.empty() ? left_.name : path;
}

std::string Report::describe(const Error& error) const {
  std::string text = error.subject();
  const bool is_right =
      error.side() == Side::right || (!error.side() && text != left_.path && text == right_.path);
  const Operand& operand = is_right ? right_ : left_;
  if (!text.empty() && text == operand.path) text = operand.name;
  // A system error concerns an operand, and an operand can be an empty string.
  if (!text.empty() || error.os_error() != 0) text += ": ";
  return text + shown_reason(error.code(), error.detail());
}

}  // namespace komparu::cli
