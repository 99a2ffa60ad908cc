// SPDX-License-Identifier: MIT
#include "komparu/stop.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/stall_watch.h"
#include "base/wake_descriptor.h"
#include "komparu/error.h"

namespace komparu {

namespace internal {

void StallWatch::check() const {
  if (Clock::now().time_since_epoch() - last_.load() <= limit_) return;
  const std::chrono::duration<double> seconds = limit_;
  throw Error(ErrorCode::http, "",
              fmt::format("nothing has arrived on any side for {:g} s", seconds.count()));
}

// The flag comes first and the descriptors second: a request that comes before they exist is found
// in the flag by the wait that has just made them.
class StopState {
 public:
  StopState() = default;
  explicit StopState(std::shared_ptr<StopState> above) : above_(std::move(above)) {}

  void request() noexcept {
    stopped_.store(true);
    wake_.ring();
  }

  bool requested() const noexcept {
    return stopped_.load(std::memory_order_relaxed) || (above_ && above_->requested());
  }

  int wait_descriptor() {
    if (above_) return above_->wait_descriptor();
    const std::lock_guard lock(making_);
    if (!wake_.made()) {
      wake_.make();
      if (requested()) wake_.ring();
    }
    return wake_.descriptor();
  }

  void set_poll(std::function<void()> function) {
    poll_ = std::move(function);
    poll_thread_ = std::this_thread::get_id();
  }

  bool polls_here() const noexcept {
    return own_poll_is_here() || (above_ && above_->polls_here());
  }

  void poll() const {
    if (own_poll_is_here()) poll_();
    if (above_) above_->poll();
  }

 private:
  bool own_poll_is_here() const noexcept {
    return poll_ != nullptr && poll_thread_ == std::this_thread::get_id();
  }

  const std::shared_ptr<StopState> above_;
  std::atomic<bool> stopped_{false};
  std::mutex making_;
  WakeDescriptor wake_;
  std::function<void()> poll_;
  std::thread::id poll_thread_;
};

}  // namespace internal

StopToken::StopToken(std::shared_ptr<internal::StopState> state) : state_(std::move(state)) {}

bool StopToken::stop_requested() const noexcept { return state_ && state_->requested(); }

void StopToken::poll() const {
  if (state_) state_->poll();
}

bool StopToken::has_poll() const noexcept { return state_ && state_->polls_here(); }

int StopToken::wait_descriptor() const { return state_ ? state_->wait_descriptor() : -1; }

StopSource::StopSource() : state_(std::make_shared<internal::StopState>()) {}

StopSource::StopSource(const StopToken& above)
    : state_(std::make_shared<internal::StopState>(above.state_)) {}

StopToken StopSource::token() const { return StopToken(state_); }

void StopSource::request_stop() noexcept { state_->request(); }

void StopSource::set_poll(std::function<void()> function) { state_->set_poll(std::move(function)); }

Until Until::within(std::optional<std::chrono::nanoseconds> limit, StopToken stop) {
  using Clock = std::chrono::steady_clock;
  Until until{std::move(stop), std::nullopt, nullptr};
  if (limit) {
    const Clock::time_point now = Clock::now();
    const auto most =
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::time_point::max() - now);
    until.deadline = now + std::chrono::duration_cast<Clock::duration>(std::min(*limit, most));
  }
  return until;
}

void Until::check() const {
  stop.poll();
  if (stop.stop_requested()) throw Error(ErrorCode::cancelled, "", "stopped before the end");
  if (deadline && std::chrono::steady_clock::now() >= *deadline) {
    throw Error(ErrorCode::timed_out, "", "time limit exceeded");
  }
}

void Until::check_waiting() const {
  check();
  if (watch) watch->check();
}

int Until::wait_milliseconds() const {
  constexpr long long kPollEvery = 100;
  constexpr long long kLongest = 1'000'000;
  const bool often = stop.has_poll() || watch;
  if (!deadline) return often ? static_cast<int>(kPollEvery) : -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
  const long long longest = often ? kPollEvery : kLongest;
  return static_cast<int>(std::clamp<long long>(left.count(), 0, longest));
}

}  // namespace komparu
