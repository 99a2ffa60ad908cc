// SPDX-License-Identifier: MIT
// Work that any thread does in any order, handed out in the order it came in.
//
// One thread, the owner, adds values. Tasks of a pool work on them. The owner hands the values to
// an outlet, one after the other in the order in which they were added, as soon as all earlier ones
// are done. So results are told while the work goes on, and never depend on the timing of threads.
//
// Two bounds keep the owner from running ahead. So many values may be under way (added, not yet
// handed out): that bounds memory while an early one takes long. And so many tasks may wait for a
// thread: that is enough to keep every thread busy. Beyond either the owner works on what waits,
// or, where nothing waits, sleeps until the first value is done.
//
// The owner, too, may work on a value, and that may take long. So that what is done meanwhile is
// told all the same, its poll function calls hand_out_meanwhile().
//
// What a task throws is thrown to the owner in the turn of its value, so that errors keep the
// order, too. The pool must have shut down before the queue is destroyed.
#ifndef KOMPARU_COMPARE_ORDERED_QUEUE_H_
#define KOMPARU_COMPARE_ORDERED_QUEUE_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "komparu/error.h"
#include "komparu/stop.h"
#include "pool/thread_pool.h"

namespace komparu {

// T: movable. All functions are for the owner's thread.
template <typename T>
class OrderedQueue {
 public:
  struct Steps {
    // On any thread.
    std::function<void(T&)> work;
    // On the owner's thread. False ends the run: nothing more is handed out.
    std::function<bool(T&)> outlet;
    // On the owner's thread, while the first value is worked on: hands out what of it is done.
    // False ends the run. May be empty.
    std::function<bool(T&)> outlet_so_far = {};
    // True if the outlet of this value works long itself: it is called between the owner's works,
    // not in the middle of one. May be empty: no outlet does.
    std::function<bool(const T&)> long_outlet = {};
    // Asked now and then: true ends the run as well. May be empty.
    std::function<bool()> over;
    // Called before the owner waits. May be empty.
    std::function<void()> before_wait;
  };
  struct Bounds {
    std::size_t under_way = 0;
    std::size_t waiting = 0;  // beside two for each thread
  };
  // Has a thread run the task at some time.
  using Start = std::function<void(ThreadPool::Task)>;

  OrderedQueue(ThreadPool& pool, const Until& until, const Bounds& bounds, Steps steps)
      : pool_(pool), until_(until), bounds_(bounds), steps_(std::move(steps)) {}
  OrderedQueue(const OrderedQueue&) = delete;
  OrderedQueue& operator=(const OrderedQueue&) = delete;

  // Adds a value on which there is nothing to do. False once the run has ended.
  bool add_done(T value) {
    if (ended()) return false;
    const std::shared_ptr<Job> job = put(std::move(value));
    job->done.store(true);
    return keep_up();
  }

  // Adds a value to work on. Throws what an earlier work threw.
  bool add(T value) {
    return add(std::move(value), [this](ThreadPool::Task task) { pool_.submit(std::move(task)); });
  }
  bool add(T value, const Start& start) {
    if (ended()) return false;
    start([this, job = put(std::move(value))] { run(*job); });
    return keep_up();
  }

  // Waits until everything has been handed out, or the run has ended.
  bool drain() {
    while (hand_out() && !under_way_.empty()) wait_for_front();
    return !ended_;
  }

  // Hands out what is done, in the middle of whatever the owner does. Throws Error (cancelled) if
  // the owner works on a value while the run has ended.
  void hand_out_meanwhile() {
    if (handing_out_) return;
    try {
      hand_out_done(true);
    } catch (...) {
      // It is about another value than the one that the owner works on.
      failure_ = std::current_exception();
      ended_ = true;
    }
    if (ended_ && working_) throw Error(ErrorCode::cancelled, "", "the run has ended");
  }

  // Throws what an outlet threw in hand_out_meanwhile().
  bool ended() {
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return ended_;
  }

 private:
  struct Job {
    T value;
    std::exception_ptr failure;
    std::atomic<bool> done{false};

    explicit Job(T v) : value(std::move(v)) {}
  };

  std::shared_ptr<Job> put(T value) {
    return under_way_.emplace_back(std::make_shared<Job>(std::move(value)));
  }

  bool keep_up() {
    const std::size_t enough = bounds_.waiting + 2 * pool_.threads();
    while (hand_out() && (under_way_.size() > bounds_.under_way || pool_.waiting() > enough)) {
      wait_for_front();
    }
    return !ended_;
  }

  void run(Job& job) {
    try {
      steps_.work(job.value);
    } catch (...) {
      job.failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    job.done.store(true);
    done_.notify_one();
  }

  bool hand_out() {
    if (ended()) return false;
    hand_out_done(false);
    ended_ = ended_ || (steps_.over && steps_.over());
    return !ended_;
  }

  void hand_out_done(bool in_the_middle) {
    const Marked handing_out(handing_out_);
    while (!ended_ && !under_way_.empty() && under_way_.front()->done.load()) {
      if (in_the_middle && steps_.long_outlet && steps_.long_outlet(under_way_.front()->value)) {
        return;
      }
      const std::shared_ptr<Job> job = std::move(under_way_.front());
      under_way_.pop_front();
      if (job->failure) {
        hand_out_so_far(*job);
        std::rethrow_exception(job->failure);
      }
      // The thread that worked on the job may hold it for a while yet; what the value holds
      // (descriptors) is to be given back now.
      T value = std::move(job->value);
      ended_ = !steps_.outlet(value);
    }
    if (!ended_ && !under_way_.empty()) hand_out_so_far(*under_way_.front());
  }

  void hand_out_so_far(Job& job) {
    if (steps_.outlet_so_far) ended_ = !steps_.outlet_so_far(job.value);
  }

  void wait_for_front() {
    until_.check();
    if (steps_.before_wait) steps_.before_wait();
    if (work_on_one()) return;
    std::unique_lock lock(mutex_);
    done_.wait_for(lock, std::chrono::milliseconds(50), [this] {
      return ended_ || under_way_.empty() || under_way_.front()->done.load();
    });
  }

  bool work_on_one() {
    const Marked working(working_);
    return pool_.run_one();
  }

  // Sets a flag for as long as it lives.
  class Marked {
   public:
    explicit Marked(bool& flag) : flag_(flag) { flag_ = true; }
    ~Marked() { flag_ = false; }
    Marked(const Marked&) = delete;
    Marked& operator=(const Marked&) = delete;

   private:
    bool& flag_;
  };

  ThreadPool& pool_;
  const Until& until_;
  const Bounds bounds_;
  const Steps steps_;
  std::deque<std::shared_ptr<Job>> under_way_;
  bool ended_ = false;
  bool handing_out_ = false;
  bool working_ = false;        // the owner, on a value
  std::exception_ptr failure_;  // to be thrown at the next call
  std::mutex mutex_;
  std::condition_variable done_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ORDERED_QUEUE_H_
