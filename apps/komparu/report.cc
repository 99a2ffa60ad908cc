// SPDX-License-Identifier: MIT
#include "report.h"

#include <fmt/format.h>

#include "report_json.h"
#include "report_null.h"
#include "report_text.h"
#include "tree_words.h"

namespace komparu::cli {
namespace {

// Says nothing; what cannot be judged is still trouble, told by the status.
class QuietReport final : public Report {
 public:
  explicit QuietReport(Output& output) : output_(output) {}

  void streams(const ByteResult&) override {}
  void entry(const Finding&) override {}
  void groups(const GroupResult&, const std::vector<Operand>&) override {}

  // cmp -s keeps quiet about files that it cannot open, and about nothing else.
  void trouble(const Error& error) override {
    if (error.phase() != Phase::opening) output_.message(describe(error));
  }

  void end(const Totals&) override {}

 private:
  Output& output_;
};

}  // namespace

std::unique_ptr<Report> make_report(const Invocation& asked, Output& output) {
  std::unique_ptr<Report> report;
  if (asked.quiet) {
    report = std::make_unique<QuietReport>(output);
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
      "{:.3f} seconds",
      counts.same, counts.differ, counts.only_left, counts.only_right, counts.errors,
      counts.excluded, counts.bytes_read, totals.seconds);
}

const std::string& Report::path_of(const Finding& finding) const {
  const std::string& path =
      finding.status == Status::only_right ? finding.right_path : finding.path;
  return path.empty() ? left_->name : path;
}

std::string Report::describe(const Error& error) const {
  std::string text = error.subject();
  const bool is_right =
      error.side() == Side::right || (!error.side() && text != left_->path && text == right_->path);
  const Operand& operand = is_right ? *right_ : *left_;
  if (!text.empty() && text == operand.path) text = operand.name;
  // What the system says is about an operand, and an operand can be an empty string.
  if (!text.empty() || error.os_error() != 0) text += ": ";
  return text + shown_reason(error.code(), error.detail());
}

}  // namespace komparu::cli
