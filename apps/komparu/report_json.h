// SPDX-License-Identifier: MIT
// One JSON object per line: what differs or cannot be judged, and a summary at the end.
#ifndef KOMPARU_APPS_REPORT_JSON_H_
#define KOMPARU_APPS_REPORT_JSON_H_

#include "report.h"

namespace komparu::cli {

class JsonReport final : public Report {
 public:
  JsonReport(const Invocation& asked, Output& output) : asked_(asked), output_(output) {}

  void streams(const ByteResult& result) override;
  void trouble(const Error& error) override;
  void end(const Totals& totals) override;

 private:
  const Invocation& asked_;
  Output& output_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_JSON_H_
