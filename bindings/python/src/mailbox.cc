// SPDX-License-Identifier: MIT
#include "mailbox.h"

#include <exception>
#include <stdexcept>
#include <utility>

namespace komparu::python {

bool SubmittedJob::enter(State state) {
  State open = State::open;
  return state_.compare_exchange_strong(open, state);
}

bool SubmittedJob::cancel() {
  if (!enter(State::cancelled)) return state_ == State::cancelled;
  stop_.request_stop();
  mailbox_->withdraw(*this);
  return true;
}

void SubmittedJob::run(const std::shared_ptr<HttpClient>& client) noexcept {
  if (state_ == State::open) {
    try {
      job_->carry_out(stop_.token(), client);
    } catch (...) {
      failure_ = std::current_exception();
    }
  }
  enter(State::done);
  mailbox_->deliver(*this);
}

bool SubmittedJob::may_wait() const noexcept {
  try {
    return job_->may_wait();
  } catch (const std::exception&) {
    return false;  // carrying it out meets the reason
  }
}

int Mailbox::descriptor() const {
  const std::lock_guard lock(mutex_);
  return wake_ ? wake_->descriptor() : -1;
}

std::shared_ptr<SubmittedJob> Mailbox::submit(std::int64_t number, std::shared_ptr<Job> job) {
  auto submitted = std::make_shared<SubmittedJob>(number, std::move(job), shared_from_this());
  std::shared_ptr<JobEngine> engine;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) throw std::runtime_error("the mailbox is closed");
    submitted->place_ = under_way_.insert(under_way_.end(), submitted);
    engine = engine_;
  }
  try {
    engine->submit(submitted);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    under_way_.erase(submitted->place_);
    changed_.notify_all();
    throw;
  }
  return submitted;
}

SubmittedJobs Mailbox::drain() {
  SubmittedJobs jobs;
  const std::lock_guard lock(mutex_);
  if (arrived_.empty()) return jobs;
  jobs.swap(arrived_);
  wake_->silence();
  return jobs;
}

bool Mailbox::wait(std::chrono::nanoseconds longest) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, longest, [this] { return closed_ || !arrived_.empty(); });
}

void Mailbox::close() {
  std::shared_ptr<JobEngine> engine;
  SubmittedJobs dropped;
  SubmittedJobs under_way;
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
  engine.swap(engine_);
}

void Mailbox::deliver(SubmittedJob& job) {
  const std::lock_guard lock(mutex_);
  if (closed_) {
    under_way_.erase(job.place_);  // whoever calls holds the job
    changed_.notify_all();
    return;
  }
  // Without an allocation, which could fail.
  arrived_.splice(arrived_.end(), under_way_, job.place_);
  if (arrived_.size() > 1) return;
  wake_->ring();
  changed_.notify_all();
}

void Mailbox::withdraw(SubmittedJob& job) {
  std::shared_ptr<JobEngine> engine;
  {
    const std::lock_guard lock(mutex_);
    engine = engine_;
  }
  if (engine && engine->withdraw(job)) deliver(job);
}

}  // namespace komparu::python
