// SPDX-License-Identifier: MIT
#include "report.h"

#include <fmt/format.h>

#include "exit_code.h"
#include "report_json.h"
#include "report_null.h"
#include "report_text.h"

namespace komparu::cli {
namespace {

// Says nothing; what cannot be judged is still trouble, told by the text report.
class QuietReport final : public Report {
 public:
  QuietReport(const Invocation& asked, Output& output) : asked_(asked), output_(output) {}

  void streams(const ByteResult&) override {}

  // cmp -s keeps quiet about files that it cannot open, and about nothing else.
  void trouble(const Error& error) override {
    if (error.phase() != Phase::opening) output_.message(describe(error, asked_));
  }

  void end(const Totals&) override {}

 private:
  const Invocation& asked_;
  Output& output_;
};

}  // namespace

std::unique_ptr<Report> make_report(const Invocation& asked, Output& output) {
  if (asked.quiet) return std::make_unique<QuietReport>(asked, output);
  if (asked.form == Form::json) return std::make_unique<JsonReport>(asked, output);
  if (asked.form == Form::null) return std::make_unique<NullReport>(asked, output);
  return std::make_unique<TextReport>(asked, output);
}

Totals totals_of(Verdict verdict, std::uint64_t bytes_read, double seconds) {
  Totals totals;
  totals.exit = exit_code(verdict);
  totals.same = verdict == Verdict::same ? 1 : 0;
  totals.differ = verdict == Verdict::different ? 1 : 0;
  totals.errors = verdict == Verdict::trouble ? 1 : 0;
  totals.bytes_read = bytes_read;
  totals.seconds = seconds;
  return totals;
}

std::string stats_line(const Totals& totals) {
  return fmt::format("same {}, differ {}, errors {}; {} bytes read in {:.3f} seconds", totals.same,
                     totals.differ, totals.errors, totals.bytes_read, totals.seconds);
}

std::string describe(const Error& error, const Invocation& asked) {
  std::string text = error.subject();
  const bool right = error.side() == Side::right ||
                     (!error.side() && text != asked.left.path && text == asked.right.path);
  const Operand& operand = right ? asked.right : asked.left;
  if (!text.empty() && text == operand.path) text = operand.name;
  // What the system says is about an operand, and an operand can be an empty string.
  if (!text.empty() || error.os_error() != 0) text += ": ";
  return text + error.detail();
}

}  // namespace komparu::cli
