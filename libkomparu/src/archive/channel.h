// SPDX-License-Identifier: MIT
// How a worker and the process that it works for hear each other. The worker writes what it finds
// on a pipe (worker_tar.h). The archive's bytes it gets by asking: an offset and a length over a
// socket, and just those bytes come back. So it needs no file and no call but read() and write(),
// and the formats that jump about in their archive (iso, rar) can, wherever the archive is: in a
// file, a spool or behind a URL. A descriptor of the archive would have been a file in the worker's
// hands, and everything that is no file would have had to be copied into one first.
#ifndef KOMPARU_ARCHIVE_CHANNEL_H_
#define KOMPARU_ARCHIVE_CHANNEL_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "base/unique_fd.h"
#include "komparu/stop.h"

namespace komparu::archive {

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

// The worker's end, descriptors 0 and 1. False if the other one is gone.
bool worker_receive(std::span<std::byte> room);
bool worker_ask(std::span<const std::byte> bytes);
bool worker_tell(std::span<const std::byte> bytes);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_CHANNEL_H_
