// SPDX-License-Identifier: MIT
// Descriptors are scarce: how many may be held, and what to do when there is none.
#ifndef KOMPARU_COMPARE_TREES_DESCRIPTORS_H_
#define KOMPARU_COMPARE_TREES_DESCRIPTORS_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "base/at_side.h"
#include "base/descriptor_limit.h"
#include "komparu/error.h"
#include "komparu/stop.h"

namespace komparu {

// How many descriptors the work may hold, in shares of what the process may have open: two for a
// pair of directories, two for a pair of files.
class DescriptorBudget {
 public:
  DescriptorBudget() : free_(std::max<std::uint64_t>(descriptor_limit(), 32) - 16) {}

  unsigned threads(unsigned wanted) const {
    return static_cast<unsigned>(std::min<std::uint64_t>(wanted, free_ / 4));
  }
  // Pairs that have been walked but not yet judged.
  std::size_t pairs_waiting() const { return free_ / 8; }
  // Files that are held open to be read side by side.
  std::size_t files_open() const { return free_ / 2; }
  // Levels of the current path that keep theirs; those above open them again.
  std::size_t levels_awake() const { return std::min<std::uint64_t>(free_ / 8, 64); }

 private:
  const std::uint64_t free_;
};

// What work that needs descriptors does when the system has none left: wait until others that hold
// some are done, then try again.
class DescriptorGate {
 public:
  // Runs `work`, which opens what it needs and gives it back by its end, again and again while it
  // fails for want of descriptors and others are at work who will give some back.
  template <typename Work>
  void hold(const Until& until, Work&& work) {
    // Those that have failed once try one after the other, or they would fail each other for ever.
    std::unique_lock trying_again(one_at_a_time_, std::defer_lock);
    while (true) {
      const std::uint64_t seen = enter();
      try {
        work();
        leave();
        return;
      } catch (const Error& error) {
        leave();
        if (!wants_descriptors(error) || !wait_for_others(seen, until)) throw;
        if (!trying_again.owns_lock()) trying_again.lock();
      } catch (...) {
        leave();
        throw;
      }
    }
  }

 private:
  // Tells how many have left so far.
  std::uint64_t enter() {
    inside_.fetch_add(1);
    return left_.load();
  }

  // Without a lock as long as nobody waits: every file of a tree goes through here.
  void leave() {
    left_.fetch_add(1);
    inside_.fetch_sub(1);
    if (waiting_.load() == 0) return;
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }

  // False if nobody has left since then but the caller itself, and nobody is inside who could.
  bool wait_for_others(std::uint64_t seen, const Until& until) {
    const auto others_left = [&] { return left_.load() > seen + 1; };
    while (!others_left()) {
      // Looked at first: whoever leaves is counted before it is not inside any more.
      if (inside_.load() == 0) return others_left();
      {
        std::unique_lock lock(mutex_);
        waiting_.fetch_add(1);
        changed_.wait_for(lock, std::chrono::milliseconds(50),
                          [&] { return others_left() || inside_.load() == 0; });
        waiting_.fetch_sub(1);
      }
      until.check();
    }
    return true;
  }

  std::mutex one_at_a_time_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<std::uint64_t> inside_{0};
  std::atomic<std::uint64_t> left_{0};
  std::atomic<std::uint64_t> waiting_{0};
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_DESCRIPTORS_H_
