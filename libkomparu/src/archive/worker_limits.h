// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_WORKER_LIMITS_H_
#define KOMPARU_ARCHIVE_WORKER_LIMITS_H_

#include <chrono>
#include <cstdint>

namespace komparu::archive {

// What a worker may use up; docs/archives.md tells these numbers. The first two are its own
// resource limits, the others are kept by the process that it works for.
struct WorkerLimits {
  // Bytes of address space. RAR's largest model has 256 MiB.
  std::uint64_t memory = std::uint64_t{512} << 20;
  // Of processor time, over one pass.
  std::uint32_t seconds = 600;
  // Without a member, content or an end, as far as that time is spent waiting for the worker.
  // With it, a decoder that loops is trouble within 10 s.
  std::chrono::milliseconds silence{9'000};
  // It may read an archive this many times over, and so much on top: more is walking in circles.
  std::uint64_t readings = 16;
  std::uint64_t more_reading = std::uint64_t{64} << 20;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_WORKER_LIMITS_H_
