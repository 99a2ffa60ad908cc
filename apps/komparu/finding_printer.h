// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_FINDING_PRINTER_H_
#define KOMPARU_APPS_FINDING_PRINTER_H_

#include <optional>

#include "komparu/error.h"
#include "komparu/findings.h"
#include "output.h"
#include "report/lists.h"
#include "report/report.h"

namespace komparu::cli {

// Hands the findings of trees to the report and to the lists. The lists are created when the
// library has found that the operands are trees.
class FindingPrinter final : public FindingSink {
 public:
  // All must outlive it.
  FindingPrinter(Report& report, const std::vector<ListRequest>& lists, Output& output)
      : report_(report), requests_(lists), output_(output) {}

  void begin() override {
    if (!lists_) lists_.emplace(requests_, output_);
  }

  // Throws Error (output) once the report cannot be written.
  void add(const Finding& finding) override {
    report_.entry(finding);
    // An empty directory that only one side has holds no file.
    const std::optional<SideFacts>& facts = finding.left ? finding.left : finding.right;
    const bool one_sided = finding.left.has_value() != finding.right.has_value();
    const bool no_file = one_sided && facts->kind == Kind::directory;
    if (!no_file || finding.status == Status::error) {
      lists_->add(finding.status, report_.path_of(finding));
    }
    if (!output_.good()) throw Error(ErrorCode::output, "", "the report cannot be written");
  }

  // Throws Error (output) if a list could not be written in full.
  void finish() {
    if (lists_) lists_->finish();
  }

 private:
  Report& report_;
  const std::vector<ListRequest>& requests_;
  Output& output_;
  std::optional<Lists> lists_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_FINDING_PRINTER_H_
