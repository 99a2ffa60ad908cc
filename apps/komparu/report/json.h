// SPDX-License-Identifier: MIT
// One JSON object per line: each difference, each entry in trouble, and a summary at the end.
#ifndef KOMPARU_APPS_REPORT_JSON_H_
#define KOMPARU_APPS_REPORT_JSON_H_

#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace komparu::cli {

class JsonReport final : public Report {
 public:
  JsonReport(const Invocation& asked, Output& output)
      : Report(asked.trees.max_differences), asked_(asked), output_(output) {}

  void groups(const GroupResult& result, const std::vector<Operand>& operands) override;
  void end(const Totals& totals) override;

 private:
  void write_streams(const ByteResult& result) override;
  void write_entry(const Finding& finding) override;
  void write_trouble(const Error& error) override;
  void write_pair_end(int exit) override;
  // The members that every line begins with.
  std::string start(std::string_view type) const;

  const Invocation& asked_;
  Output& output_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_JSON_H_
