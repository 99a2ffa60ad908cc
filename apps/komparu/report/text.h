// SPDX-License-Identifier: MIT
// The text report, for people and for scripts that read the output of GNU cmp and diff.
#ifndef KOMPARU_APPS_REPORT_TEXT_H_
#define KOMPARU_APPS_REPORT_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "report/report.h"

namespace komparu::cli {

class TextReport final : public Report {
 public:
  TextReport(const Invocation& asked, Output& output)
      : Report(asked.trees.max_differences),
        asked_(asked),
        output_(output),
        lists_instead_(Lists::to_standard_output(asked.lists)) {}

  void groups(const GroupResult& result, const std::vector<Operand>& operands) override;
  void end(const Totals& totals) override;

 private:
  void write_streams(const ByteResult& result) override;
  void write_entry(const Finding& finding) override;
  void write_trouble(const Error& error) override;
  std::string shown(std::string_view text);
  void answer(const ByteResult& result);
  void differing_byte(const Difference& difference);
  void end_of_file(const ByteResult& result);
  void note_roots(const Finding& finding);
  void point_to_roots();
  void line(std::string_view text);        // about a difference
  void plain_line(std::string_view text);  // about anything else

  const Invocation& asked_;
  Output& output_;
  const bool lists_instead_;  // they take the place of the lines
  // The one directory that only LEFT has at its top, and that of RIGHT, while nothing else was
  // found.
  std::string left_root_;
  std::string right_root_;
  bool found_more_ = false;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_TEXT_H_
