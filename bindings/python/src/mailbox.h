// SPDX-License-Identifier: MIT
// Where the answers for one event loop arrive. Pure C++: nothing here knows Python.
#ifndef KOMPARU_BINDINGS_MAILBOX_H_
#define KOMPARU_BINDINGS_MAILBOX_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "job.h"
#include "job_engine.h"
#include "komparu/stop.h"
#include "wake.h"

namespace komparu::python {

class Mailbox;

// A job that was submitted. It is open until it is done or cancelled, whichever comes first.
class SubmittedJob final : public Task {
 public:
  SubmittedJob(std::int64_t number, std::shared_ptr<Job> job, std::shared_ptr<Mailbox> mailbox)
      : number_(number), job_(std::move(job)), mailbox_(std::move(mailbox)) {}

  // Asks it to stop. False if it was done: its answer is on the way.
  bool cancel();

  void run(const std::shared_ptr<HttpClient>& client) noexcept override;
  bool meets_urls() const override { return job_->meets_urls(); }
  bool may_wait() const noexcept override;
  bool over() const noexcept override { return cancelled(); }

  // Of one that has arrived in the mailbox: it was cancelled, failed, or the job has its answer.
  std::int64_t number() const { return number_; }
  bool cancelled() const noexcept { return state_ == State::cancelled; }
  const std::exception_ptr& failure() const { return failure_; }
  Job& job() const { return *job_; }

 private:
  friend class Mailbox;
  enum class State { open, done, cancelled };

  // False if another state was entered before.
  bool enter(State state);

  const std::int64_t number_;
  const std::shared_ptr<Job> job_;
  const std::shared_ptr<Mailbox> mailbox_;
  StopSource stop_;
  std::atomic<State> state_{State::open};
  std::exception_ptr failure_;
  std::list<std::shared_ptr<SubmittedJob>>::iterator place_;  // guarded by the mailbox
};

using SubmittedJobs = std::list<std::shared_ptr<SubmittedJob>>;

// Safe to use from any thread but the engine's own, which only deliver. To be closed before it is
// given up: what is in it holds on to it.
class Mailbox : public std::enable_shared_from_this<Mailbox> {
 public:
  explicit Mailbox(std::shared_ptr<JobEngine> engine) : engine_(std::move(engine)) {
    wake_.emplace();
  }

  // Becomes readable when jobs have arrived; -1 once closed.
  int descriptor() const;

  // Throws std::runtime_error if it is closed, and what JobEngine::submit() throws.
  std::shared_ptr<SubmittedJob> submit(std::int64_t number, std::shared_ptr<Job> job);

  // The jobs that have arrived since the last call.
  SubmittedJobs drain();

  // Waits until some have arrived, or it is closed. False if the time was over before.
  bool wait(std::chrono::nanoseconds longest);

  // Stops what is under way, waits until it has ended, and drops what has arrived. The engine's
  // threads end with its last mailbox.
  void close();

 private:
  friend class SubmittedJob;

  void deliver(SubmittedJob& job);
  void withdraw(SubmittedJob& job);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<JobEngine> engine_;  // null once closed
  std::optional<Wake> wake_;           // none once closed
  SubmittedJobs under_way_;
  SubmittedJobs arrived_;
  bool closed_ = false;
};

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_MAILBOX_H_
