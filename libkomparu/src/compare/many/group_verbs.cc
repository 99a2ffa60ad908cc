// SPDX-License-Identifier: MIT
// The public function for many sources.
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/errors.h"
#include "compare/bytes/meter.h"
#include "compare/bytes/scratch.h"
#include "compare/call.h"
#include "compare/many/group_trees.h"
#include "compare/many/groups.h"
#include "compare/many/turns.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu {

namespace {

// More would leave little to other threads where a process may have 256 descriptors.
constexpr std::size_t kMostOpen = 128;

// One call of compare_many().
class ManySources {
 public:
  ManySources(std::span<const Source> sources, const GroupOptions& options, const Until& until)
      : sources_(sources),
        options_(options),
        until_(until),
        turns_(kMostOpen),
        meter_(options.trees.progress),
        pool_(threads_of(options.trees.jobs) - 1),
        opened_(sources.size()) {}

  GroupResult run() {
    open_all();
    tell_streams_from_trees();
    Progress* const progress = options_.trees.progress;
    if (progress != nullptr) {
      progress->entries_found += stream_sources_.size();
      progress->all_found = trees_.empty();
    }
    // A stream and a tree differ, whatever they hold.
    stopped_ = options_.stop_at_any_difference && !readers_.empty() && !trees_.empty();
    if (!stopped_) sort_streams();
    if (!stopped_) sort_trees();
    if (progress != nullptr) {
      progress->entries += stream_sources_.size();
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
  }

  void open(std::size_t index) {
    until_.check();
    try {
      opened_[index] = turns_.with_room([&] { return open_one(sources_[index]); });
      auto* const reader = std::get_if<std::unique_ptr<Reader>>(&*opened_[index]);
      if (reader != nullptr) *reader = shared(sources_[index], std::move(*reader));
    } catch (const Error& error) {
      until_.check();
      if (options_.problems_throw) throw about(index, error);
      opened_[index].reset();
      result_.problems.push_back({index, "", problem_of(error)});
    }
  }

  Operand open_one(const Source& source) {
    if (!options_.streams_only) return open_operand(source, options_.trees.read, until_);
    std::unique_ptr<Reader> reader = open_reader(source, options_.trees.read, until_);
    if (reader->kind() == Kind::directory) throw os_error(EISDIR, source.name);
    return reader;
  }

  // The error as one of the source, or of an entry in it.
  Error about(std::size_t index, const Error& error, bool of_tree = false) const {
    std::string subject = error.subject();
    if (subject.empty() || of_tree) {
      subject = shown_name(sources_[index].name) + (subject.empty() ? "" : "/" + subject);
    }
    Error result(error.code(), std::move(subject), error.detail());
    result.with_os_error(error.os_error()).with_http_status(error.http_status());
    return result.with_phase(error.phase());
  }

  std::unique_ptr<Reader> shared(const Source& source, std::unique_ptr<Reader> reader) {
    if (!source.descriptor) {
      return turns_.share(std::move(reader), [this, &source] {
        return open_reader(source, options_.trees.read, until_);
      });
    }
    if (reader->kind() == Kind::regular && !reader->identity() &&
        !descriptors_.insert(*source.descriptor).second) {
      // Such a file is read from the position that all users of a descriptor share.
      throw Error(ErrorCode::wrong_kind, "", "the same descriptor cannot be read twice");
    }
    return reader;
  }

  void tell_streams_from_trees() {
    for (std::size_t index = 0; index < sources_.size(); ++index) {
      if (!opened_[index]) continue;
      if (auto* const tree = std::get_if<std::unique_ptr<Tree>>(&*opened_[index])) {
        trees_.push_back(std::move(*tree));
        tree_sources_.push_back(index);
      } else {
        readers_.push_back(std::move(std::get<std::unique_ptr<Reader>>(*opened_[index])));
        stream_sources_.push_back(index);
      }
    }
  }

  void sort_streams() {
    take_over(group_streams(std::move(readers_), grouping_options(options_), until_, meter_,
                            {pool_, scratch_}),
              stream_sources_);
  }

  void sort_trees() {
    take_over(group_trees(trees_, options_, until_, meter_, pool_), tree_sources_);
  }

  // `sources` are those that were grouped.
  void take_over(Grouping grouping, const std::vector<std::size_t>& sources) {
    stopped_ = stopped_ || grouping.stopped;
    for (Members& group : grouping.groups) {
      for (std::size_t& member : group) member = sources[member];
      std::sort(group.begin(), group.end());
      result_.groups.push_back(std::move(group));
    }
    if (options_.problems_throw && !stopped_ && !grouping.failures.empty()) {
      const Failure& first = grouping.failures.front();
      throw about(sources[first.member], first.error, &sources == &tree_sources_);
    }
    for (const Failure& failure : grouping.failures) {
      // Of a tree, the subject is the path of what could not be judged.
      const bool of_tree = &sources == &tree_sources_;
      result_.problems.push_back({sources[failure.member], of_tree ? failure.error.subject() : "",
                                  problem_of(failure.error)});
    }
  }

  GroupResult result() {
    std::sort(result_.groups.begin(), result_.groups.end());
    std::stable_sort(result_.problems.begin(), result_.problems.end(),
                     [](const auto& a, const auto& b) { return a.source < b.source; });
    result_.bytes_read = meter_.bytes();
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
  const Until& until_;
  Turns turns_;  // outlives the readers
  Meter meter_;
  ThreadPool pool_;
  Scratch scratch_;
  std::set<int> descriptors_;
  std::vector<std::optional<Operand>> opened_;  // by source; none: it is a problem
  std::vector<std::unique_ptr<Reader>> readers_;
  std::vector<std::size_t> stream_sources_;  // the source of each reader
  std::vector<std::unique_ptr<Tree>> trees_;
  std::vector<std::size_t> tree_sources_;  // the source of each tree
  bool stopped_ = false;
  GroupResult result_;
};

}  // namespace

GroupResult compare_many(std::span<const Source> sources, const GroupOptions& options) {
  check_options(options.trees.read, options.trees.jobs);
  Until until = until_of(options.trees.stop, options.trees.time_limit);
  watch_for_stalls(until, sources, options.trees.read);
  GroupOptions sharing = options;
  sharing.trees.read = with_client(options.trees.read);
  return ManySources(sources, sharing, until).run();
}

}  // namespace komparu
