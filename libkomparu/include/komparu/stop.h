// SPDX-License-Identifier: MIT
// Asking a comparison to stop, and saying how long it may take. (std::stop_token is missing on
// AppleClang before Xcode 26, and cannot be asked to stop from a signal handler.)
#ifndef KOMPARU_STOP_H_
#define KOMPARU_STOP_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace komparu {

namespace internal {
class StallWatch;
class StopState;
}  // namespace internal

// A cheap handle through which work learns that it should end. Copyable, safe to use from several
// threads. A default-constructed token never asks to stop.
class StopToken {
 public:
  StopToken() = default;

  // True once the source asked to stop; stays true.
  bool stop_requested() const noexcept;

  // Runs the source's poll function if this is the thread it belongs to; does nothing elsewhere.
  // Whatever the function throws passes through.
  void poll() const;
  // True if the calling thread has a poll function to run: a wait must then wake now and then.
  bool has_poll() const noexcept;

  // A descriptor that becomes readable when stop is requested, for use in poll(2) beside the
  // descriptors that a wait is about; on Windows a socket, for WSAPoll(). -1 if there is none. Made
  // at the first call; owned by the source. Throws Error (unreadable) if the system has no
  // descriptor left.
  int wait_descriptor() const;

 private:
  friend class StopSource;
  explicit StopToken(std::shared_ptr<internal::StopState> state);
  std::shared_ptr<internal::StopState> state_;
};

// The other end: whoever started the work keeps it.
class StopSource {
 public:
  StopSource();
  // A source below another one: its tokens ask to stop if either was asked to, poll what `above`
  // polls, and wake waits only when `above` is asked.
  explicit StopSource(const StopToken& above);

  StopToken token() const;

  // Asks all holders of a token to stop; wakes those that wait. Safe to call from any thread and
  // from a signal handler.
  void request_stop() noexcept;

  // Sets the one function that the calling thread (and no other) runs now and then while it works
  // or waits: at least once per MiB compared and ten times a second while waiting. It may call
  // request_stop(), and it may throw to end the comparison. Set it before the work starts.
  void set_poll(std::function<void()> function);

 private:
  std::shared_ptr<internal::StopState> state_;
};

// When to give up. Travels down with the work; a comparison that gives up throws Error (cancelled
// or timed_out) and never yields a verdict.
struct Until {
  StopToken stop;
  std::optional<std::chrono::steady_clock::time_point> deadline = {};  // none: no limit
  // Ends a wait while no side delivers anything any more; null: that is not looked at.
  std::shared_ptr<internal::StallWatch> watch = {};

  // Until `stop` is asked to, and for as long as `limit` from now on at most; none: no limit.
  static Until within(std::optional<std::chrono::nanoseconds> limit, StopToken stop = {});

  // Polls, then throws Error if it is time to end.
  void check() const;
  // The same in the middle of a wait for data, which `watch` may end, too. Work is no wait: however
  // long it takes, nothing need arrive meanwhile.
  void check_waiting() const;
  // Milliseconds that a wait may last before check() must be called again; -1 for no bound.
  int wait_milliseconds() const;
};

}  // namespace komparu

#endif  // KOMPARU_STOP_H_
