// SPDX-License-Identifier: MIT
// A search through sources that can be read at any offset, in ranges, on several threads.
//
// Ranges are given out in ascending order to whichever thread is free. A thread searches its range
// without a lock and hands in a result. Results are settled one at a time and in the order of the
// ranges, whichever was ready first, so that the outcome does not depend on which thread was free
// when. settle() ends the search by returning false: everything before that range is settled then,
// and nothing behind it matters. A thread that finds something that ends the search calls end_at(),
// so that no range behind it is begun and those under way stop early.
//
// The calling thread works, too, and helpers of a pool join while there is work; one that comes too
// late finds the search closed. A helper task keeps the search alive, but nothing that the search
// refers to: close() waits for those that have begun and keeps others out.
//
// Two things are decided for each range and not for the whole search:
// - whether its bytes are in memory. A device serves one reader that goes straight on faster than
//   several that jump about, so one thread at a time reads what is not;
// - by which way they come (compare/bytes/ways.h).
#ifndef KOMPARU_COMPARE_BYTES_RANGE_SEARCH_H_
#define KOMPARU_COMPARE_BYTES_RANGE_SEARCH_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/mappable_window.h"
#include "compare/bytes/ways.h"
#include "komparu/reader.h"
#include "pool/thread_pool.h"

namespace komparu {

// Bytes from one offset to another.
struct Range {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

// One for each source; a thread has its own. Null until it is needed.
using Windows = std::vector<std::unique_ptr<Window>>;

// What the ranges of a search are like.
struct RangeBounds {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::uint64_t range = 0;  // bytes of one range
};

// Result: what one range tells; movable.
template <typename Result>
class RangeSearch {
 public:
  // `ways` must outlive close().
  RangeSearch(std::size_t sources, const RangeBounds& bounds, Ways& ways)
      : sources_(sources), bounds_(bounds), ways_(ways), next_(bounds.from), end_(bounds.to) {}
  RangeSearch(const RangeSearch&) = delete;
  RangeSearch& operator=(const RangeSearch&) = delete;
  virtual ~RangeSearch() = default;

  // Searches everything on the calling thread and, if there are as many free, on `helpers` threads
  // of the pool. Throws what went wrong with the search as a whole (stopped, out of memory).
  static void run(const std::shared_ptr<RangeSearch>& search, unsigned helpers, ThreadPool& pool) {
    for (unsigned helper = 0; helper < helpers; ++helper) {
      pool.submit([search] { search->help(); });
    }
    search->work();
    search->close();
  }

 protected:
  // The first offset at or after that one where any source may hold data. Called under the lock.
  virtual std::uint64_t after_holes(std::uint64_t offset) = 0;
  // Makes the windows that will be needed.
  virtual void prepare(Windows& windows) = 0;
  // Has the windows enter the range. False if bytes must probably come from a device.
  virtual bool enter(const Range& range, Windows& windows) = 0;
  // Searches one range; polls end() and gives up behind it.
  virtual Result search(const Range& range, Windows& windows) = 0;
  // Takes a result, in the order of the ranges and under the lock. False ends the search.
  virtual bool settle(Result&& result) = 0;

  // Nothing at or behind this offset matters any more.
  std::uint64_t end() const { return end_.load(std::memory_order_relaxed); }
  void end_at(std::uint64_t offset) {
    std::uint64_t end = end_.load();
    while (offset < end && !end_.compare_exchange_weak(end, offset)) {
    }
  }

  // Runs `work` while no result is settled.
  template <typename Work>
  auto locked(Work&& work) {
    const std::lock_guard lock(mutex_);
    return work();
  }

 private:
  struct Task {
    std::uint64_t number = 0;
    Range range;
    Ways::Choice choice;
  };

  // Takes ranges until there are none left. Never throws: what happens is kept for close().
  void work() {
    try {
      Windows windows(sources_);
      while (end() > bounds_.from) {
        prepare(windows);
        const std::optional<Task> task = take(may_map(windows));
        if (!task) return;
        hand_in(task->number, search_timed(*task, windows));
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
      end_at(0);
    }
  }

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

  void close() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    helper_left_.wait(lock, [this] { return helping_ == 0; });
    if (error_) std::rethrow_exception(error_);
  }

  static bool may_map(const Windows& windows) {
    return std::all_of(windows.begin(), windows.end(), [](const std::unique_ptr<Window>& window) {
      const auto* const mappable = dynamic_cast<const MappableWindow*>(window.get());
      return mappable != nullptr && mappable->can_map();
    });
  }

  static void map(const Windows& windows, bool mapped) {
    for (const std::unique_ptr<Window>& window : windows) {
      auto* const mappable = dynamic_cast<MappableWindow*>(window.get());
      if (mappable != nullptr) mappable->map(mapped);
    }
  }

  std::optional<Task> take(bool may_map) {
    const std::lock_guard lock(mutex_);
    next_ = after_holes(next_);
    if (next_ >= end()) return std::nullopt;
    Task task;
    task.number = taken_++;
    task.choice = ways_.choose(may_map);
    const std::uint64_t length =
        task.choice.trial ? std::min(bounds_.range, Ways::kTrial) : bounds_.range;
    task.range = {next_, std::min(bounds_.to, next_ + length)};
    next_ = task.range.to;
    return task;
  }

  Result search_timed(const Task& task, Windows& windows) {
    const auto began = std::chrono::steady_clock::now();
    map(windows, task.choice.mapped);
    std::unique_lock lane(one_at_the_device_, std::defer_lock);
    const bool in_memory = enter(task.range, windows);
    if (!in_memory) lane.lock();
    Result result = search(task.range, windows);
    if (in_memory && end() >= task.range.to) {
      ways_.took(task.choice, task.range.to - task.range.from,
                 std::chrono::steady_clock::now() - began);
    }
    return result;
  }

  void hand_in(std::uint64_t number, Result&& result) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(number, std::move(result));
    while (!waiting_.empty() && waiting_.begin()->first == settled_ && !over_) {
      over_ = !settle(std::move(waiting_.begin()->second));
      waiting_.erase(waiting_.begin());
      ++settled_;
    }
    if (over_) end_at(0);
  }

  const std::size_t sources_;
  const RangeBounds bounds_;
  Ways& ways_;
  std::mutex one_at_the_device_;
  std::mutex mutex_;
  std::condition_variable helper_left_;
  std::uint64_t next_;  // offset
  std::atomic<std::uint64_t> end_;
  std::uint64_t taken_ = 0;    // ranges
  std::uint64_t settled_ = 0;  // ranges
  std::map<std::uint64_t, Result> waiting_;
  bool over_ = false;
  std::exception_ptr error_;
  unsigned helping_ = 0;
  bool closed_ = false;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_RANGE_SEARCH_H_
