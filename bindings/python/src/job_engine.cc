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
  waiting_.most = kWaitingThreads;
}

JobEngine::~JobEngine() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (Lane* const lane : {&files_, &urls_, &waiting_}) {
      lane->queue.clear();
      lane->wake.notify_all();
    }
  }
  // What a thread for files hands on is run by then.
  for (Lane* const lane : {&files_, &urls_, &waiting_}) {
    for (std::thread& thread : lane->threads) thread.join();
  }
}

void JobEngine::submit(const std::shared_ptr<Task>& task) {
  const std::lock_guard lock(mutex_);
  add(task->meets_urls() ? urls_ : files_, task);
}

void JobEngine::add(Lane& lane, const std::shared_ptr<Task>& task) {
  task->place_ = lane.queue.insert(lane.queue.end(), task);
  task->queue_ = &lane.queue;
  if (lane.queue.size() <= lane.idle) {
    lane.wake.notify_one();
    return;
  }
  if (lane.threads.size() == lane.most) return;
  try {
    start_thread(lane);
  } catch (const std::system_error&) {
    if (!lane.threads.empty()) return;  // those there are come to it
    lane.queue.erase(task->place_);
    task->queue_ = nullptr;
    throw Error(ErrorCode::unreadable, "", "no thread can be started").with_os_error(EAGAIN);
  }
}

bool JobEngine::withdraw(Task& task) {
  std::shared_ptr<Task> taken;  // ends after the lock
  const std::lock_guard lock(mutex_);
  if (task.queue_ == nullptr) return false;
  taken = std::move(*task.place_);
  std::exchange(task.queue_, nullptr)->erase(task.place_);
  return true;
}

// From the threads for files to those that may wait. False if it is to be run where it is.
bool JobEngine::hand_on(const std::shared_ptr<Task>& task) {
  if (!task->may_wait()) return false;
  const std::lock_guard lock(mutex_);
  // Who cancelled it a moment ago found it in no queue: it has to be told of at once.
  if (ending_ || task->over()) return false;
  try {
    add(waiting_, task);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void JobEngine::start_thread(Lane& lane) {
  const SignalsBlocked blocked;
  lane.threads.emplace_back([this, &lane] { work(lane); });
}

void JobEngine::work(Lane& lane) {
  std::unique_lock lock(mutex_);
  while (true) {
    ++lane.idle;
    lane.wake.wait(lock, [&] { return ending_ || !lane.queue.empty(); });
    --lane.idle;
    if (lane.queue.empty()) return;
    std::shared_ptr<Task> task = std::move(lane.queue.front());
    lane.queue.pop_front();
    task->queue_ = nullptr;
    lock.unlock();
    if (&lane != &files_ || !hand_on(task)) task->run(client_);
    task.reset();
    lock.lock();
  }
}

}  // namespace komparu::python
