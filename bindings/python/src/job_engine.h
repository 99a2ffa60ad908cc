// SPDX-License-Identifier: MIT
// The native threads behind an event loop. Pure C++: nothing here knows Python.
#ifndef KOMPARU_BINDINGS_JOB_ENGINE_H_
#define KOMPARU_BINDINGS_JOB_ENGINE_H_

#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "komparu/http.h"

namespace komparu::python {

// What a thread is given.
class Task {
 public:
  virtual ~Task() = default;

  // Called once, on one of the engine's threads; must not throw.
  virtual void run(const std::shared_ptr<HttpClient>& client) noexcept = 0;
  virtual bool meets_urls() const = 0;
  virtual bool may_wait() const noexcept = 0;
  // Nobody wants it any more: run() will return at once.
  virtual bool over() const noexcept = 0;

 private:
  friend class JobEngine;
  // The queue it waits in, and where; guarded by the engine.
  std::list<std::shared_ptr<Task>>* queue_ = nullptr;
  std::list<std::shared_ptr<Task>>::iterator place_;
};

// Runs tasks in lanes, so that those that wait neither idle a core nor hold up work on files: one
// with a thread per core, at most 8; one for what meets URLs; one for what turns out to wait for
// writers, which may be other tasks. A task that waits for its turn holds nothing. Threads are
// started when there is work for them, block all signals, and end with the engine. All functions
// may be called from any thread but the engine's own.
class JobEngine {
 public:
  static constexpr std::size_t kMostFileThreads = 8;
  static constexpr std::size_t kUrlThreads = 64;
  static constexpr std::size_t kWaitingThreads = 128;

  JobEngine();
  // Waits for the tasks that run; what still waits for its turn is dropped.
  ~JobEngine();
  JobEngine(const JobEngine&) = delete;
  JobEngine& operator=(const JobEngine&) = delete;

  // Throws Error (unreadable) if there is no thread to run it and the system refuses one.
  void submit(const std::shared_ptr<Task>& task);

  // Takes back what waits for its turn. False if it does not wait any more.
  bool withdraw(Task& task);

 private:
  struct Lane {
    std::size_t most = 0;
    std::size_t idle = 0;
    std::list<std::shared_ptr<Task>> queue;
    std::condition_variable wake;
    std::vector<std::thread> threads;
  };

  void add(Lane& lane, const std::shared_ptr<Task>& task);
  bool hand_on(const std::shared_ptr<Task>& task);
  void start_thread(Lane& lane);
  void work(Lane& lane);

  std::mutex mutex_;
  Lane files_;
  Lane urls_;
  Lane waiting_;
  bool ending_ = false;
  // Of all tasks that meet URLs: one thread serves their connections.
  std::shared_ptr<HttpClient> client_;
};

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_JOB_ENGINE_H_
