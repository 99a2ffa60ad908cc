// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_CHANNEL_H_
#define KOMPARU_ARCHIVE_CHANNEL_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>

#include "base/unique_fd.h"
#include "komparu/stop.h"

namespace komparu::archive {

// One end of a connection between two processes. Waits end when `until` says so, and when they have
// taken longer than the patience in all: Error (limit_exceeded).
class Channel {
 public:
  // Takes a stream socket. Without patience there is no end to it.
  explicit Channel(UniqueFd socket, std::optional<std::chrono::milliseconds> patience = {});

  // Fills `room`, or sends all of `bytes`. False if the other end is gone.
  bool receive(std::span<std::byte> room, const Until& until);
  bool send(std::span<const std::byte> bytes, const Until& until);

  // What was waited for has come: patience starts anew.
  void renew_patience() { waited_ = {}; }

 private:
  enum class Direction { in, out };

  void wait(Direction direction, const Until& until);
  int longest_wait(const Until& until) const;

  const UniqueFd socket_;
  const std::optional<std::chrono::milliseconds> patience_;
  std::chrono::nanoseconds waited_{};
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_CHANNEL_H_
