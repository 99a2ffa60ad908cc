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
  TextReport(const Invocation& asked, Output& output) : asked_(asked), output_(output) {}

  void streams(const ByteResult& result) override;
  void trouble(const Error& error) override;
  void end(const Totals& totals) override;

 private:
  void differing_byte(const Difference& difference);
  void end_of_file(const Difference& difference);
  void line(std::string_view text);

  const Invocation& asked_;
  Output& output_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_TEXT_H_
