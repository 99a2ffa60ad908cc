// SPDX-License-Identifier: MIT
// One JSON object per line: what differs or cannot be judged, and a summary at the end.
#ifndef KOMPARU_APPS_REPORT_JSON_H_
#define KOMPARU_APPS_REPORT_JSON_H_

#include <string>
#include <string_view>
#include <vector>

#include "report.h"

namespace komparu::cli {

class JsonReport final : public Report {
 public:
  JsonReport(const Invocation& asked, Output& output) : asked_(asked), output_(output) {}

  void streams(const ByteResult& result) override;
  void entry(const Finding& finding) override;
  void groups(const GroupResult& result, const std::vector<Operand>& operands) override;
  void trouble(const Error& error) override;
  void pair_end(int exit) override;
  void end(const Totals& totals) override;

 private:
  // The members that every line begins with.
  std::string start(std::string_view type) const;

  const Invocation& asked_;
  Output& output_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_JSON_H_
