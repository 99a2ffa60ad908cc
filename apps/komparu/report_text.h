// SPDX-License-Identifier: MIT
// Words for people, and for scripts that read what GNU cmp and diff print.
#ifndef KOMPARU_APPS_REPORT_TEXT_H_
#define KOMPARU_APPS_REPORT_TEXT_H_

#include <cstdint>
#include <string_view>

#include "report.h"

namespace komparu::cli {

class TextReport final : public Report {
 public:
  TextReport(const Invocation& asked, Output& output)
      : asked_(asked), output_(output), lists_instead_(Lists::to_standard_output(asked.lists)) {}

  void streams(const ByteResult& result) override;
  void entry(const Finding& finding) override;
  void groups(const GroupResult& result, const std::vector<Operand>& operands) override;
  void trouble(const Error& error) override;
  void end(const Totals& totals) override;

 private:
  void answer(const ByteResult& result);
  void differing_byte(const Difference& difference);
  void end_of_file(const Difference& difference);
  void line(std::string_view text);        // about a difference
  void plain_line(std::string_view text);  // about anything else

  const Invocation& asked_;
  Output& output_;
  const bool lists_instead_;  // they take the place of the lines
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_TEXT_H_
