// SPDX-License-Identifier: MIT
#ifndef KOMPARU_POOL_JOB_THREADS_H_
#define KOMPARU_POOL_JOB_THREADS_H_

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "komparu/http.h"
#include "pool/thread_pool.h"

namespace komparu {

class JobArrivals;
class StartedJob;

// Three pools; see job.h. Must not be destroyed on one of its own threads.
class JobThreads {
 public:
  JobThreads();

  // For close_all().
  void know(const std::shared_ptr<JobArrivals>& queue);
  void close_all();

  // Throws Error (unreadable) if there is no thread to run it and the system refuses one.
  void submit(const std::shared_ptr<StartedJob>& job);

 private:
  void run(ThreadPool& pool, const std::shared_ptr<StartedJob>& job);

  std::mutex mutex_;
  std::vector<std::weak_ptr<JobArrivals>> queues_;
  // Of all jobs: one thread serves their connections.
  const std::shared_ptr<HttpClient> client_;
  // In this order: the threads for files hand jobs on to those that may wait.
  ThreadPool waiting_;
  ThreadPool urls_;
  ThreadPool files_;
};

}  // namespace komparu

#endif  // KOMPARU_POOL_JOB_THREADS_H_
