// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_UNIT_COMPARE_COMPARED_ARCHIVES_H_
#define KOMPARU_TESTS_UNIT_COMPARE_COMPARED_ARCHIVES_H_

#include <string>
#include <vector>

#include "komparu/compare.h"
#include "support/finding_lines.h"

namespace komparu::testing {

// What is told of two archives, or of an archive and a tree.
template <typename Left, typename Right>
TreeAnswer compared(Left& left, Right& right, const TreeOptions& options = {}) {
  FindingLines lines;
  const TreeSummary summary = compare(left, right, options, lines);
  return {summary, lines.lines};
}

template <typename Left, typename Right>
std::vector<std::string> lines(Left& left, Right& right, const TreeOptions& options = {}) {
  return compared(left, right, options).lines;
}

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_UNIT_COMPARE_COMPARED_ARCHIVES_H_
