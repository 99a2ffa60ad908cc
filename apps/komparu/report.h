// SPDX-License-Identifier: MIT
// What is said about the answer. One class per form of output; one function per shape of result.
#ifndef KOMPARU_APPS_REPORT_H_
#define KOMPARU_APPS_REPORT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "invocation.h"
#include "komparu/error.h"
#include "komparu/result.h"
#include "output.h"

namespace komparu::cli {

// What the run came to, over all entries.
struct Totals {
  int exit = 0;
  std::uint64_t same = 0;
  std::uint64_t differ = 0;
  std::uint64_t errors = 0;
  std::uint64_t bytes_read = 0;
  double seconds = 0;
};

// For one pair.
Totals totals_of(Verdict verdict, std::uint64_t bytes_read, double seconds);

class Report {
 public:
  virtual ~Report() = default;

  // The answer for two byte streams.
  virtual void streams(const ByteResult& result) = 0;

  // There is no answer, and why.
  virtual void trouble(const Error& error) = 0;

  // Called last, once.
  virtual void end(const Totals& totals) = 0;
};

// The report that `asked` wants. Both arguments must outlive it.
std::unique_ptr<Report> make_report(const Invocation& asked, Output& output);

// The line of --stats.
std::string stats_line(const Totals& totals);

// What a message says about `error`: subjects are named as they were typed.
std::string describe(const Error& error, const Invocation& asked);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_H_
