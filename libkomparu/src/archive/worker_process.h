// SPDX-License-Identifier: MIT
// What the operating system knows of a worker: how it is started, ended, and confines itself.
#ifndef KOMPARU_ARCHIVE_WORKER_PROCESS_H_
#define KOMPARU_ARCHIVE_WORKER_PROCESS_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "archive/channel.h"
#include "archive/worker_limits.h"
#include "base/unique_fd.h"
#include "komparu/error.h"

namespace komparu::archive {

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
