// SPDX-License-Identifier: MIT
// "WORD PATH" ended by NUL, with names unchanged, for scripts that must handle newlines in names.
#ifndef KOMPARU_APPS_REPORT_NULL_H_
#define KOMPARU_APPS_REPORT_NULL_H_

#include <string_view>
#include <vector>

#include "report/report.h"

namespace komparu::cli {

class NullReport final : public Report {
 public:
  NullReport(const Invocation& asked, Output& output)
      : Report(asked.trees.max_differences), asked_(asked), output_(output) {}

  void groups(const GroupResult& result, const std::vector<Operand>& operands) override;
  void end(const Totals& totals) override;

 private:
  void write_streams(const ByteResult& result) override;
  void write_entry(const Finding& finding) override;
  void write_trouble(const Error& error) override;
  void record(std::string_view word, std::string_view path);

  const Invocation& asked_;
  Output& output_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_NULL_H_
