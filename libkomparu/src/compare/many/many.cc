// SPDX-License-Identifier: MIT
// The public function for many sources.
//
// First every source is opened, and is known to be bytes or a tree by then. Bytes are read in
// lockstep, each source once (groups.h). What cannot be held open all the while is compared with
// the leaders of groups (leaders.h): trees, archives, and files for which no descriptor is left.
// Trees are closed at once and opened again by the comparisons, so that their number costs nothing.
// Where there are many unlike leaders, files and directories have keys that tell which of them a
// newcomer may be equal to (leader_index.h); archives, URLs and maps have none.
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/at_side.h"
#include "base/errors.h"
#include "compare/bytes/workplace.h"
#include "compare/call.h"
#include "compare/many/content_key.h"
#include "compare/many/groups.h"
#include "compare/many/leaders.h"
#include "compare/many/tree_keys.h"
#include "compare/pair.h"
#include "compare/trees/descriptors.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu {

namespace {

// How the leaders are compared with newcomers.
PairOptions pair_options(const GroupOptions& options) {
  if (options.as == As::directory || options.as == As::archive) {
    throw Error(ErrorCode::bad_option, "as", "sources are grouped as bytes or as trees");
  }
  PairOptions pairs;
  pairs.as = options.as;
  pairs.trees = options.trees;
  pairs.archives = options.archives;
  pairs.trees.report_same = pairs.trees.every_file = pairs.trees.one_way = false;
  pairs.trees.detail = Detail::verdict;
  // What is found behind the first difference of two directories says nothing more. Of archives all
  // has been read by then.
  pairs.trees.max_differences.reset();
  if (options.as != As::tree) pairs.trees.max_differences = 1;
  pairs.trees.stop_at_any_difference = options.stop_at_any_difference;
  pairs.bytes.detail = Detail::verdict;
  pairs.bytes.size_check = options.trees.size_check;
  pairs.bytes.quick_check = options.trees.quick_check;
  pairs.bytes.read = options.trees.read;
  pairs.bytes.jobs = options.trees.jobs;
  pairs.bytes.progress = options.trees.progress;
  return prepared(pairs);
}

// One call of compare_many().
class ManySources {
 public:
  ManySources(std::span<const Source> sources, const GroupOptions& options, const Until& until)
      : sources_(sources),
        options_(options),
        pairs_(pair_options(options)),
        until_(until),
        meter_(options.trees.progress),
        pool_(threads_of(options.trees.jobs) - 1),
        readers_(sources.size()) {}

  GroupResult run() {
    open_all();
    Progress* const progress = options_.trees.progress;
    const std::size_t streams = streams_.size() + waiting_.size();
    if (progress != nullptr) {
      progress->entries_found += streams;
      progress->all_found = trees_.empty();
    }
    // A stream and a tree differ, whatever they hold.
    stopped_ = options_.stop_at_any_difference && streams > 0 && !trees_.empty();
    if (!stopped_) sort_streams();
    if (!stopped_) sort_trees();
    if (progress != nullptr) {
      progress->entries += streams;
      progress->all_found = true;
    }
    return result();
  }

 private:
  // A descriptor that was given is looked at before any other is opened, which could otherwise take
  // the number of one that is closed.
  void open_all() {
    for (const bool given : {true, false}) {
      for (std::size_t index = 0; index < sources_.size(); ++index) {
        if (sources_[index].descriptor.has_value() == given) open(index);
      }
    }
    for (std::size_t index = 0; index < sources_.size(); ++index) {
      if (readers_[index]) streams_.push_back(index);
    }
    std::sort(waiting_.begin(), waiting_.end());
    std::sort(trees_.begin(), trees_.end());
  }

  void open(std::size_t index) {
    until_.check();
    try {
      while (true) {
        try {
          return sort_out(index);
        } catch (const Error& error) {
          if (!wants_descriptors(error) || !let_some_wait()) throw;
        }
      }
    } catch (const Error& error) {
      until_.check();
      if (options_.problems_throw) throw about(index, "", error);
      refuse({index, "", problem_of(error)});
    }
  }

  void sort_out(std::size_t index) {
    const Source& source = sources_[index];
    // A URL can be asked again; whether it is an archive shows when its members are asked for.
    if (options_.as == As::tree && !source.descriptor && is_url(source.name)) {
      return trees_.push_back(index);
    }
    const OperandOptions opening{options_.as == As::tree ? As::automatic : options_.as,
                                 pairs_.bytes.read, options_.archives};
    Operand operand = open_operand(source, opening, until_);
    auto* const reader = std::get_if<std::unique_ptr<Reader>>(&operand);
    if (reader == nullptr) return trees_.push_back(index);
    if (options_.as != As::tree) return keep_open(index, std::move(*reader));
    if (source.descriptor || (*reader)->random_access() == nullptr) {
      throw Error(ErrorCode::unsupported, "", "one of several archives has to be a file or a URL");
    }
    trees_.push_back(index);
  }

  void keep_open(std::size_t index, std::unique_ptr<Reader> reader) {
    const Source& source = sources_[index];
    if (reader->kind() == Kind::directory) throw os_error(EISDIR, shown_name(source.name));
    if (source.descriptor && reader->kind() == Kind::regular && !reader->identity() &&
        !descriptors_.insert(*source.descriptor).second) {
      // Such a file is read from the position that all users of a descriptor share.
      throw Error(ErrorCode::wrong_kind, "", "the same descriptor cannot be read twice");
    }
    readers_[index] = std::move(reader);
    if (!can_wait(index)) return;
    known_as_.emplace(index, *readers_[index]->identity());
    closable_.push_back(index);
    if (closable_.size() > DescriptorBudget().files_open()) let_one_wait();
  }

  // Whether it can be closed and opened again later on.
  bool can_wait(std::size_t index) const {
    const std::optional<Identity> identity = readers_[index]->identity();
    return !sources_[index].descriptor && identity && identity->repeatable &&
           readers_[index]->random_access() != nullptr;
  }

  // Closes one that can be opened again. False if there is none.
  bool let_one_wait() {
    if (closable_.empty()) return false;
    const std::size_t index = closable_.back();
    closable_.pop_back();
    readers_[index].reset();
    waiting_.push_back(index);
    return true;
  }

  // A few descriptors are left to the rest of the process: waiting for a pipe needs some, too.
  bool let_some_wait() {
    constexpr int kSpare = 4;
    if (!let_one_wait()) return false;
    for (int spare = 1; spare < kSpare; ++spare) let_one_wait();
    return true;
  }

  void sort_streams() {
    std::vector<std::unique_ptr<Reader>> readers;
    for (const std::size_t index : streams_) readers.push_back(std::move(readers_[index]));
    Grouping grouping =
        group_streams(std::move(readers), options_, until_, meter_, {pool_, scratch_});
    stopped_ = grouping.stopped;
    const auto source_of = [this](std::size_t member) { return streams_[member]; };
    if (options_.problems_throw && !stopped_ && !grouping.failures.empty()) {
      const Failure& first = grouping.failures.front();
      throw about(source_of(first.member), "", first.error);
    }
    for (const Failure& failure : grouping.failures) {
      refuse({source_of(failure.member), "", problem_of(failure.error)});
    }
    for (Members& group : grouping.groups) {
      std::transform(group.begin(), group.end(), group.begin(), source_of);
    }
    if (stopped_ || waiting_.empty()) {
      take_over(std::move(grouping.groups));
    } else {
      sort_waiting(std::move(grouping.groups));
    }
  }

  void sort_waiting(Sets groups) {
    Leaders leaders(
        [this](std::size_t leader, std::size_t newcomer, FindingSink& /*findings*/) {
          return compare_files(leader, newcomer);
        },
        {[this](auto source, auto level) { return key_of_file(source, level); }, kFileKeyLevels},
        options_.stop_at_any_difference, until_);
    for (Members& group : groups) {
      const auto repeatable = std::find_if(group.begin(), group.end(),
                                           [this](auto index) { return is_repeatable(index); });
      if (repeatable != group.end()) std::iter_swap(group.begin(), repeatable);
    }
    // What cannot be compared with the waiting ones comes last: by then many have found a group.
    std::stable_partition(groups.begin(), groups.end(),
                          [this](const Members& group) { return is_repeatable(group.front()); });
    for (Members& group : groups) leaders.add_group(std::move(group));
    for (const std::size_t newcomer : waiting_) {
      if (!leaders.stopped()) leaders.place(newcomer);
    }
    take_over(leaders, leaders.take_groups());
  }

  std::optional<SourceKey> key_of_file(std::size_t index, unsigned level) {
    if (!is_repeatable(index)) return std::nullopt;
    return file_key(sources_[index], known_as_.at(index), level, key_making());
  }

  Verdict compare_files(std::size_t leader, std::size_t newcomer) {
    if (!is_repeatable(leader)) {
      throw Error(ErrorCode::unsupported, "",
                  "too many files to keep open beside a stream that is read only once")
          .with_side(Side::right);
    }
    const std::optional<ByteResult> result =
        compare_if_bytes(sources_[leader], sources_[newcomer], pairs_, until_, {pool_, scratch_});
    // F3: both are still what they were when they were opened first.
    at_side(Side::left, [&] { check_unchanged(leader); });
    at_side(Side::right, [&] { check_unchanged(newcomer); });
    bytes_read_ += result->bytes_read;
    return result->verdict;
  }

  void check_unchanged(std::size_t index) const {
    const auto reader = open_reader(sources_[index], pairs_.bytes.read, until_);
    if (reader->identity() == known_as_.at(index)) return;
    throw Error(ErrorCode::changed, "", "changed while it was read");
  }

  // Few calls need any.
  const KeyMaking& key_making() {
    if (!key_making_) {
      key_making_.emplace(
          KeyMaking{pairs_.bytes.read, until_, KeyedHash::Secret::random(), scratch_, meter_});
    }
    return *key_making_;
  }

  // Whether its bytes can be read another time.
  bool is_repeatable(std::size_t index) const { return known_as_.contains(index); }

  void sort_trees() {
    Leaders leaders(
        [this](std::size_t leader, std::size_t newcomer, FindingSink& findings) {
          const Answer answer = compare_pair(sources_[leader], sources_[newcomer], pairs_, until_,
                                             {pool_, scratch_}, findings);
          count(answer);
          return verdict_of(answer);
        },
        {[this](auto source, auto level) { return key_of_tree(source, level); },
         tree_key_levels(pairs_.trees)},
        options_.stop_at_any_difference, until_);
    for (const std::size_t newcomer : trees_) {
      if (!leaders.stopped()) leaders.place(newcomer);
    }
    Sets groups = leaders.take_groups();
    if (options_.as == As::tree && !leaders.stopped()) judge_those_alone(leaders, groups);
    take_over(leaders, std::move(groups));
  }

  // Only a directory has keys: what else can be a tree is not walked as cheaply, and what links
  // mean in an archive depends on the other side.
  std::optional<SourceKey> key_of_tree(std::size_t index, unsigned level) {
    const Source& source = sources_[index];
    if (source.map || source.checksums) return std::nullopt;
    if (!source.descriptor && is_url(source.name)) return std::nullopt;
    try {
      const OperandOptions opening{As::automatic, pairs_.bytes.read, options_.archives};
      const Operand operand = open_operand(source, opening, until_);
      const auto* const tree = std::get_if<std::unique_ptr<Tree>>(&operand);
      if (tree == nullptr) return std::nullopt;
      return tree_key(**tree, level, pairs_.trees, key_making());
    } catch (const Error& error) {
      until_.check();
      if (concerns_everything(error)) throw;
      return std::nullopt;
    }
  }

  // What was never compared with anything that can be judged may be damaged itself.
  void judge_those_alone(Leaders& leaders, Sets& groups) {
    std::erase_if(groups, [&](const Members& group) {
      const std::size_t index = group.front();
      if (leaders.judged(index)) return false;
      FirstProblems problems;
      until_.check();
      try {
        count(compare_with_nothing(sources_[index], problems));
      } catch (const Error& error) {
        until_.check();
        if (concerns_everything(error)) throw;
        problems.add(error);
      }
      const Side side = problems.of(Side::left) ? Side::left : Side::right;
      if (problems.of(side)) leaders.refuse(index, *problems.of(side));
      return problems.of(side).has_value();
    });
  }

  Answer compare_with_nothing(const Source& source, FindingSink& sink) {
    if (!source.descriptor && is_url(source.name) && is_base_url(source.name)) return TreeSummary();
    PairOptions all = pairs_;
    all.trees.stop_at_any_difference = false;
    // So that every content is read to its end.
    all.trees.new_file = true;
    all.trees.size_check = false;
    all.trees.allow_empty = true;
    return compare_pair(source, make_map({}), all, until_, {pool_, scratch_}, sink);
  }

  void count(const Answer& answer) {
    if (const auto* const trees = std::get_if<TreeSummary>(&answer)) {
      bytes_read_ += trees->counts.bytes_read;
    } else {
      bytes_read_ += std::get<ByteResult>(answer).bytes_read;
    }
  }

  void take_over(const Leaders& leaders, Sets groups) {
    stopped_ = stopped_ || leaders.stopped();
    if (options_.problems_throw && !stopped_ && !leaders.problems().empty()) {
      const GroupProblem& first = leaders.problems().front();
      Error error(first.problem.code, "", first.problem.detail);
      error.with_os_error(first.problem.os_error).with_http_status(first.problem.http_status);
      throw about(first.source, first.path, error);
    }
    for (const GroupProblem& problem : leaders.problems()) refuse(problem);
    take_over(std::move(groups));
  }

  void take_over(Sets groups) {
    for (Members& group : groups) {
      std::sort(group.begin(), group.end());
      result_.groups.push_back(std::move(group));
    }
  }

  void refuse(GroupProblem problem) { result_.problems.push_back(std::move(problem)); }

  // The error as one of the source, or of an entry in it.
  Error about(std::size_t index, const std::string& path, const Error& error) const {
    std::string subject = error.subject();
    if (subject.empty()) subject = shown_name(sources_[index].name);
    if (!path.empty()) subject += "/" + path;
    Error result(error.code(), std::move(subject), error.detail());
    result.with_os_error(error.os_error()).with_http_status(error.http_status());
    return result.with_phase(error.phase());
  }

  GroupResult result() {
    std::sort(result_.groups.begin(), result_.groups.end());
    std::stable_sort(result_.problems.begin(), result_.problems.end(),
                     [](const auto& a, const auto& b) { return a.source < b.source; });
    result_.bytes_read = meter_.bytes() + bytes_read_;
    result_.verdict = verdict();
    return std::move(result_);
  }

  Verdict verdict() const {
    if (stopped_) return Verdict::different;
    if (!result_.problems.empty()) return Verdict::trouble;
    return result_.groups.size() > 1 ? Verdict::different : Verdict::same;
  }

  const std::span<const Source> sources_;
  const GroupOptions& options_;
  const PairOptions pairs_;
  const Until& until_;
  Meter meter_;
  std::uint64_t bytes_read_ = 0;  // by comparisons with leaders
  ThreadPool pool_;
  Scratch scratch_;
  std::optional<KeyMaking> key_making_;
  std::set<int> descriptors_;
  std::vector<std::unique_ptr<Reader>> readers_;  // by source; null where it is not held open
  std::map<std::size_t, Identity> known_as_;      // by source, of those that could wait
  Members closable_;                              // those of them that are held open
  Members streams_;                               // the source of each reader
  Members waiting_;                               // files for which no descriptor is left
  Members trees_;
  bool stopped_ = false;
  GroupResult result_;
};

}  // namespace

GroupResult compare_many(std::span<const Source> sources, const GroupOptions& asked,
                         const Until& callers) {
  check_options(asked.trees.read, asked.trees.jobs);
  Until until = callers;
  watch_for_stalls(until, sources, asked.trees.read);
  return ManySources(sources, asked, until).run();
}

}  // namespace komparu
