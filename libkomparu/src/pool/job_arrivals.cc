// SPDX-License-Identifier: MIT
// How a job arrives: the queue keeps every job in one of two lists, under way and arrived, and
// moves it from one to the other without an allocation, which could fail. The descriptor is rung
// for the first arrival only: whoever is woken takes all that has come by then, so a thousand small
// jobs wake a loop far less than a thousand times.
//
// Who holds whom: the lists hold the jobs, the jobs hold the queue, and the queue holds the threads
// until it is closed. So threads never end while they have work, and close(), which waits until
// nothing is under way, cuts the circle. A thread never drops the last hold on the threads itself:
// by then the queue has let go of them.
#include "pool/job_arrivals.h"

#include "komparu/error.h"
#include "pool/job_threads.h"

namespace komparu {

bool StartedJob::cancel() {
  State seen = State::waiting;
  if (state_.compare_exchange_strong(seen, State::cancelled)) {
    queue_->deliver(*this);
    return true;
  }
  if (seen == State::running && state_.compare_exchange_strong(seen, State::cancelled)) {
    stop_.request_stop();
    return true;
  }
  return seen == State::cancelled;
}

void StartedJob::run(const std::shared_ptr<HttpClient>& client) noexcept {
  State seen = State::waiting;
  if (!state_.compare_exchange_strong(seen, State::running)) return;
  try {
    job_->run(stop_.token(), client);
  } catch (...) {
    failure_ = std::current_exception();
  }
  seen = State::running;
  state_.compare_exchange_strong(seen, State::done);
  queue_->deliver(*this);
}

JobArrivals::JobArrivals(std::shared_ptr<JobThreads> threads) : threads_(std::move(threads)) {
  wake_.emplace().make();
}

int JobArrivals::descriptor() const {
  const std::lock_guard lock(mutex_);
  return wake_ ? wake_->descriptor() : -1;
}

std::shared_ptr<StartedJob> JobArrivals::start(std::shared_ptr<Job> job) {
  auto started = std::make_shared<StartedJob>(std::move(job), shared_from_this());
  std::shared_ptr<JobThreads> threads;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) throw Error(ErrorCode::bad_option, "", "the queue is closed");
    started->place_ = under_way_.insert(under_way_.end(), started);
    threads = threads_;
  }
  try {
    threads->submit(started);
  } catch (...) {
    StartedJob::State seen = StartedJob::State::waiting;
    // Else another thread has cancelled it, and it arrives.
    if (!started->state_.compare_exchange_strong(seen, StartedJob::State::cancelled))
      return started;
    const std::lock_guard lock(mutex_);
    under_way_.erase(started->place_);
    changed_.notify_all();
    throw;
  }
  return started;
}

std::vector<FinishedJob> JobArrivals::take() {
  std::vector<FinishedJob> taken;
  StartedJobs arrived;
  {
    const std::lock_guard lock(mutex_);
    if (arrived_.empty()) return taken;
    taken.reserve(arrived_.size());
    arrived.swap(arrived_);
    wake_->silence();
  }
  for (const auto& job : arrived) taken.push_back(job->finished());
  return taken;
}

bool JobArrivals::wait(std::chrono::nanoseconds longest) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, longest, [this] { return closed_ || !arrived_.empty(); });
}

void JobArrivals::close() {
  std::shared_ptr<JobThreads> threads;
  StartedJobs dropped;
  StartedJobs under_way;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    wake_.reset();
    dropped.swap(arrived_);
    under_way = under_way_;
  }
  for (const auto& job : under_way) job->cancel();
  under_way.clear();
  std::unique_lock lock(mutex_);
  changed_.notify_all();
  changed_.wait(lock, [this] { return under_way_.empty(); });
  threads.swap(threads_);
}

void JobArrivals::deliver(StartedJob& job) noexcept {
  const std::lock_guard lock(mutex_);
  if (closed_) {
    under_way_.erase(job.place_);  // whoever calls holds the job
    changed_.notify_all();
    return;
  }
  arrived_.splice(arrived_.end(), under_way_, job.place_);
  if (arrived_.size() > 1) return;
  wake_->ring();
  changed_.notify_all();
}

}  // namespace komparu
