// SPDX-License-Identifier: MIT
#include "compare/many/group_ranges.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "compare/bytes/ranges.h"
#include "compare/many/partition.h"

namespace komparu {

namespace {

// docs/performance.md has the measurements behind these numbers.
constexpr std::size_t kBestChunk = std::size_t{256} << 10;
constexpr std::size_t kLeastUseful = std::size_t{32} << 10;
constexpr std::size_t kSmallestChunk = std::size_t{4} << 10;
constexpr std::size_t kCached = std::size_t{1} << 20;
constexpr std::size_t kMemory = std::size_t{64} << 20;
constexpr std::uint64_t kSmallestRange = std::uint64_t{1} << 20;
constexpr std::size_t kProbe = 4096;
constexpr std::uint64_t kSampleFrom = std::uint64_t{256} << 10;

struct Range {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

// Ranges are given out in ascending order to whoever is free, and what they tell is settled in that
// order, so that the outcome does not depend on who was free when.
class RangeSorting {
 public:
  RangeSorting(std::span<RandomAccess* const> sources, const RangeGroupingOptions& options,
               std::size_t chunk, std::uint64_t range, const Until& until, Meter& meter)
      : sources_(sources),
        options_(options),
        chunk_(chunk),
        range_(range),
        until_(until),
        meter_(meter),
        next_(options.from),
        partition_(sources.size()) {}

  // The ends first: files that were appended to or cut, and those with a header, differ there.
  void sample() {
    const std::uint64_t length = options_.to - options_.from;
    const std::uint64_t last = length - kProbe;
    Windows windows(sources_.size());
    for (const std::uint64_t offset : {std::uint64_t{0}, last, last / 2, last / 4, last / 4 * 3}) {
      if (over_.load()) return;
      const std::uint64_t from = options_.from + offset;
      settle(search({from, from + kProbe}, *partition_.sets(), windows));
    }
  }

  // Takes ranges until there are none left. Never throws: what happens is noted.
  void work() {
    try {
      Windows windows(sources_.size());
      while (const std::optional<Task> task = take()) {
        Refinement found = look_at(*task, windows);
        const std::lock_guard lock(mutex_);
        waiting_.emplace(task->number, std::move(found));
        settle_waiting();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
      over_.store(true);
    }
  }

  // The same for a thread of the pool, unless there is nothing left to do.
  void help() {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return;
      ++helping_;
    }
    work();
    const std::lock_guard lock(mutex_);
    --helping_;
    helper_left_.notify_all();
  }

  // Waits for the helpers that have begun, keeps others out, and tells the outcome.
  Partition close() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    helper_left_.wait(lock, [this] { return helping_ == 0; });
    if (error_) std::rethrow_exception(error_);
    return std::move(partition_);
  }

 private:
  using Windows = std::vector<std::unique_ptr<Window>>;

  struct Task {
    std::uint64_t number = 0;
    Range range;
    std::shared_ptr<const Sets> sets;
  };

  // Equal from the start of the range up to an offset.
  struct Equal {
    Members members;
    std::uint64_t to = 0;
  };

  std::optional<Task> take() {
    const std::lock_guard lock(mutex_);
    if (over_.load() || partition_.sets()->empty()) return std::nullopt;
    next_ = after_holes(next_);
    if (next_ >= options_.to) return std::nullopt;
    const Range range{next_, std::min(options_.to, next_ + range_)};
    next_ = range.to;
    return Task{taken_++, range, partition_.sets()};
  }

  // The first offset where any source may hold data.
  std::uint64_t after_holes(std::uint64_t offset) const {
    std::uint64_t nearest = options_.to;
    for (const Members& set : *partition_.sets()) {
      for (const std::size_t member : set) {
        nearest = std::min(nearest, sources_[member]->next_data(offset));
        if (nearest == offset) return offset;
      }
    }
    return nearest;
  }

  // A device serves one reader that goes straight on faster than several that jump about.
  Refinement look_at(const Task& task, Windows& windows) {
    bool there = true;
    for_each_member(*task.sets, [&](std::size_t member, const Members& /*set*/) {
      if (!windows[member]) windows[member] = sources_[member]->window(chunk_);
      there = enter(*windows[member], task.range) && there;
    });
    std::unique_lock lane(one_at_the_device_, std::defer_lock);
    if (!there) lane.lock();
    Refinement found = search(task.range, *task.sets, windows);
    // What was seen last can still turn out to have been no content of the file.
    for_each_member(*task.sets, [&](std::size_t member, const Members& set) {
      const bool good =
          attempt(member, set, found, [&] { windows[member]->enter(task.range.to, 0); });
      if (good) return;
      for (Members& members : found.equal) std::erase(members, member);
    });
    return found;
  }

  template <typename Function>
  static void for_each_member(const Sets& sets, const Function& function) {
    for (const Members& set : sets) {
      for (const std::size_t member : set) function(member, set);
    }
  }

  // What is wrong with a window is told by the reading that follows.
  static bool enter(Window& window, const Range& range) {
    try {
      return window.enter(range.from, static_cast<std::size_t>(range.to - range.from));
    } catch (const Error&) {
      return true;
    }
  }

  Refinement search(const Range& range, const Sets& sets, Windows& windows) {
    Refinement found;
    std::vector<Equal> open;
    for (const Members& set : sets) {
      found.looked_at.insert(found.looked_at.end(), set.begin(), set.end());
      open.push_back({set, range.from});
    }
    while (!open.empty() && !over_.load()) {
      const Equal now = std::move(open.back());
      open.pop_back();
      const std::uint64_t to = std::min(range.to, now.to + chunk_);
      for (Alike& part : read({now.to, to}, now.members, windows, found)) {
        if (part.members.size() < now.members.size()) found.anything = true;
        if (part.members.size() < 2) continue;
        if (to < range.to) {
          open.push_back({std::move(part.members), to});
        } else {
          found.equal.push_back(std::move(part.members));
        }
      }
    }
    return found;
  }

  // One chunk of each. The bytes are the windows' own until they are asked again.
  std::vector<Alike> read(const Range& chunk, const Members& members, Windows& windows,
                          Refinement& found) {
    const auto length = static_cast<std::size_t>(chunk.to - chunk.from);
    std::vector<Alike> parts;
    for (const std::size_t member : members) {
      until_.check();
      attempt(member, members, found, [&] {
        if (!windows[member]) windows[member] = sources_[member]->window(chunk_);
        const Bytes bytes = windows[member]->at(chunk.from, length);
        meter_.add(bytes.size());
        if (bytes.size() < length) {
          throw Error(ErrorCode::changed, "", "ended before the size it told");
        }
        sort_in(parts, member, bytes);
      });
    }
    return parts;
  }

  // True if `work`, which concerns one member, could be done.
  template <typename Function>
  bool attempt(std::size_t member, const Members& mates, Refinement& found, const Function& work) {
    try {
      work();
      return true;
    } catch (const Error& error) {
      until_.check();
      found.anything = true;
      found.failures.push_back({member, mates, error});
      return false;
    }
  }

  void settle_waiting() {
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == settled_;
         first = waiting_.erase(first), ++settled_) {
      if (!over_.load()) settle(first->second);
    }
  }

  void settle(const Refinement& found) {
    partition_.settle(found);
    if (options_.stop_at_any_difference && partition_.split()) over_.store(true);
  }

  const std::span<RandomAccess* const> sources_;
  const RangeGroupingOptions options_;
  const std::size_t chunk_;
  const std::uint64_t range_;
  const Until& until_;
  Meter& meter_;
  std::mutex one_at_the_device_;
  std::mutex mutex_;
  std::condition_variable helper_left_;
  std::uint64_t next_;         // offset
  std::uint64_t taken_ = 0;    // ranges
  std::uint64_t settled_ = 0;  // ranges
  std::map<std::uint64_t, Refinement> waiting_;
  Partition partition_;
  std::atomic<bool> over_{false};
  std::exception_ptr error_;
  unsigned helping_ = 0;
  bool closed_ = false;
};

// A chunk of each source stays in the processor's cache while the next is compared with it.
std::size_t chunk_for(std::size_t sources, std::uint64_t threads, std::size_t wanted) {
  const std::size_t most = kMemory / (sources * static_cast<std::size_t>(threads));
  if (wanted == 0) wanted = std::clamp(kCached / sources, kLeastUseful, kBestChunk);
  return std::min(wanted, std::max(most, kSmallestChunk));
}

}  // namespace

Partition group_in_ranges(std::span<RandomAccess* const> sources,
                          const RangeGroupingOptions& options, ThreadPool& pool, const Until& until,
                          Meter& meter) {
  const std::uint64_t length = options.to - options.from;
  const std::uint64_t threads = std::clamp<std::uint64_t>(
      length * sources.size() / (2 * kThreadIsWorth), 1, pool.threads() + 1);
  // What is mapped counts as memory, too.
  const std::uint64_t largest = std::clamp<std::uint64_t>(kMemory / (sources.size() * threads),
                                                          kSmallestRange, kLargestRange);
  const std::uint64_t range = std::clamp(length / (4 * threads), kSmallestRange, largest);
  const auto sorting = std::make_shared<RangeSorting>(
      sources, options, chunk_for(sources.size(), threads, options.chunk), range, until, meter);
  if (options.sample && length >= kSampleFrom) sorting->sample();
  for (std::uint64_t helper = 1; helper < threads; ++helper) {
    pool.submit([sorting] { sorting->help(); });
  }
  sorting->work();
  return sorting->close();
}

}  // namespace komparu
