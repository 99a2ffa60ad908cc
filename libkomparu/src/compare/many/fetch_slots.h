// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_MANY_FETCH_SLOTS_H_
#define KOMPARU_COMPARE_MANY_FETCH_SLOTS_H_

#include <condition_variable>
#include <deque>
#include <mutex>

#include "komparu/stop.h"
#include "pool/thread_pool.h"

namespace komparu {

// Bounds how many of the tasks that fetch something are under way at once. One that has to wait
// holds no thread, so that what fetches nothing passes it by. Outlives the pool's threads.
class FetchSlots {
 public:
  explicit FetchSlots(ThreadPool& pool) : pool_(pool) {}
  FetchSlots(const FetchSlots&) = delete;
  FetchSlots& operator=(const FetchSlots&) = delete;

  // Has the pool run `task`, which must not throw, once fewer than `most` are under way; in the
  // order they came.
  void submit(unsigned most, ThreadPool::Task task);

  // Runs `work`, which fetches on threads of its own, while no task is under way; those under way
  // are waited for, and the pool is helped meanwhile. For one thread at a time.
  template <typename Work>
  auto alone(const Until& until, Work&& work) {
    const Closed closed(*this);
    wait_for_those_under_way(until);
    return work();
  }

  // Hands over to the pool what may begin. To be called now and then while tasks are waited for: a
  // task that ends does it, too, but cannot where memory is short.
  void begin_waiting();

 private:
  class Closed {
   public:
    explicit Closed(FetchSlots& slots);
    Closed(const Closed&) = delete;
    Closed& operator=(const Closed&) = delete;
    ~Closed();

   private:
    FetchSlots& slots_;
  };

  struct Waiting {
    unsigned most;
    ThreadPool::Task task;
  };

  void wait_for_those_under_way(const Until& until);
  void end_one() noexcept;

  ThreadPool& pool_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::deque<Waiting> waiting_;
  unsigned under_way_ = 0;
  bool closed_ = false;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_FETCH_SLOTS_H_
