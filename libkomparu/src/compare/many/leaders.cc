// SPDX-License-Identifier: MIT
#include "compare/many/leaders.h"

#include <cstddef>

#include "base/at_side.h"

namespace komparu {

void FirstProblems::add(const Finding& finding) {
  if (finding.status != Status::error || !finding.problem) return;
  // What is the fault of neither in particular is the newcomer's.
  const Side side =
      finding.right_problem ? Side::left : finding.problem->side.value_or(Side::right);
  note(side, finding.path, *finding.problem);
  if (finding.right_problem) note(Side::right, finding.path, *finding.right_problem);
}

void FirstProblems::add(const Error& error) {
  note(error.side().value_or(Side::right), "", problem_of(error));
}

void FirstProblems::note(Side side, const std::string& path, const Problem& problem) {
  if (!first_[side]) first_[side] = Found{path, problem};
}

Problem problem_of(const Error& error) {
  return {error.code(), error.detail(), error.os_error(), error.http_status(), std::nullopt};
}

void Leaders::add_group(Members group) {
  groups_.push_back(std::move(group));
  index_.add(groups_.size() - 1);
}

void Leaders::place(std::size_t newcomer) {
  for (const std::size_t number : index_.candidates(newcomer)) {
    Members& group = groups_[number];
    FirstProblems problems;
    const Verdict verdict = compared(group.front(), newcomer, problems);
    if (verdict == Verdict::same) return group.push_back(newcomer);
    stopped_ = stop_at_any_difference_ && verdict == Verdict::different;
    if (stopped_) return;
    if (problems.of(Side::right)) refuse(newcomer, *problems.of(Side::right));
    if (problems.of(Side::left) && group.size() == 1) {
      refuse(group.front(), *problems.of(Side::left));
      group.clear();
    } else if (problems.of(Side::left) && !problems.of(Side::right)) {
      return refuse(newcomer, *problems.of(Side::left));
    }
    if (problems.of(Side::right)) return;
  }
  add_group({newcomer});
}

Sets Leaders::take_groups() {
  std::erase_if(groups_, [](const Members& group) { return group.empty(); });
  return std::move(groups_);
}

Verdict Leaders::compared(std::size_t leader, std::size_t newcomer, FirstProblems& problems) {
  until_.check();
  try {
    const Verdict verdict = compare_(leader, newcomer, problems);
    if (verdict != Verdict::trouble) judged_.insert({leader, newcomer});
    return verdict;
  } catch (const Error& error) {
    until_.check();
    if (concerns_everything(error)) throw;
    problems.add(error);
    return Verdict::trouble;
  }
}

bool Leaders::judged(std::size_t source) const { return judged_.contains(source); }

void Leaders::refuse(std::size_t source, const FirstProblems::Found& found) {
  GroupProblem problem{source, found.path, found.problem};
  problem.problem.side.reset();
  problems_.push_back(std::move(problem));
}

}  // namespace komparu
