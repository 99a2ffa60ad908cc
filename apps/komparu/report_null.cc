// SPDX-License-Identifier: MIT
#include "report_null.h"

namespace komparu::cli {

void NullReport::entry(std::string_view word) {
  output_.write(word);
  output_.write(" ");
  output_.write(asked_.left.name);
  output_.write(std::string_view("\0", 1));
}

void NullReport::streams(const ByteResult& result) {
  if (result.verdict == Verdict::different) entry("differ");
  if (result.verdict == Verdict::same && asked_.report_identical) entry("same");
}

// The word has no room for a reason: that goes to standard error.
void NullReport::trouble(const Error& error) {
  entry("error");
  output_.message(describe(error, asked_));
}

void NullReport::end(const Totals& totals) {
  if (asked_.stats) output_.message(stats_line(totals));
}

}  // namespace komparu::cli
