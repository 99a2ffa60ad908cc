// SPDX-License-Identifier: MIT
#include "compare/trees/settling_queue.h"

#include <atomic>
#include <utility>

#include "base/waiting_clock.h"

namespace komparu {

namespace {

// Bounds the memory that settled items hold while an earlier one is still being read.
constexpr std::size_t kMostUnderWay = 8192;

// The walk stays ahead of the pool, but not by more than keeps every thread busy while this one
// works on a batch, too, and then lists a directory.
constexpr std::size_t kAhead = 8;

// An item that is settled does not wait longer for others to come.
constexpr std::chrono::milliseconds kLongestOpen{100};

}  // namespace

SettlingQueue::SettlingQueue(ThreadPool& pool, EntryJudge& judge, const Until& until,
                             std::size_t batch_size, Outlet outlet)
    : pool_(pool),
      judge_(judge),
      until_(until),
      batch_size_(batch_size),
      outlet_(std::move(outlet)),
      queue_(pool, until, {kMostUnderWay / batch_size, kAhead},
             {.work = [this](std::unique_ptr<Batch>& batch) { this->judge(*batch); },
              .outlet = [this](std::unique_ptr<Batch>& batch) { return hand_over(*batch); },
              .outlet_so_far = [this](std::unique_ptr<Batch>& batch) { return hand_over(*batch); },
              .over = [this] { return judge_.over(); },
              .before_wait = {}}) {}

bool SettlingQueue::add(Item item) {
  if (queue_.ended()) return false;
  if (!open_) {
    open_ = std::make_unique<Batch>();
    open_->items.reserve(batch_size_);
    open_since_ = Clock::now();
  }
  const bool settled = !item.to_compare;
  open_->to_compare = open_->to_compare || !settled;
  open_->items.push_back(std::move(item));
  if (open_->items.size() == batch_size_) return submit();
  return !settled || submit_late();
}

bool SettlingQueue::submit_late() {
  if (!open_ || Clock::now() - open_since_ < kLongestOpen) return !queue_.ended();
  return submit();
}

bool SettlingQueue::drain() {
  submit();
  return queue_.drain();
}

bool SettlingQueue::submit() {
  if (!open_) return !queue_.ended();
  std::unique_ptr<Batch> batch = std::move(open_);
  if (batch->to_compare) return queue_.add(std::move(batch));
  batch->settled = batch->items.size();
  return queue_.add_done(std::move(batch));
}

void SettlingQueue::judge(Batch& batch) {
  std::unique_ptr<Scratch> scratch = take_scratch();
  const WaitingClock clock;
  for (Item& item : batch.items) {
    if (item.to_compare) {
      until_.check();
      if (judge_.over()) break;
      judge_.compare(item, *scratch);
    }
    batch.settled.fetch_add(1, std::memory_order_release);
  }
  if (clock.waited_most()) pool_.grow();
  const std::lock_guard lock(mutex_);
  scratches_.push_back(std::move(scratch));
}

bool SettlingQueue::hand_over(Batch& batch) const {
  const std::size_t settled = batch.settled.load(std::memory_order_acquire);
  while (batch.handed_over < settled) {
    if (!outlet_(batch.items[batch.handed_over++])) return false;
  }
  return true;
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
