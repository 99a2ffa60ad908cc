// SPDX-License-Identifier: MIT
// What the system knows of this process and its threads.
#include "base/process.h"

#include <windows.h>

#include <cstdint>

#include "base/descriptor_limit.h"
#include "base/waiting_clock.h"

namespace komparu {

long process_number() noexcept { return static_cast<long>(::GetCurrentProcessId()); }

// The tables of the two C runtimes have a fixed size (_NHANDLE_); handles have no such limit.
std::uint64_t descriptor_limit() {
#ifdef _UCRT
  return 8192;
#else
  return 2048;
#endif
}

namespace {

std::chrono::microseconds duration(const FILETIME& time) {
  constexpr std::int64_t kTicksPerMicrosecond = 10;
  const std::int64_t ticks = static_cast<std::int64_t>(time.dwHighDateTime) << 32 |
                             static_cast<std::int64_t>(time.dwLowDateTime);
  return std::chrono::microseconds(ticks / kTicksPerMicrosecond);
}

}  // namespace

// The system does not tell how often a thread has waited, and counts its time in steps of 16 ms:
// only what took several of them is judged.
bool WaitingClock::waited_most() const {
  constexpr std::chrono::milliseconds kWorthMentioning(64);
  const auto passed = std::chrono::steady_clock::now() - start_;
  return passed >= kWorthMentioning && passed > 3 * (used().busy - before_.busy);
}

WaitingClock::Usage WaitingClock::used() {
  FILETIME created;
  FILETIME ended;
  FILETIME in_kernel;
  FILETIME in_program;
  if (::GetThreadTimes(::GetCurrentThread(), &created, &ended, &in_kernel, &in_program) == 0) {
    return {};
  }
  return {.busy = duration(in_kernel) + duration(in_program)};
}

}  // namespace komparu
