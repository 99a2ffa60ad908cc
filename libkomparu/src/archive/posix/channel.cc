// SPDX-License-Identifier: MIT
#include "archive/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
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

bool write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

Channel::Channel(UniqueFd stream, UniqueFd socket, std::chrono::milliseconds patience)
    : stream_(std::move(stream)), socket_(std::move(socket)), patience_(patience) {
  ::fcntl(stream_.get(), F_SETFL, O_NONBLOCK);
#ifdef SO_NOSIGPIPE
  const int on = 1;
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

bool Channel::receive(std::span<std::byte> room, const Until& until, const Answer& answer) {
  while (!room.empty()) {
    const ssize_t count = ::read(stream_.get(), room.data(), room.size());
    if (count == 0) return false;
    if (count > 0) {
      room = room.subspan(static_cast<std::size_t>(count));
    } else if (!would_wait(errno)) {
      throw os_error(errno, "pipe");
    } else if (!take_question(until, answer)) {
      wait(false, until);
    }
  }
  return true;
}

// False if there was none to be had without waiting.
bool Channel::take_question(const Until& until, const Answer& answer) {
  if (!asks_) return false;
  const ssize_t count =
      ::recv(socket_.get(), question_.data() + heard_, question_.size() - heard_, MSG_DONTWAIT);
  if (count < 0 && would_wait(errno)) return false;
  asks_ = count > 0;
  if (!asks_) return false;
  heard_ += static_cast<std::size_t>(count);
  if (heard_ < question_.size()) return true;
  heard_ = 0;
  Question question;
  std::memcpy(&question, question_.data(), sizeof question);
  asks_ = send(answer(question), until);
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
      wait(true, until);
    } else {
      throw os_error(errno, "socket");
    }
  }
  return true;
}

void Channel::wait(bool to_send, const Until& until) {
  until.check();
  // poll() passes over what is below 0.
  const bool listens = to_send || asks_;
  const short event = to_send ? POLLOUT : POLLIN;
  pollfd waits[3] = {{to_send ? -1 : stream_.get(), POLLIN, 0},
                     {listens ? socket_.get() : -1, event, 0},
                     {until.stop.wait_descriptor(), POLLIN, 0}};
  const auto start = std::chrono::steady_clock::now();
  const int ready = ::poll(waits, std::size(waits), longest_wait(until));
  if (ready < 0 && !would_wait(errno)) throw os_error(errno, "socket");
  waited_ += std::chrono::steady_clock::now() - start;
  const bool still_nothing = ready <= 0 || (waits[0].revents == 0 && waits[1].revents == 0);
  if (still_nothing && waited_ >= patience_) {
    throw Error(ErrorCode::limit_exceeded, "",
                fmt::format("the program that reads it has told nothing for {} s",
                            std::chrono::duration<double>(patience_).count()));
  }
}

int Channel::longest_wait(const Until& until) const {
  const int most = until.wait_milliseconds();
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(patience_ - waited_).count();
  const int own = static_cast<int>(std::clamp<long long>(left, 0, 1'000'000));
  return most < 0 ? own : std::min(most, own);
}

bool worker_receive(std::span<std::byte> room) {
  while (!room.empty()) {
    const ssize_t count = ::read(STDIN_FILENO, room.data(), room.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    room = room.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

bool worker_ask(std::span<const std::byte> bytes) { return write_all(STDIN_FILENO, bytes); }

bool worker_tell(std::span<const std::byte> bytes) { return write_all(STDOUT_FILENO, bytes); }

}  // namespace komparu::archive
