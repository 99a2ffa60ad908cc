// SPDX-License-Identifier: MIT
#include "compare/trees/settling_queue.h"

#include <utility>

#include "base/waiting_clock.h"

namespace komparu {

namespace {

// Bounds the memory that settled items hold while an earlier one is still being read.
constexpr std::size_t kMostUnderWay = 8192;

// The walk stays ahead of the pool, but not by more than keeps every thread busy while this one
// works on a batch, too, and then lists a directory.
constexpr std::size_t kAhead = 8;

}  // namespace

SettlingQueue::SettlingQueue(ThreadPool& pool, EntryJudge& judge, const Until& until,
                             std::size_t batch, Outlet outlet)
    : pool_(pool),
      judge_(judge),
      until_(until),
      batch_(batch),
      outlet_(std::move(outlet)),
      queue_(pool, until, {kMostUnderWay / batch, kAhead},
             {.work = [this](Batch& items) { this->judge(items); },
              .outlet = [this](Batch& items) { return hand_over(items); },
              .over = [this] { return judge_.over(); },
              .before_wait = {}}) {}

bool SettlingQueue::add(Item item) {
  if (queue_.ended()) return false;
  to_compare_in_open_ = to_compare_in_open_ || item.to_compare;
  if (open_.empty()) open_.reserve(batch_);
  open_.push_back(std::move(item));
  return open_.size() < batch_ || submit();
}

bool SettlingQueue::drain() {
  submit();
  return queue_.drain();
}

bool SettlingQueue::submit() {
  if (open_.empty()) return !queue_.ended();
  Batch batch = std::exchange(open_, {});
  return std::exchange(to_compare_in_open_, false) ? queue_.add(std::move(batch))
                                                   : queue_.add_done(std::move(batch));
}

void SettlingQueue::judge(Batch& batch) {
  std::unique_ptr<Scratch> scratch = take_scratch();
  const WaitingClock clock;
  for (Item& item : batch) {
    if (!item.to_compare) continue;
    until_.check();
    if (judge_.over()) break;
    judge_.compare(item, *scratch);
  }
  if (clock.waited_most()) pool_.grow();
  const std::lock_guard lock(mutex_);
  scratches_.push_back(std::move(scratch));
}

bool SettlingQueue::hand_over(Batch& batch) const {
  for (Item& item : batch) {
    if (!outlet_(item)) return false;
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
