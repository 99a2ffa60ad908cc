// SPDX-License-Identifier: MIT
#include "job_engine.h"

#include <pthread.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "komparu/error.h"

namespace komparu::python {
namespace {

// Signals are Python's main thread's; those that an instruction raises kill a thread that blocks
// them.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    for (const int raised : {SIGBUS, SIGSEGV, SIGFPE, SIGILL, SIGTRAP}) sigdelset(&all, raised);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

JobEngine::JobEngine() : client_(make_http_client()) {
  const std::size_t cores = std::max(std::thread::hardware_concurrency(), 1u);
  files_.most = std::min(cores, kMostFileThreads);
  urls_.most = kUrlThreads;
}

JobEngine::~JobEngine() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (Lane* const lane : {&files_, &urls_}) {
      lane->waiting.clear();
      lane->wake.notify_all();
    }
  }
  for (Lane* const lane : {&files_, &urls_}) {
    for (std::thread& thread : lane->threads) thread.join();
  }
}

void JobEngine::submit(const std::shared_ptr<Task>& task) {
  const std::lock_guard lock(mutex_);
  Lane& lane = lane_of(*task);
  task->place_ = lane.waiting.insert(lane.waiting.end(), task);
  task->waits_ = true;
  if (lane.waiting.size() <= lane.idle) {
    lane.wake.notify_one();
    return;
  }
  if (lane.threads.size() == lane.most) return;
  try {
    start_thread(lane);
  } catch (const std::system_error& error) {
    if (!lane.threads.empty()) return;  // those there are come to it
    lane.waiting.erase(task->place_);
    task->waits_ = false;
    throw Error(ErrorCode::unreadable, "", "no thread can be started").with_os_error(EAGAIN);
  }
}

bool JobEngine::withdraw(Task& task) {
  std::shared_ptr<Task> taken;  // ends after the lock
  const std::lock_guard lock(mutex_);
  if (!task.waits_) return false;
  task.waits_ = false;
  taken = std::move(*task.place_);
  lane_of(task).waiting.erase(task.place_);
  return true;
}

void JobEngine::start_thread(Lane& lane) {
  const SignalsBlocked blocked;
  lane.threads.emplace_back([this, &lane] { work(lane); });
}

void JobEngine::work(Lane& lane) {
  std::unique_lock lock(mutex_);
  while (true) {
    ++lane.idle;
    lane.wake.wait(lock, [&] { return ending_ || !lane.waiting.empty(); });
    --lane.idle;
    if (lane.waiting.empty()) return;
    std::shared_ptr<Task> task = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    task->waits_ = false;
    lock.unlock();
    task->run(client_);
    task.reset();
    lock.lock();
  }
}

}  // namespace komparu::python
