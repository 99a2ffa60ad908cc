// SPDX-License-Identifier: MIT
#include "archive/channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "base/errors.h"

namespace komparu::archive {

namespace {

// Where a send cannot be told to raise no SIGPIPE, the socket is (SO_NOSIGPIPE).
#ifdef MSG_NOSIGNAL
constexpr int kQuiet = MSG_NOSIGNAL;
#else
constexpr int kQuiet = 0;
#endif

bool would_wait(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

bool is_gone(int error) { return error == EPIPE || error == ECONNRESET || error == ENOTCONN; }

}  // namespace

Channel::Channel(UniqueFd socket, std::optional<std::chrono::milliseconds> patience)
    : socket_(std::move(socket)), patience_(patience) {
#ifdef SO_NOSIGPIPE
  const int on = 1;
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

bool Channel::receive(std::span<std::byte> room, const Until& until) {
  while (!room.empty()) {
    const ssize_t count = ::recv(socket_.get(), room.data(), room.size(), MSG_DONTWAIT);
    if (count == 0 || (count < 0 && is_gone(errno))) return false;
    if (count > 0) {
      room = room.subspan(static_cast<std::size_t>(count));
    } else if (would_wait(errno)) {
      wait(Direction::in, until);
    } else {
      throw os_error(errno, "socket");
    }
  }
  return true;
}

bool Channel::send(std::span<const std::byte> bytes, const Until& until) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | kQuiet);
    if (count >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    } else if (is_gone(errno)) {
      return false;
    } else if (would_wait(errno)) {
      wait(Direction::out, until);
    } else {
      throw os_error(errno, "socket");
    }
  }
  return true;
}

void Channel::wait(Direction direction, const Until& until) {
  until.check();
  const short event = direction == Direction::in ? POLLIN : POLLOUT;
  pollfd waits[2] = {{socket_.get(), event, 0}, {until.stop.wait_descriptor(), POLLIN, 0}};
  const nfds_t count = waits[1].fd >= 0 ? 2 : 1;
  const auto start = std::chrono::steady_clock::now();
  const int ready = ::poll(waits, count, longest_wait(until));
  if (ready < 0 && !would_wait(errno)) throw os_error(errno, "socket");
  waited_ += std::chrono::steady_clock::now() - start;
  const bool still_nothing = ready <= 0 || waits[0].revents == 0;
  if (still_nothing && patience_ && waited_ >= *patience_) {
    throw Error(ErrorCode::limit_exceeded, "",
                fmt::format("the program that reads it has told nothing for {} s",
                            std::chrono::duration<double>(*patience_).count()));
  }
}

int Channel::longest_wait(const Until& until) const {
  const int most = until.wait_milliseconds();
  if (!patience_) return most;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*patience_ - waited_).count();
  const int own = static_cast<int>(std::clamp<long long>(left, 0, 1'000'000));
  return most < 0 ? own : std::min(most, own);
}

}  // namespace komparu::archive
