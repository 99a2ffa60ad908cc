// SPDX-License-Identifier: MIT
// The public function for many sources.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compare/call.h"
#include "compare/groups.h"
#include "compare/meter.h"
#include "compare/scratch.h"
#include "compare/turns.h"
#include "komparu/compare.h"
#include "komparu/error.h"

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
        pool_(threads_of(options.trees.jobs) - 1) {}

  GroupResult run() {
    open_all();
    group_streams_among_them();
    std::sort(result_.groups.begin(), result_.groups.end());
    std::stable_sort(result_.problems.begin(), result_.problems.end(),
                     [](const auto& a, const auto& b) { return a.source < b.source; });
    result_.bytes_read = meter_.bytes();
    result_.verdict = verdict();
    return std::move(result_);
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
    const Source& source = sources_[index];
    try {
      until_.check();
      take(index,
           turns_.with_room([&] { return open_reader(source, options_.trees.read, until_); }));
    } catch (const Error& error) {
      until_.check();
      result_.problems.push_back({index, "", problem_of(error)});
    }
  }

  void take(std::size_t index, std::unique_ptr<Reader> reader) {
    const Source& source = sources_[index];
    if (!source.descriptor) {
      reader = turns_.share(std::move(reader), [this, &source] {
        return open_reader(source, options_.trees.read, until_);
      });
    } else if (reader->kind() == Kind::regular && !reader->identity() &&
               !descriptors_.insert(*source.descriptor).second) {
      // Such a file is read from the position that all users of a descriptor share.
      throw Error(ErrorCode::wrong_kind, "", "the same descriptor cannot be read twice");
    }
    readers_.push_back(std::move(reader));
    streams_.push_back(index);
  }

  void group_streams_among_them() {
    GroupingOptions options;
    options.chunk = options_.trees.read.chunk_size;
    options.size_check = options_.trees.size_check;
    options.quick_check = options_.trees.quick_check;
    options.stop_at_any_difference = options_.stop_at_any_difference;
    Grouping grouping =
        group_streams(std::move(readers_), options, until_, meter_, {pool_, scratch_});
    stopped_ = grouping.stopped;
    for (std::vector<std::size_t>& group : grouping.groups) {
      for (std::size_t& member : group) member = streams_[member];
      std::sort(group.begin(), group.end());
      result_.groups.push_back(std::move(group));
    }
    for (const Failure& failure : grouping.failures) {
      result_.problems.push_back({streams_[failure.member], "", problem_of(failure.error)});
    }
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
  std::vector<std::unique_ptr<Reader>> readers_;
  std::vector<std::size_t> streams_;  // the source of each reader
  bool stopped_ = false;
  GroupResult result_;
};

}  // namespace

GroupResult compare_many(std::span<const Source> sources, const GroupOptions& options) {
  check_options(options.trees.read, options.trees.jobs);
  const Until until = until_of(options.trees.stop, options.trees.time_limit);
  return ManySources(sources, options, until).run();
}

}  // namespace komparu
