// SPDX-License-Identifier: MIT
#include "compare/trees/settling_queue.h"

#include <chrono>
#include <utility>

#include "base/waiting_clock.h"

namespace komparu {

namespace {

// Bounds the memory that settled items hold while an earlier one is still being read.
constexpr std::size_t kMostUnderWay = 8192;

}  // namespace

bool SettlingQueue::add(Item item) {
  if (ended_) return false;
  if (item.to_compare) ++to_compare_in_open_;
  open_->items.push_back(std::move(item));
  if (open_->items.size() >= batch_) submit();
  return !ended_;
}

bool SettlingQueue::drain() {
  submit();
  while (hand_over() && !under_way_.empty()) wait_for_front();
  return !ended_;
}

void SettlingQueue::submit() {
  if (open_->items.empty() || ended_) return;
  const std::shared_ptr<Batch> batch = std::exchange(open_, std::make_shared<Batch>());
  under_way_.push_back(batch);
  items_under_way_ += batch->items.size();
  if (std::exchange(to_compare_in_open_, 0) == 0) {
    batch->done.store(true);
  } else {
    pool_.submit([this, batch] { judge(*batch); });
  }
  // The walk stays ahead of the pool, but not by more than keeps every thread busy while this one
  // works on a batch, too, and then lists a directory.
  constexpr std::size_t kAhead = 8;
  const std::size_t enough = kAhead + 2 * pool_.threads();
  while (hand_over() && (items_under_way_ > kMostUnderWay || pool_.waiting() > enough)) {
    wait_for_front();
  }
}

void SettlingQueue::judge(Batch& batch) {
  std::unique_ptr<Scratch> scratch = take_scratch();
  const WaitingClock clock;
  try {
    for (Item& item : batch.items) {
      if (!item.to_compare) continue;
      until_.check();
      if (judge_.over()) break;
      judge_.compare(item, *scratch);
    }
  } catch (...) {
    batch.failure = std::current_exception();
  }
  if (clock.waited_most()) pool_.grow();
  const std::lock_guard lock(mutex_);
  scratches_.push_back(std::move(scratch));
  batch.done.store(true);
  settled_.notify_one();
}

bool SettlingQueue::hand_over() {
  while (!ended_ && !under_way_.empty() && under_way_.front()->done.load()) {
    const std::shared_ptr<Batch> batch = std::move(under_way_.front());
    under_way_.pop_front();
    items_under_way_ -= batch->items.size();
    if (batch->failure) std::rethrow_exception(batch->failure);
    // The thread that judged the batch may hold it for a while yet; what the items hold (their
    // directories' descriptors) is to be given back now.
    std::vector<Item> items = std::move(batch->items);
    for (Item& item : items) {
      if (outlet_(item)) continue;
      ended_ = true;
      break;
    }
  }
  ended_ = ended_ || judge_.over();
  return !ended_;
}

void SettlingQueue::wait_for_front() {
  until_.check();
  if (pool_.run_one()) return;
  std::unique_lock lock(mutex_);
  settled_.wait_for(lock, std::chrono::milliseconds(50),
                    [this] { return under_way_.front()->done.load(); });
}

std::unique_ptr<Scratch> SettlingQueue::take_scratch() {
  {
    const std::lock_guard lock(mutex_);
    if (!scratches_.empty()) {
      std::unique_ptr<Scratch> scratch = std::move(scratches_.back());
      scratches_.pop_back();
      return scratch;
    }
  }
  return std::make_unique<Scratch>();
}

}  // namespace komparu
