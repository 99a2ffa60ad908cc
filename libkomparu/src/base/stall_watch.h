// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_STALL_WATCH_H_
#define KOMPARU_BASE_STALL_WATCH_H_

#include <atomic>
#include <chrono>

namespace komparu::internal {

// H15: ends a run in which no side delivers anything any more, while one of them keeps a connection
// waiting. A side that is slow is no reason. Safe to use from several threads.
class StallWatch {
 public:
  using Clock = std::chrono::steady_clock;

  explicit StallWatch(std::chrono::milliseconds limit) : limit_(limit) { advance(); }

  // Something arrived, or was taken.
  void advance() noexcept { last_.store(Clock::now().time_since_epoch()); }

  // Throws Error (http) if nothing has advanced for longer than the limit.
  void check() const;

 private:
  const std::chrono::milliseconds limit_;
  std::atomic<Clock::duration> last_{};
};

}  // namespace komparu::internal

#endif  // KOMPARU_BASE_STALL_WATCH_H_
