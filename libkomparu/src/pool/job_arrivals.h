// SPDX-License-Identifier: MIT
#ifndef KOMPARU_POOL_JOB_ARRIVALS_H_
#define KOMPARU_POOL_JOB_ARRIVALS_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/wake_descriptor.h"
#include "komparu/job.h"
#include "komparu/stop.h"

namespace komparu {

class JobArrivals;
class StartedJob;
using StartedJobs = std::list<std::shared_ptr<StartedJob>>;

// A job on its way. Its state only moves forward, each time by one compare-and-swap, so that its
// answer and its cancellation cannot both win, and so that it arrives exactly once:
//
//   waiting -> running -> done        arrives when run() returned
//   waiting -> cancelled              arrives at once, from cancel(); it is never run
//   running -> cancelled              is asked to stop, and arrives when run() returned
class StartedJob {
 public:
  StartedJob(std::shared_ptr<Job> job, std::shared_ptr<JobArrivals> queue)
      : job_(std::move(job)), queue_(std::move(queue)) {}

  const Job& job() const { return *job_; }
  bool cancel();
  // Does nothing if it was cancelled before.
  void run(const std::shared_ptr<HttpClient>& client) noexcept;
  // Of one that has arrived.
  FinishedJob finished() const { return {job_, state_ == State::cancelled, failure_}; }

 private:
  friend class JobArrivals;
  enum class State { waiting, running, done, cancelled };

  const std::shared_ptr<Job> job_;
  const std::shared_ptr<JobArrivals> queue_;
  StopSource stop_;
  std::atomic<State> state_{State::waiting};
  std::exception_ptr failure_;
  StartedJobs::iterator place_;  // guarded by the queue
};

// What stands behind a JobQueue. The jobs that it holds hold it: it is to be closed.
class JobArrivals : public std::enable_shared_from_this<JobArrivals> {
 public:
  explicit JobArrivals(std::shared_ptr<JobThreads> threads);

  int descriptor() const;
  std::shared_ptr<StartedJob> start(std::shared_ptr<Job> job);
  std::vector<FinishedJob> take();
  bool wait(std::chrono::nanoseconds longest);
  void close();

 private:
  friend class StartedJob;

  void deliver(StartedJob& job) noexcept;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<JobThreads> threads_;  // null once closed
  std::optional<WakeDescriptor> wake_;   // none once closed
  StartedJobs under_way_;
  StartedJobs arrived_;
  bool closed_ = false;
};

}  // namespace komparu

#endif  // KOMPARU_POOL_JOB_ARRIVALS_H_
