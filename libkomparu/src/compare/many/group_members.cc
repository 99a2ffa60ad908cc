// SPDX-License-Identifier: MIT
// The public function for many sources of which any may be an archive.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compare/call.h"
#include "compare/many/groups.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu {

namespace {

// What stands in the way of saying that two sources are the same.
class FirstProblem final : public FindingSink {
 public:
  void add(const Finding& finding) override {
    if (finding.status != Status::error || !finding.problem) return;
    // What is the fault of neither in particular is the newcomer's.
    const Side side =
        finding.right_problem ? Side::left : finding.problem->side.value_or(Side::right);
    note(side, finding.path, *finding.problem);
    if (finding.right_problem) note(Side::right, finding.path, *finding.right_problem);
  }

  // None if that side is not known to be at fault.
  const std::optional<GroupProblem>& of(Side side) const {
    return side == Side::left ? left_ : right_;
  }

 private:
  void note(Side side, const std::string& path, const Problem& problem) {
    std::optional<GroupProblem>& first = side == Side::left ? left_ : right_;
    if (!first) first = GroupProblem{0, path, problem};
  }

  std::optional<GroupProblem> left_;
  std::optional<GroupProblem> right_;
};

// One call of compare_many_archives(). A newcomer is compared with the first member of each group.
class ManyArchives {
 public:
  ManyArchives(std::span<const Source> sources, const GroupOptions& options,
               const ArchiveOptions& archives)
      : sources_(sources),
        options_(options),
        archives_(archives),
        until_(until_of(options.trees.stop, options.trees.time_limit)),
        judged_(sources.size()) {
    options_.trees.read = with_client(options.trees.read);
    options_.trees.report_same = options_.trees.every_file = options_.trees.one_way = false;
    options_.trees.max_differences.reset();
    options_.trees.stop_at_any_difference = options.stop_at_any_difference;
  }

  GroupResult run() {
    std::vector<std::size_t> newcomers;
    for (std::size_t index = 0; index < sources_.size(); ++index) {
      if (can_be_read_again(index)) newcomers.push_back(index);
    }
    for (const std::size_t index : newcomers) {
      if (!stopped_) place(index);
    }
    if (!stopped_) judge_those_alone();
    return result();
  }

 private:
  bool can_be_read_again(std::size_t index) {
    const Source& source = sources_[index];
    if (!source.descriptor && is_url(source.name)) return true;
    until_.check();
    try {
      const Operand operand = open_operand(source, options_.trees.read, until_);
      const auto* const reader = std::get_if<std::unique_ptr<Reader>>(&operand);
      if (reader == nullptr || (!source.descriptor && (*reader)->random_access() != nullptr)) {
        return true;
      }
      throw Error(ErrorCode::unsupported, "", "one of several archives has to be a file or a URL");
    } catch (const Error& error) {
      until_.check();
      refuse(index, {index, "", problem_of(error)});
      return false;
    }
  }

  void refuse(std::size_t index, GroupProblem problem) {
    problem.source = index;
    problem.problem.side.reset();
    result_.problems.push_back(std::move(problem));
  }

  void place(std::size_t newcomer) {
    for (std::size_t number = 0; number < result_.groups.size();) {
      FirstProblem problem;
      const Verdict verdict = compare(result_.groups[number].front(), newcomer, problem);
      if (verdict == Verdict::same) return result_.groups[number].push_back(newcomer);
      stopped_ = options_.stop_at_any_difference && verdict == Verdict::different;
      if (stopped_) return;
      if (problem.of(Side::right)) refuse(newcomer, *problem.of(Side::right));
      if (problem.of(Side::left) && result_.groups[number].size() == 1) {
        refuse(result_.groups[number].front(), *problem.of(Side::left));
        result_.groups.erase(result_.groups.begin() + static_cast<std::ptrdiff_t>(number));
      } else if (problem.of(Side::left) && !problem.of(Side::right)) {
        // It could be judged before: nothing is known of the newcomer.
        return refuse(newcomer, *problem.of(Side::left));
      } else {
        ++number;
      }
      if (problem.of(Side::right)) return;
    }
    result_.groups.push_back({newcomer});
  }

  Verdict compare(std::size_t first, std::size_t newcomer, FirstProblem& problem) {
    const Verdict verdict = attempt(problem, [&](const TreeOptions& trees) {
      return compare_archives(sources_[first], sources_[newcomer], trees, archives_, problem);
    });
    if (verdict != Verdict::trouble) judged_[first] = judged_[newcomer] = true;
    return verdict;
  }

  // What was never compared with anything that can be judged may be damaged itself.
  void judge_those_alone() {
    const auto is_damaged = [this](const std::vector<std::size_t>& group) {
      if (judged_[group.front()]) return false;
      FirstProblem problem;
      attempt(problem, [&](TreeOptions trees) {
        trees.stop_at_any_difference = false;
        trees.new_file = true;  // so that every content is read
        return compare_with_nothing(sources_[group.front()], trees, problem);
      });
      const Side side = problem.of(Side::left) ? Side::left : Side::right;
      if (!problem.of(side)) return false;
      refuse(group.front(), *problem.of(side));
      return true;
    };
    std::erase_if(result_.groups, is_damaged);
  }

  TreeSummary compare_with_nothing(const Source& source, const TreeOptions& trees,
                                   FindingSink& sink) {
    const std::unique_ptr<Tree> nothing = make_map_tree({});
    Operand operand = open_operand(source, trees.read, until_);
    if (auto* const tree = std::get_if<std::unique_ptr<Tree>>(&operand)) {
      if (!(*tree)->listed()) return {};
      return compare_trees(**tree, *nothing, trees, sink);
    }
    auto& reader = std::get<std::unique_ptr<Reader>>(operand);
    const std::unique_ptr<Archive> archive =
        open_archive(std::move(reader), shown_name(source.name), archives_, until_);
    return compare_archives(*archive, *nothing, trees, sink);
  }

  // `problem` gets what is thrown, too.
  template <typename Comparing>
  Verdict attempt(FirstProblem& problem, const Comparing& comparing) {
    until_.check();
    TreeOptions trees = options_.trees;
    if (until_.deadline) {
      trees.time_limit = *until_.deadline - std::chrono::steady_clock::now();
    }
    try {
      const TreeSummary summary = comparing(trees);
      result_.bytes_read += summary.counts.bytes_read;
      return summary.verdict;
    } catch (const Error& error) {
      until_.check();
      if (error.code() == ErrorCode::timed_out || error.code() == ErrorCode::cancelled) throw;
      Finding finding;
      finding.status = Status::error;
      finding.problem = problem_of(error);
      finding.problem->side = error.side();
      problem.add(finding);
      return Verdict::trouble;
    }
  }

  GroupResult result() {
    std::sort(result_.groups.begin(), result_.groups.end());
    std::stable_sort(result_.problems.begin(), result_.problems.end(),
                     [](const auto& a, const auto& b) { return a.source < b.source; });
    if (stopped_ || result_.groups.size() > 1) result_.verdict = Verdict::different;
    if (!stopped_ && !result_.problems.empty()) result_.verdict = Verdict::trouble;
    return std::move(result_);
  }

  const std::span<const Source> sources_;
  GroupOptions options_;
  const ArchiveOptions& archives_;
  const Until until_;
  bool stopped_ = false;
  std::vector<bool> judged_;  // by source: it was compared with another one
  GroupResult result_;
};

}  // namespace

GroupResult compare_many_archives(std::span<const Source> sources, const GroupOptions& options,
                                  const ArchiveOptions& archives) {
  check_options(options.trees.read, options.trees.jobs);
  return ManyArchives(sources, options, archives).run();
}

}  // namespace komparu
