// SPDX-License-Identifier: MIT
// The public side of jobs. What belongs to the parent of a fork is never touched in the child: a
// lock of it may be held by a thread that is not there.
#include <utility>

#include "base/process.h"
#include "komparu/error.h"
#include "komparu/job.h"
#include "pool/job_arrivals.h"
#include "pool/job_threads.h"

namespace komparu {

namespace internal {

class OwnJob : public OfProcess<StartedJob> {
  using OfProcess::OfProcess;
};

class OwnQueue : public OfProcess<JobArrivals> {
  using OfProcess::OfProcess;
};

}  // namespace internal

namespace {

// Lets go of what another process owns, for good.
template <typename Own>
void leave(std::unique_ptr<Own>& own) {
  if (own && !own->ours()) static_cast<void>(own.release());
}

}  // namespace

JobTicket::JobTicket(std::unique_ptr<internal::OwnJob> own) : own_(std::move(own)) {}
JobTicket::JobTicket(JobTicket&& other) noexcept = default;
JobTicket& JobTicket::operator=(JobTicket&& other) noexcept {
  leave(own_);
  own_ = std::move(other.own_);
  return *this;
}
JobTicket::~JobTicket() { leave(own_); }

bool JobTicket::cancel() { return own_->ours() && own_->object().cancel(); }

JobQueue::JobQueue(const std::shared_ptr<JobThreads>& threads)
    : own_(std::make_unique<internal::OwnQueue>(std::make_shared<JobArrivals>(threads))) {
  threads->know(own_->shared());
}

JobQueue::~JobQueue() {
  close();
  leave(own_);
}

int JobQueue::descriptor() const { return own_->ours() ? own_->object().descriptor() : -1; }

JobTicket JobQueue::start(std::shared_ptr<Job> job) {
  if (!own_->ours()) {
    throw Error(ErrorCode::bad_option, "", "the queue belongs to the parent process");
  }
  return JobTicket(std::make_unique<internal::OwnJob>(own_->object().start(std::move(job))));
}

std::vector<FinishedJob> JobQueue::take() {
  return own_->ours() ? own_->object().take() : std::vector<FinishedJob>();
}

bool JobQueue::wait(std::chrono::nanoseconds longest) {
  return own_->ours() && own_->object().wait(longest);
}

void JobQueue::close() {
  if (own_->ours()) own_->object().close();
}

}  // namespace komparu
