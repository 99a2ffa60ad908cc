// SPDX-License-Identifier: MIT
#include "compare/many/fetch_slots.h"

#include <chrono>
#include <new>
#include <utility>

namespace komparu {

void FetchSlots::submit(unsigned most, ThreadPool::Task task) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({most, std::move(task)});
  }
  begin_waiting();
}

void FetchSlots::begin_waiting() {
  const std::lock_guard lock(mutex_);
  while (!closed_ && !waiting_.empty() && under_way_ < waiting_.front().most) {
    pool_.submit([this, task = waiting_.front().task] {
      task();
      end_one();
    });
    waiting_.pop_front();
    ++under_way_;
  }
}

void FetchSlots::end_one() noexcept {
  {
    const std::lock_guard lock(mutex_);
    --under_way_;
    ended_.notify_all();
  }
  try {
    begin_waiting();
  } catch (const std::bad_alloc&) {
    // It waits for the next call.
  }
}

void FetchSlots::wait_for_those_under_way(const Until& until) {
  std::unique_lock lock(mutex_);
  while (under_way_ > 0) {
    lock.unlock();
    until.check();
    // They may wait for a thread that the system refuses.
    const bool helped = pool_.run_one();
    lock.lock();
    if (!helped) {
      ended_.wait_for(lock, std::chrono::milliseconds(50), [this] { return under_way_ == 0; });
    }
  }
}

FetchSlots::Closed::Closed(FetchSlots& slots) : slots_(slots) {
  const std::lock_guard lock(slots_.mutex_);
  slots_.closed_ = true;
}

FetchSlots::Closed::~Closed() {
  {
    const std::lock_guard lock(slots_.mutex_);
    slots_.closed_ = false;
  }
  try {
    slots_.begin_waiting();
  } catch (const std::bad_alloc&) {
    // They wait for the next call.
  }
}

}  // namespace komparu
