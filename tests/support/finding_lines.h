// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_SUPPORT_FINDING_LINES_H_
#define KOMPARU_TESTS_SUPPORT_FINDING_LINES_H_

#include <string>
#include <vector>

#include "komparu/findings.h"

namespace komparu::testing {

// Findings as lines of words, so that a test reads what is told.
class FindingLines final : public FindingSink {
 public:
  explicit FindingLines(bool with_offsets = true) : with_offsets_(with_offsets) {}

  void add(const Finding& finding) override {
    std::string line = std::string(word(finding.status)) + " " + finding.path;
    if (finding.problem) line += " " + std::string(word(finding.problem->code));
    if (finding.problem && finding.problem->side) {
      line += *finding.problem->side == Side::left ? " left" : " right";
    }
    if (finding.status == Status::differ) line += " " + std::string(word(finding.reason));
    if (finding.offset && with_offsets_) line += " " + std::to_string(*finding.offset);
    if (!finding.resembles.empty()) line += " like " + finding.resembles;
    lines.push_back(std::move(line));
  }

  std::vector<std::string> lines;

 private:
  const bool with_offsets_;
};

struct TreeAnswer {
  TreeSummary summary;
  std::vector<std::string> lines;
};

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_SUPPORT_FINDING_LINES_H_
