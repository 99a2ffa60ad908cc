// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_WAITING_CLOCK_H_
#define KOMPARU_BASE_WAITING_CLOCK_H_

#include <chrono>

namespace komparu {

// Tells whether the calling thread has spent its time waiting for a device since the clock was
// made. Waiting for a processor is something else: more threads would only make it longer.
class WaitingClock {
 public:
  WaitingClock() : start_(std::chrono::steady_clock::now()), before_(used()) {}

  bool waited_most() const;

 private:
  struct Usage {
    long waits = 0;  // how often the thread gave its processor up
    std::chrono::microseconds busy{};
  };
  static Usage used();

  std::chrono::steady_clock::time_point start_;
  Usage before_;
};

}  // namespace komparu

#endif  // KOMPARU_BASE_WAITING_CLOCK_H_
