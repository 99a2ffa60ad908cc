// SPDX-License-Identifier: MIT
#include "http/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/stall_watch.h"

namespace komparu::http {

namespace {

// A wait looks this often whether it is time to end.
constexpr std::chrono::milliseconds kLookEvery(50);

// All head lines of an answer, interim answers and trailers included. Servers accept 8 to 64 KiB.
constexpr std::size_t kLargestHead = std::size_t{256} << 10;

bool is_blank(std::string_view line) { return line.find_first_not_of("\r\n") == line.npos; }

}  // namespace

Transfer::Transfer(Request request, std::function<void(const Transfer&)> resume)
    : request_(std::move(request)), resume_(std::move(resume)) {}

bool Transfer::wait(std::unique_lock<std::mutex>& lock, const Until& until) {
  const bool changed = changed_.wait_for(lock, kLookEvery) == std::cv_status::no_timeout;
  lock.unlock();
  // The serving thread knows best whether the server has stalled; what arrived before is then given
  // first.
  Until{until.stop, until.deadline}.check();
  lock.lock();
  return changed;
}

const Head* Transfer::wait_for_head(const Until& until) {
  std::unique_lock lock(mutex_);
  while (!head_done_ && !ended_) wait(lock, until);
  return head_done_ ? &parser_.head() : nullptr;
}

void Transfer::wait_for(std::unique_lock<std::mutex>& lock, std::size_t most, const Until& until) {
  if (ring_.size() >= most) return;
  // A server that fills the ring faster than it is emptied need not be waited for again and again;
  // only such a ring has grown. If it falters, what is there is enough.
  wanted_ = std::max(most, std::min<std::size_t>(ring_.capacity() / 2, taken_));
  while (ring_.size() < wanted_ && !ended_ && !paused_) {
    if (!wait(lock, until)) wanted_ = most;
  }
  wanted_ = 0;
}

void Transfer::release(std::unique_lock<std::mutex>& lock) {
  ring_.drop(std::exchange(held_, 0));
  if (!paused_ || ring_.room() < ring_.capacity() / 2) return;
  // H16: more may come at once only after what came before was compared.
  if (taken_ > 0 && ring_.capacity() < Ring::kMost) ring_.grow(2 * ring_.capacity());
  paused_ = false;
  lock.unlock();
  if (resume_) resume_(*this);
  lock.lock();
}

std::span<const std::byte> Transfer::take(std::span<std::byte> scratch, const Until& until) {
  std::unique_lock lock(mutex_);
  std::size_t filled = 0;
  while (true) {
    release(lock);
    const std::size_t wanted = scratch.size() - filled;
    wait_for(lock, wanted, until);
    const std::size_t there = std::min(wanted, ring_.size());
    const bool last = there == wanted || ended_;
    const std::span<const std::byte> view = ring_.front(there, scratch.subspan(filled));
    held_ = there;
    taken_ += there;
    if (until.watch) until.watch->advance();
    if (filled == 0 && last) return view;
    if (view.data() != scratch.data() + filled) {
      std::copy(view.begin(), view.end(), scratch.begin() + static_cast<std::ptrdiff_t>(filled));
    }
    filled += there;
    if (last) return scratch.first(filled);
  }
}

std::span<const std::byte> Transfer::peek(std::span<std::byte> scratch, const Until& until) {
  std::unique_lock lock(mutex_);
  wait_for(lock, scratch.size(), until);
  const std::size_t there = std::min(scratch.size(), ring_.size());
  const std::span<const std::byte> view = ring_.front(there, scratch);
  // The serving thread may add to the ring, but what is there stays where it is until it is taken.
  return view;
}

std::optional<Failure> Transfer::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

std::string Transfer::peer() const {
  const std::lock_guard lock(mutex_);
  return peer_;
}

std::int64_t Transfer::retry_after() const {
  const std::lock_guard lock(mutex_);
  return retry_after_;
}

void Transfer::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
}

bool Transfer::abandoned() const {
  const std::lock_guard lock(mutex_);
  return abandoned_;
}

void Transfer::connected_to(std::string_view peer) {
  const std::lock_guard lock(mutex_);
  peer_ = peer;
}

void Transfer::note_retry_after(std::int64_t seconds) {
  const std::lock_guard lock(mutex_);
  retry_after_ = seconds;
}

bool Transfer::add_head_line(std::string_view line) {
  const std::lock_guard lock(mutex_);
  arrived_ += line.size();
  head_bytes_ += line.size();
  if (head_bytes_ > kLargestHead) return false;
  if (request_.watch) request_.watch->advance();
  if (head_done_) return true;  // the trailers of a chunked body
  if (!head_begun_) {
    parser_.begin(line);
    head_begun_ = true;
  } else if (is_blank(line)) {
    const int status = parser_.head().status;
    constexpr int kSwitchingProtocols = 101;
    head_begun_ = false;
    if (status >= 100 && status < 200 && status != kSwitchingProtocols) return true;
    head_done_ = true;
    changed_.notify_one();
  } else {
    parser_.add(line);
  }
  return true;
}

bool Transfer::add_body(std::span<const std::byte> bytes) {
  const std::lock_guard lock(mutex_);
  if (request_.watch) request_.watch->advance();
  if (bytes.size() > ring_.room()) {
    if (ring_.size() > 0) {
      paused_ = true;
      changed_.notify_one();
      return false;
    }
    ring_.grow(bytes.size());
  }
  arrived_ += bytes.size();
  ring_.add(bytes);
  if (wanted_ > 0 && ring_.size() >= wanted_) changed_.notify_one();
  return true;
}

void Transfer::end(std::optional<Failure> failure) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  ended_ = true;
  failure_ = std::move(failure);
  changed_.notify_one();
}

void Transfer::received(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes == received_) return;
  if (bytes > received_) arrived_ += bytes - received_;
  received_ = bytes;
  if (request_.watch) request_.watch->advance();
}

bool Transfer::stalled(std::chrono::steady_clock::time_point now) {
  if (!request_.stall_timeout) return false;
  const std::lock_guard lock(mutex_);
  const bool begins = watched_since_ == std::chrono::steady_clock::time_point{};
  // Who waits for a paused transfer's other side is watched as a whole (StallWatch).
  if (begins || paused_) {
    watched_since_ = now;
    arrived_before_ = arrived_;
    return false;
  }
  if (now - watched_since_ < *request_.stall_timeout) return false;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*request_.stall_timeout);
  const auto least = static_cast<std::uint64_t>(std::max<long long>(1, seconds.count()));
  if (arrived_ - arrived_before_ < least) return true;
  watched_since_ = now;
  arrived_before_ = arrived_;
  return false;
}

}  // namespace komparu::http
