// SPDX-License-Identifier: MIT
#ifndef KOMPARU_POOL_THREAD_POOL_H_
#define KOMPARU_POOL_THREAD_POOL_H_

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace komparu {

// Runs tasks on threads that are started when there is work for them and not before. A task must
// not throw and must end soon once its owner no longer wants it.
class ThreadPool {
 public:
  using Task = std::function<void()>;

  // `most` threads if grow() is called, else `threads`.
  explicit ThreadPool(unsigned threads, unsigned most = 0)
      : most_(std::max(threads, most)), allowed_(threads) {}
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool();

  // Drops the tasks that have not begun and waits for those that have; what these still submit is
  // dropped, too. The destructor does the same.
  void shut_down();

  // Queues a task, behind those that wait already. If the system refuses another thread, those
  // there are do the work, and whoever calls run_one().
  void submit(Task task);

  // Takes the task that has waited longest and runs it on the calling thread. False if none waits.
  bool run_one();

  // False once the pool is shutting down.
  bool accepts() const;

  // Tasks that wait for a thread.
  std::size_t waiting() const;

  // Allows twice as many threads, up to the most: for tasks that wait for something else than a
  // processor.
  void grow();

  // Allows at least that many, up to the most.
  void allow(unsigned threads);

  // Threads there are; 0 while the system has refused the first one.
  std::size_t started() const;

  // Threads that may run at once.
  unsigned threads() const;

 private:
  bool start_thread();
  void work();

  const unsigned most_;
  unsigned allowed_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool ending_ = false;
};

}  // namespace komparu

#endif  // KOMPARU_POOL_THREAD_POOL_H_
