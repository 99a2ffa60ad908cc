// SPDX-License-Identifier: MIT
#include "wake.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#ifdef __linux__
#include <sys/eventfd.h>
#endif

#include "komparu/error.h"

namespace komparu::python {
namespace {

Error no_descriptor() {
  const int error_number = errno;
  Error error(ErrorCode::unreadable, "", std::generic_category().message(error_number));
  return error.with_os_error(error_number);
}

}  // namespace

Wake::Wake() {
#ifdef __linux__
  read_end_ = write_end_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (read_end_ < 0) throw no_descriptor();
#else
  int ends[2];
  if (::pipe(ends) != 0) throw no_descriptor();
  for (const int end : ends) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
  read_end_ = ends[0];
  write_end_ = ends[1];
#endif
}

Wake::~Wake() {
  ::close(read_end_);
  if (write_end_ != read_end_) ::close(write_end_);
}

// An eventfd takes eight bytes at a time; a pipe takes them as well, and one that is full is as
// readable as it can be.
void Wake::ring() noexcept {
  const std::uint64_t one = 1;
  while (::write(write_end_, &one, sizeof one) < 0 && errno == EINTR) continue;
}

void Wake::silence() noexcept {
  std::uint64_t rung[8];
  while (::read(read_end_, rung, sizeof rung) > 0 || errno == EINTR) {
    if (read_end_ == write_end_) return;  // one read takes all
  }
}

}  // namespace komparu::python
