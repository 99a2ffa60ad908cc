// SPDX-License-Identifier: MIT
#include "base/wake_descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#ifdef __linux__
#include <sys/eventfd.h>
#endif

#include "base/errors.h"
#include "base/unique_fd.h"

namespace komparu {

namespace {

// A standard stream that is closed must not turn out to be one of these.
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
  if (rung_.load() != waited_for_) ::close(rung_.load());
}

#ifdef __linux__

void WakeDescriptor::make() {
  UniqueFd both(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!both) throw os_error(errno, "eventfd");
  both = above_streams(std::move(both));
  waited_for_ = both.release();
  rung_.store(waited_for_);
}

#else

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

#endif

void WakeDescriptor::ring() noexcept {
  const int end = rung_.load();
  if (end < 0) return;
  const int saved = errno;
  // An eventfd takes eight bytes; so does a pipe, and one that is full is as readable as it can be.
  const std::uint64_t one = 1;
  while (::write(end, &one, sizeof one) < 0 && errno == EINTR) continue;
  errno = saved;
}

void WakeDescriptor::silence() noexcept {
  std::uint64_t rung[8];
  while (::read(waited_for_, rung, sizeof rung) > 0 || errno == EINTR) {
    if (rung_.load() == waited_for_) return;  // one read takes all
  }
}

}  // namespace komparu
