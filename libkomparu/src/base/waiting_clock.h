// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_WAITING_CLOCK_H_
#define KOMPARU_BASE_WAITING_CLOCK_H_

#include <sys/resource.h>

#include <chrono>

namespace komparu {

// Tells whether the calling thread has spent its time waiting for a device since the clock was
// made. Waiting for a processor is something else: more threads would only make it longer.
class WaitingClock {
 public:
  WaitingClock() : start_(std::chrono::steady_clock::now()), before_(used()) {}

  bool waited_most() const {
    constexpr std::chrono::milliseconds kWorthMentioning(2);
    constexpr long kSeveralTimes = 8;
    const auto passed = std::chrono::steady_clock::now() - start_;
    if (passed < kWorthMentioning) return false;
    const rusage now = used();
    // A thread that waits for a device gives its processor up; one that waits for a processor does
    // not.
    return now.ru_nvcsw - before_.ru_nvcsw >= kSeveralTimes &&
           passed > 3 * (busy(now) - busy(before_));
  }

 private:
  static rusage used() {
#ifdef RUSAGE_THREAD
    constexpr int kWho = RUSAGE_THREAD;
#else
    constexpr int kWho = RUSAGE_SELF;
#endif
    rusage usage{};
    ::getrusage(kWho, &usage);
    return usage;
  }

  static std::chrono::microseconds busy(const rusage& usage) {
    return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  }

  std::chrono::steady_clock::time_point start_;
  rusage before_;
};

}  // namespace komparu

#endif  // KOMPARU_BASE_WAITING_CLOCK_H_
