// SPDX-License-Identifier: MIT
#include "pool/job_threads.h"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <thread>

#include "komparu/error.h"
#include "komparu/job.h"
#include "pool/job_arrivals.h"

namespace komparu {
namespace {

constexpr unsigned kMostFileThreads = 8;
constexpr unsigned kUrlThreads = 64;
constexpr unsigned kWaitingThreads = 128;

bool waits(const Job& job) noexcept {
  try {
    return job.may_wait();
  } catch (const std::exception&) {
    return false;  // running it meets the reason
  }
}

}  // namespace

JobThreads::JobThreads()
    : client_(make_http_client()),
      waiting_(kWaitingThreads),
      urls_(kUrlThreads),
      files_(std::clamp(std::thread::hardware_concurrency(), 1u, kMostFileThreads)) {}

void JobThreads::know(const std::shared_ptr<JobArrivals>& queue) {
  const std::lock_guard lock(mutex_);
  std::erase_if(queues_, [](const auto& known) { return known.expired(); });
  queues_.push_back(queue);
}

void JobThreads::close_all() {
  std::vector<std::weak_ptr<JobArrivals>> queues;
  {
    const std::lock_guard lock(mutex_);
    queues.swap(queues_);
  }
  for (const auto& known : queues) {
    if (const auto queue = known.lock()) queue->close();
  }
}

void JobThreads::submit(const std::shared_ptr<StartedJob>& job) {
  ThreadPool& pool = job->job().meets_urls() ? urls_ : files_;
  pool.submit([this, &pool, job] { run(pool, job); });
  if (pool.started() > 0) return;
  throw Error(ErrorCode::unreadable, "", "no thread can be started").with_os_error(EAGAIN);
}

// On a thread of `pool`. A job that turns out to wait for a writer is handed on, unless no thread
// can be had for it.
void JobThreads::run(ThreadPool& pool, const std::shared_ptr<StartedJob>& job) {
  if (&pool == &files_ && waits(job->job())) {
    waiting_.submit([this, job] { run(waiting_, job); });
    if (waiting_.started() > 0) return;
  }
  job->run(client_);
}

std::shared_ptr<JobThreads> make_job_threads() { return std::make_shared<JobThreads>(); }

void close_queues(JobThreads& threads) { threads.close_all(); }

}  // namespace komparu
