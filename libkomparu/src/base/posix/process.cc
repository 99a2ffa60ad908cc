// SPDX-License-Identifier: MIT
// What the system knows of this process and its threads.
#include "base/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <limits>

#include "base/descriptor_limit.h"
#include "base/waiting_clock.h"

namespace komparu {

long process_number() noexcept { return ::getpid(); }

std::uint64_t descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return std::numeric_limits<std::int32_t>::max();
  }
  return limit.rlim_cur;
}

bool WaitingClock::waited_most() const {
  constexpr std::chrono::milliseconds kWorthMentioning(2);
  constexpr long kSeveralTimes = 8;
  const auto passed = std::chrono::steady_clock::now() - start_;
  if (passed < kWorthMentioning) return false;
  const Usage now = used();
  // A thread that waits for a device gives its processor up; one that waits for a processor does
  // not.
  return now.waits - before_.waits >= kSeveralTimes && passed > 3 * (now.busy - before_.busy);
}

WaitingClock::Usage WaitingClock::used() {
#ifdef RUSAGE_THREAD
  constexpr int kWho = RUSAGE_THREAD;
#else
  constexpr int kWho = RUSAGE_SELF;
#endif
  rusage usage{};
  ::getrusage(kWho, &usage);
  return {.waits = usage.ru_nvcsw,
          .busy = std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                  std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)};
}

}  // namespace komparu
