// SPDX-License-Identifier: MIT
// What the operating system knows of a worker: how it is started, ended, spoken with, and confined.
//
// The worker writes what it finds on a pipe (worker_tar.h). It gets the archive's bytes by asking:
// it sends an offset and a length over a socket, and just those bytes come back. So it needs no
// file and no call but read() and write(). The formats that jump about in their archive (iso, rar)
// can do so wherever the archive is: in a file, a spool or behind a URL. A descriptor of the
// archive would have been a file in the worker's hands, and an archive that is no file would have
// had to be copied into one first.
#ifndef KOMPARU_ARCHIVE_WORKER_PROCESS_H_
#define KOMPARU_ARCHIVE_WORKER_PROCESS_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/unique_fd.h"
#include "komparu/error.h"
#include "komparu/stop.h"

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

// What a worker is to read: the first that goes to it over the socket.
struct Task {
  std::uint64_t format = 0;  // an ExtraFormat
  std::uint64_t size = 0;
  std::uint64_t memory = 0;
  std::uint64_t seconds = 0;
};

// Bytes of the archive that it asks for.
struct Question {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// The end of the process that the worker works for. Waits end when `until` says so, and when they
// have taken longer than the patience in all: Error (limit_exceeded).
class Channel {
 public:
  // The bytes that a question asks for, valid until the next one; what it throws passes through.
  using Answer = std::function<std::span<const std::byte>(const Question&)>;

  // Takes the reading end of a pipe, and a stream socket.
  Channel(UniqueFd stream, UniqueFd socket, std::chrono::milliseconds patience);

  // Fills `room` from the pipe, and answers questions meanwhile. False if the pipe has ended.
  bool receive(std::span<std::byte> room, const Until& until, const Answer& answer);

  // Sends over the socket. False if the other end is gone.
  bool send(std::span<const std::byte> bytes, const Until& until);

  // What was waited for has come: patience starts anew.
  void renew_patience() { waited_ = {}; }

 private:
  bool take_question(const Until& until, const Answer& answer);
  void wait(bool to_send, const Until& until);
  int longest_wait(const Until& until) const;

  const UniqueFd stream_;
  const UniqueFd socket_;
  const std::chrono::milliseconds patience_;
  std::chrono::nanoseconds waited_{};
  bool asks_ = true;  // the worker's end of the socket is open
  std::array<std::byte, sizeof(Question)> question_{};
  std::size_t heard_ = 0;  // of the question
};

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

// The worker's end, descriptors 0 and 1. False if the other one is gone.
bool worker_receive(std::span<std::byte> room);
bool worker_ask(std::span<const std::byte> bytes);
bool worker_tell(std::span<const std::byte> bytes);

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
