// SPDX-License-Identifier: MIT
#include "komparu/stop.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "base/errors.h"
#include "base/stall_watch.h"
#include "base/unique_fd.h"

namespace komparu {

namespace internal {

// The flag comes first and the descriptors second: a request that comes before they exist is found
// in the flag by the wait that has just made them.
class StopState {
 public:
  StopState() = default;
  explicit StopState(std::shared_ptr<StopState> above) : above_(std::move(above)) {}

  void request() noexcept {
    stopped_.store(true);
    const int wake = wake_.load();
    if (wake >= 0) {
      const int saved = errno;
      // A full pipe is as readable as one with one byte more.
      [[maybe_unused]] const ssize_t written = ::write(wake, "x", 1);
      errno = saved;
    }
  }

  bool requested() const noexcept {
    return stopped_.load(std::memory_order_relaxed) || (above_ && above_->requested());
  }

  int wait_descriptor() {
    if (above_) return above_->wait_descriptor();
    const std::lock_guard lock(making_);
    if (!read_end_) make_pipe();
    return read_end_.get();
  }

  void set_poll(std::function<void()> function) {
    poll_ = std::move(function);
    poll_thread_ = std::this_thread::get_id();
  }

  bool polls_here() const noexcept {
    if (above_) return above_->polls_here();
    return poll_ != nullptr && poll_thread_ == std::this_thread::get_id();
  }

  void poll() const {
    if (above_) {
      above_->poll();
    } else if (polls_here()) {
      poll_();
    }
  }

 private:
  // A standard stream that is closed must not turn out to be the pipe.
  static UniqueFd above_streams(UniqueFd fd) {
    if (fd.get() > STDERR_FILENO) return fd;
    UniqueFd moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (!moved) throw os_error(errno, "pipe");
    return moved;
  }

  void make_pipe() {
    int ends[2];
    if (::pipe(ends) != 0) throw os_error(errno, "pipe");
    read_end_ = above_streams(UniqueFd(ends[0]));
    write_end_ = above_streams(UniqueFd(ends[1]));
    for (const int end : {read_end_.get(), write_end_.get()}) {
      ::fcntl(end, F_SETFD, FD_CLOEXEC);
      ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    wake_.store(write_end_.get());
    if (requested()) request();
  }

  const std::shared_ptr<StopState> above_;
  std::atomic<bool> stopped_{false};
  std::atomic<int> wake_{-1};
  std::mutex making_;
  UniqueFd read_end_;
  UniqueFd write_end_;
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
