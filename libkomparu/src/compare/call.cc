// SPDX-License-Identifier: MIT
#include "compare/call.h"

#include <algorithm>
#include <thread>

#include "komparu/error.h"

namespace komparu {

void check_options(const ReadOptions& read, unsigned jobs) {
  if (read.chunk_size > kMaximumChunkSize) {
    throw Error(ErrorCode::bad_option, "", "chunk_size must be <= 1GB");
  }
  if (jobs > kMaximumJobs) throw Error(ErrorCode::bad_option, "", "jobs must be <= 256");
}

Until until_of(const StopToken& stop, std::optional<std::chrono::nanoseconds> time_limit) {
  using Clock = std::chrono::steady_clock;
  Until until{stop, std::nullopt};
  if (time_limit) {
    const Clock::time_point now = Clock::now();
    const auto most =
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::time_point::max() - now);
    until.deadline = now + std::chrono::duration_cast<Clock::duration>(std::min(*time_limit, most));
  }
  return until;
}

unsigned threads_of(unsigned jobs) {
  constexpr unsigned kDefaultMost = 8;
  if (jobs > 0) return jobs;
  return std::clamp(std::thread::hardware_concurrency(), 1u, kDefaultMost);
}

}  // namespace komparu
