// SPDX-License-Identifier: MIT
#include "report/null.h"

#include <string>

#include "report/words.h"

namespace komparu::cli {
namespace {

constexpr std::string_view kNul("\0", 1);

std::string_view word_for(Status status) {
  switch (status) {
    case Status::only_left:
      return "left";
    case Status::only_right:
      return "right";
    default:
      return word(status);
  }
}

}  // namespace

void NullReport::record(std::string_view word, std::string_view path) {
  std::string text;
  text.reserve(word.size() + path.size() + 2);
  output_.write(text.append(word).append(" ").append(path).append(kNul));
}

void NullReport::write_streams(const ByteResult& result) {
  if (result.verdict == Verdict::different) record("differ", left().name);
  if (result.verdict == Verdict::same && asked_.report_identical) record("same", left().name);
}

void NullReport::write_entry(const Finding& finding) {
  if (finding.status == Status::same && !asked_.report_identical) return;
  record(word_for(finding.status), path_of(finding));
  // A record has no reason. It goes to standard error.
  for (const std::optional<Problem>& problem : {finding.problem, finding.right_problem}) {
    if (problem) output_.message(problem_message(finding, *problem, left(), right()));
  }
}

// A group is its names, each ended by NUL, and one more NUL.
void NullReport::groups(const GroupResult& result, const std::vector<Operand>& operands) {
  for (const std::vector<std::size_t>& group : result.groups) {
    for (const std::size_t member : group) {
      output_.write(operands[member].name);
      output_.write(kNul);
    }
    output_.write(kNul);
  }
  for (const GroupProblem& problem : result.problems) {
    output_.message(describe_group_problem(problem, operands));
  }
}

void NullReport::write_trouble(const Error& error) {
  record("error", left().name);
  output_.message(describe(error));
}

void NullReport::end(const Totals& totals) {
  if (asked_.stats) output_.message(stats_line(totals));
}

}  // namespace komparu::cli
