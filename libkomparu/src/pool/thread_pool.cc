// SPDX-License-Identifier: MIT
#include "pool/thread_pool.h"

#include <system_error>
#include <utility>

#include "base/signal_mask.h"

namespace komparu {

ThreadPool::~ThreadPool() { shut_down(); }

void ThreadPool::shut_down() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    tasks_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void ThreadPool::submit(Task task) {
  const std::lock_guard lock(mutex_);
  if (ending_) return;
  tasks_.push_back(std::move(task));
  if (idle_ < tasks_.size() && threads_.size() < allowed_) start_thread();
  wake_.notify_one();
}

void ThreadPool::grow() {
  const std::lock_guard lock(mutex_);
  if (allowed_ == most_ || ending_) return;
  allowed_ = std::min(most_, 2 * std::max(allowed_, 1u));
  for (std::size_t task = idle_; task < tasks_.size() && threads_.size() < allowed_; ++task) {
    if (!start_thread()) return;
  }
}

void ThreadPool::allow(unsigned threads) {
  const std::lock_guard lock(mutex_);
  allowed_ = std::max(allowed_, std::min(threads, most_));
}

unsigned ThreadPool::threads() const {
  const std::lock_guard lock(mutex_);
  return allowed_;
}

std::size_t ThreadPool::started() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

bool ThreadPool::run_one() {
  Task task;
  {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty()) return false;
    task = std::move(tasks_.front());
    tasks_.pop_front();
  }
  task();
  return true;
}

bool ThreadPool::accepts() const {
  const std::lock_guard lock(mutex_);
  return !ending_;
}

std::size_t ThreadPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return tasks_.size();
}

bool ThreadPool::start_thread() {
  const SignalsBlocked blocked;
  try {
    threads_.emplace_back([this] { work(); });
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

void ThreadPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    wake_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
    --idle_;
    if (ending_) return;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // what it holds is released before the thread is counted idle
    lock.lock();
  }
}

}  // namespace komparu
