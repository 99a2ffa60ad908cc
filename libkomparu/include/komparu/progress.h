// SPDX-License-Identifier: MIT
// How far the work is. The library only counts; whoever shows it polls.
#ifndef KOMPARU_PROGRESS_H_
#define KOMPARU_PROGRESS_H_

#include <atomic>
#include <cstdint>

namespace komparu {

// Counters that a comparison keeps up to date and that any thread may read at any time. Each is
// correct by itself; together they are a snapshot only after the call has returned. The object
// must outlive the call it was given to.
struct Progress {
  // Bytes read, both sides added up.
  std::atomic<std::uint64_t> bytes_read{0};
  // Bytes that will be read at most, both sides added up; 0 while nobody knows.
  std::atomic<std::uint64_t> bytes_expected{0};
  // Entries of trees, sources of groups: judged, and known so far.
  std::atomic<std::uint64_t> entries{0};
  std::atomic<std::uint64_t> entries_found{0};
  // True once entries_found will not grow any more.
  std::atomic<bool> all_found{false};
};

}  // namespace komparu

#endif  // KOMPARU_PROGRESS_H_
