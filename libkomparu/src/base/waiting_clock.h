// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_WAITING_CLOCK_H_
#define KOMPARU_BASE_WAITING_CLOCK_H_

#include <cstdint>
#include <ctime>

namespace komparu {

// Tells whether the calling thread has spent its time waiting, for a device or for a processor,
// since the clock was made.
class WaitingClock {
 public:
  WaitingClock() : wall_(now(CLOCK_MONOTONIC)), busy_(now(CLOCK_THREAD_CPUTIME_ID)) {}

  bool waited_most() const {
    constexpr std::int64_t kWorthMentioning = 2'000'000;  // nanoseconds
    const std::int64_t wall = now(CLOCK_MONOTONIC) - wall_;
    return wall > kWorthMentioning && wall > 3 * (now(CLOCK_THREAD_CPUTIME_ID) - busy_);
  }

 private:
  static std::int64_t now(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  }

  std::int64_t wall_;
  std::int64_t busy_;
};

}  // namespace komparu

#endif  // KOMPARU_BASE_WAITING_CLOCK_H_
