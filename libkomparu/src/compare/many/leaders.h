// SPDX-License-Identifier: MIT
// Sources that are compared in pairs and sorted into groups.
//
// Every group has a leader, its first member. A newcomer is compared with one leader after another:
// it joins the first group whose leader is the same, or founds a group of its own. Leaders whose
// keys prove that they differ are left out (leader_index.h). Each comparison is by the ordinary
// verb, and nothing is held open between them: trees and archives may be as many as they like.
// Without keys n sources in g groups take up to n * g comparisons.
//
// What fails in a comparison is the fault of one side, of both, or of neither in particular; then
// it is the newcomer's. A newcomer at fault is in no group. A leader at fault that is alone is in
// no group, either. A leader that others are known to be the same as was judged before, so nothing
// is known of the newcomer then, and it is the newcomer that cannot be judged.
#ifndef KOMPARU_COMPARE_MANY_LEADERS_H_
#define KOMPARU_COMPARE_MANY_LEADERS_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/sides.h"
#include "compare/many/leader_index.h"
#include "compare/many/partition.h"
#include "komparu/findings.h"
#include "komparu/groups.h"
#include "komparu/stop.h"

namespace komparu {

// The first reason on each side why two sources cannot be said to be the same.
class FirstProblems final : public FindingSink {
 public:
  struct Found {
    std::string path;  // inside the tree
    Problem problem;
  };

  void add(const Finding& finding) override;
  void add(const Error& error);

  const std::optional<Found>& of(Side side) const { return first_[side]; }

 private:
  void note(Side side, const std::string& path, const Problem& problem);

  Sides<std::optional<Found>> first_;
};

// What an error says of an entry or a source; its side is not told.
Problem problem_of(const Error& error);

class Leaders {
 public:
  // Compares two sources, told by their indexes; findings go to the sink. May throw Error.
  using Compare = std::function<Verdict(std::size_t, std::size_t, FindingSink&)>;

  Leaders(Compare compare, SourceKeys keys, bool stop_at_any_difference, const Until& until)
      : compare_(std::move(compare)),
        stop_at_any_difference_(stop_at_any_difference),
        until_(until),
        index_(std::move(keys), groups_) {}
  Leaders(const Leaders&) = delete;
  Leaders& operator=(const Leaders&) = delete;

  // Adds a group of sources that are the same already; the first is the one to compare with.
  void add_group(Members group);

  // Finds the group of a newcomer. Throws Error only where `until` ends the work.
  void place(std::size_t newcomer);

  // With stop_at_any_difference: two are proven to differ, and the groups are unspecified.
  bool stopped() const { return stopped_; }

  // When all have been placed: each in the order of coming; the leader first.
  Sets take_groups();
  // Whether the source was compared with another one, and that said something about both.
  bool judged(std::size_t source) const;

  const std::vector<GroupProblem>& problems() const { return problems_; }
  void refuse(std::size_t source, const FirstProblems::Found& found);

 private:
  Verdict compared(std::size_t leader, std::size_t newcomer, FirstProblems& problems);

  const Compare compare_;
  const bool stop_at_any_difference_;
  const Until& until_;
  bool stopped_ = false;
  Sets groups_;  // empty: its leader could not be judged
  LeaderIndex index_;
  std::set<std::size_t> judged_;
  std::vector<GroupProblem> problems_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_LEADERS_H_
