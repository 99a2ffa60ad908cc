// SPDX-License-Identifier: MIT
#include "compare/bytes/ranges.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>

#include "base/at_side.h"
#include "compare/bytes/bytes.h"
#include "komparu/error.h"

namespace komparu {

namespace {

struct Range {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

// Shared by the threads that search one part. Ranges are given out in ascending order, so that
// everything before the first event is searched by the time its finder is done.
class RangeSearch {
 public:
  RangeSearch(const Part& part, std::size_t chunk, std::uint64_t range, const Until& until,
              Meter& meter)
      : part_(part), chunk_(chunk), range_(range), until_(until), meter_(meter) {}

  // Takes ranges until there are none left. Never throws: what happens is noted.
  void work() {
    try {
      Worker worker{part_.left.window(chunk_), part_.right.window(chunk_)};
      while (const std::optional<Range> range = take()) search(*range, worker);
    } catch (...) {
      // Asked to stop, out of time or out of memory: no verdict, whatever was found.
      note(0, std::nullopt, std::current_exception());
    }
  }

  // The same for a thread of the pool, unless the search is over.
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

  // Waits for the helpers that have begun, keeps others out, and tells what came first.
  std::optional<PartDifference> close() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    helper_left_.wait(lock, [this] { return helping_ == 0; });
    if (error_) std::rethrow_exception(error_);
    return difference_;
  }

 private:
  struct Worker {
    std::unique_ptr<Window> left;
    std::unique_ptr<Window> right;
  };

  std::optional<Range> take() {
    const std::lock_guard lock(mutex_);
    next_ = after_holes(next_);
    if (next_ >= part_.length || next_ >= event_.load()) return std::nullopt;
    const Range range{next_, std::min(part_.length, next_ + range_)};
    next_ = range.to;
    return range;
  }

  // The first offset where either side may hold data.
  std::uint64_t after_holes(std::uint64_t offset) {
    const std::uint64_t left = part_.left.next_data(part_.left_start + offset) - part_.left_start;
    if (left == offset) return offset;
    const std::uint64_t right =
        part_.right.next_data(part_.right_start + offset) - part_.right_start;
    return std::min(left, right);
  }

  // A device serves one reader that goes straight on faster than several that jump about.
  void search(const Range& range, Worker& worker) {
    const auto length = static_cast<std::size_t>(range.to - range.from);
    const bool left_there = at_side(
        Side::left, [&] { return worker.left->enter(part_.left_start + range.from, length); });
    const bool right_there = at_side(
        Side::right, [&] { return worker.right->enter(part_.right_start + range.from, length); });
    std::unique_lock lane(one_at_the_device_, std::defer_lock);
    if (!left_there || !right_there) lane.lock();
    compare(range, worker);
  }

  void compare(const Range& range, Worker& worker) {
    for (std::uint64_t at = range.from; at < range.to && at < event_.load(); at += chunk_) {
      until_.check();
      const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_, range.to - at));
      try {
        const Bytes a =
            at_side(Side::left, [&] { return worker.left->at(part_.left_start + at, length); });
        const Bytes b =
            at_side(Side::right, [&] { return worker.right->at(part_.right_start + at, length); });
        meter_.add(a.size() + b.size());
        if (a.size() < length || b.size() < length) {
          throw Error(ErrorCode::changed, "", "a source ended before the size it told");
        }
        const std::size_t equal = first_difference(a, b);
        if (equal == length) continue;
        note(at + equal, PartDifference{at + equal, a[equal], b[equal]}, nullptr);
      } catch (...) {
        note(at, std::nullopt, std::current_exception());
      }
      return;
    }
  }

  void note(std::uint64_t offset, std::optional<PartDifference> difference,
            std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (offset >= event_.load() && (difference_ || error_)) return;
    event_.store(offset);
    difference_ = difference;
    error_ = std::move(error);
  }

  const Part part_;
  const std::size_t chunk_;
  const std::uint64_t range_;
  const Until& until_;
  Meter& meter_;
  std::mutex one_at_the_device_;
  std::mutex mutex_;
  std::condition_variable helper_left_;
  std::uint64_t next_ = 0;
  std::atomic<std::uint64_t> event_{std::numeric_limits<std::uint64_t>::max()};
  std::optional<PartDifference> difference_;
  std::exception_ptr error_;
  unsigned helping_ = 0;
  bool closed_ = false;
};

// Small enough that every thread gets several, large enough that a mapping is worth its price.
std::uint64_t range_size(const Part& part, std::uint64_t threads) {
  constexpr std::uint64_t kSmallest = std::uint64_t{2} << 20;
  const std::uint64_t fair = part.length / (2 * threads);
  return std::clamp(fair - fair % kSmallest, kSmallest, kLargestRange);
}

}  // namespace

std::optional<PartDifference> compare_in_ranges(const Part& part, std::size_t chunk,
                                                ThreadPool& pool, const Until& until,
                                                Meter& meter) {
  const std::uint64_t threads =
      std::clamp<std::uint64_t>(part.length / kThreadIsWorth, 1, pool.threads() + 1);
  const auto search =
      std::make_shared<RangeSearch>(part, chunk, range_size(part, threads), until, meter);
  for (std::uint64_t helper = 1; helper < threads; ++helper) {
    pool.submit([search] { search->help(); });
  }
  search->work();
  return search->close();
}

}  // namespace komparu
