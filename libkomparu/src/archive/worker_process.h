// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_WORKER_PROCESS_H_
#define KOMPARU_ARCHIVE_WORKER_PROCESS_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "archive/channel.h"
#include "base/unique_fd.h"
#include "komparu/error.h"

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

// What the operating system knows of a worker: how it is started, ended, and confines itself.

// The argument that makes a program a worker.
inline constexpr const char* kWorkerArgument = "--komparu-archive-worker";

// A process that is ended and waited for, whatever it does, when the object is destroyed.
class WorkerProcess {
 public:
  // `process` below 0: there is only a channel, of these two ends.
  WorkerProcess(UniqueFd stream, UniqueFd socket, int process, const WorkerLimits& limits);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess();

  Channel& channel() { return channel_; }

  // Its channel is closed, or nothing can be believed that came through it: ends it if it has not
  // ended by itself, and says what that makes of the archive.
  Error ended();

 private:
  bool wait_for(std::chrono::milliseconds most);
  void kill();

  Channel channel_;
  const WorkerLimits limits_;
  const bool started_;
  int process_;
  int status_ = 0;  // as waitpid() tells it; 0 if nobody knows
};

// Starts `program` with nothing but its end of a channel. Safe in a process with threads. Throws
// Error (unsupported) if that cannot be.
std::unique_ptr<WorkerProcess> start_worker(const std::string& program, const WorkerLimits& limits);

// ---- In the worker ------------------------------------------------------------------------------

// Whether descriptor 0 may be the worker's channel.
bool has_channel();

// Keeps descriptors 0, 1 and 2 alone; no new privileges, no files written, no core dumped.
void leave_all_behind();

// Takes from the worker all that decoding does not need, for good: memory and processor time beyond
// these, privileges, files, processes, the network, and most system calls. Throws Error
// (unsupported) where the system cannot do that; then nothing may be decoded.
void confine(std::uint64_t memory, std::uint64_t seconds);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_WORKER_PROCESS_H_
