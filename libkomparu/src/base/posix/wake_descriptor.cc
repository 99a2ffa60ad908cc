// SPDX-License-Identifier: MIT
#include "base/wake_descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/errors.h"
#include "base/unique_fd.h"

namespace komparu {

namespace {

// A standard stream that is closed must not turn out to be the pipe.
UniqueFd above_streams(UniqueFd fd) {
  if (fd.get() > STDERR_FILENO) return fd;
  UniqueFd moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!moved) throw os_error(errno, "pipe");
  return moved;
}

}  // namespace

WakeDescriptor::~WakeDescriptor() {
  if (!made()) return;
  ::close(waited_for_);
  ::close(rung_.load());
}

void WakeDescriptor::make() {
  int ends[2];
  if (::pipe(ends) != 0) throw os_error(errno, "pipe");
  UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  read_end = above_streams(std::move(read_end));
  write_end = above_streams(std::move(write_end));
  for (const int end : {read_end.get(), write_end.get()}) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
  waited_for_ = read_end.release();
  rung_.store(write_end.release());
}

void WakeDescriptor::ring() noexcept {
  const int end = rung_.load();
  if (end < 0) return;
  const int saved = errno;
  // A full pipe is as readable as one with one byte more.
  [[maybe_unused]] const ssize_t written = ::write(end, "x", 1);
  errno = saved;
}

}  // namespace komparu
