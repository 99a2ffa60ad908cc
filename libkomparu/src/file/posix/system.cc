// SPDX-License-Identifier: MIT
#include "file/system.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "base/errors.h"
#include "base/kind_of_mode.h"
#include "base/stall_watch.h"
#include "file/stamps.h"

namespace komparu::file {

namespace {

// Linux moves at most 0x7ffff000 bytes in one call and macOS refuses more than INT_MAX.
constexpr std::size_t kLargestRead = std::size_t{1} << 30;

template <typename Time>
std::uint64_t nanoseconds(const Time& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000u +
         static_cast<std::uint64_t>(time.tv_nsec);
}

Status status_from(const struct stat& s) {
  constexpr std::uint64_t kStatBlock = 512;  // st_blocks counts these whatever st_blksize says
  Status status;
  status.kind = kind_of_mode(s.st_mode);
  status.device = s.st_dev;
  status.inode = s.st_ino;
  status.special_device = s.st_rdev;
  status.mode = s.st_mode;
  status.links = s.st_nlink;
  status.user = s.st_uid;
  status.group = s.st_gid;
  status.size = s.st_size < 0 ? 0 : static_cast<std::uint64_t>(s.st_size);
  status.allocated = static_cast<std::uint64_t>(s.st_blocks) * kStatBlock;
#ifdef __APPLE__
  status.modified = nanoseconds(s.st_mtimespec);
  status.changed = nanoseconds(s.st_ctimespec);
#else
  status.modified = nanoseconds(s.st_mtim);
  status.changed = nanoseconds(s.st_ctim);
#endif
  return status;
}

off_t as_off_t(std::uint64_t offset) {
  return static_cast<off_t>(
      std::min(offset, static_cast<std::uint64_t>(std::numeric_limits<off_t>::max())));
}

// Returns when `fd` has data or has ended, or when `until` says that it is time to end.
void wait_readable(int fd, const std::string& subject, const Until& until) {
  if (until.watch) until.watch->advance();  // what was done until now was no wait
  while (true) {
    until.check_waiting();
    pollfd waits[2] = {{fd, POLLIN, 0}, {until.stop.wait_descriptor(), POLLIN, 0}};
    const int ready = ::poll(waits, 2, until.wait_milliseconds());
    if (ready < 0 && errno != EINTR && errno != EAGAIN) throw os_error(errno, subject);
    if (ready > 0 && (waits[0].revents & POLLNVAL) != 0) throw os_error(EBADF, subject);
    if (ready > 0 && waits[0].revents != 0) return;
  }
}

}  // namespace

const int kWorkingDirectory = AT_FDCWD;
const char* const kNullDevice = "/dev/null";

Status status_at(int directory, const std::string& path, Links links, const std::string& subject) {
  struct stat s;
  const int flags = links == Links::followed ? 0 : AT_SYMLINK_NOFOLLOW;
  if (::fstatat(directory, path.c_str(), &s, flags) != 0) {
    throw os_error(errno, subject).with_phase(Phase::opening);
  }
  return status_from(s);
}

Status status_of(int fd, const std::string& subject) {
  struct stat s;
  if (::fstat(fd, &s) != 0) throw os_error(errno, subject);
  return status_from(s);
}

namespace {

// A stale handle of a network filesystem is looked up anew by a second open.
int open_descriptor(int directory, const char* path, int flags) {
  int fd = ::openat(directory, path, flags);
  for (int again = 0; fd < 0 && (errno == EINTR || (errno == ESTALE && again == 0)); ++again) {
    fd = ::openat(directory, path, flags);
  }
  return fd;
}

UniqueFd open_above_streams(int directory, const std::string& path, int flags,
                            const std::string& subject) {
  UniqueFd opened(open_descriptor(directory, path.c_str(), flags));
  if (opened && opened.get() <= STDERR_FILENO) {
    opened = UniqueFd(::fcntl(opened.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  }
  if (!opened) throw os_error(errno, subject).with_phase(Phase::opening);
  return opened;
}

constexpr int kReading = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

int link_flag(Links links) { return links == Links::followed ? 0 : O_NOFOLLOW; }

}  // namespace

UniqueFd open_at(int directory, const std::string& path, Links links, const std::string& subject) {
  return open_above_streams(directory, path, kReading | link_flag(links), subject);
}

UniqueFd open_unless_link(int directory, const std::string& name) {
  try {
    return open_at(directory, name, Links::kept, name);
  } catch (const Error& error) {
    if (error.os_error() != ELOOP && error.os_error() != EMLINK) throw;
    return {};
  }
}

bool leads_to_made_up(int directory, const std::string& name, std::uint64_t device) {
#ifdef O_PATH
  const UniqueFd place(open_descriptor(directory, name.c_str(), O_PATH | O_CLOEXEC));
  if (!place) return false;
  const Status status = status_of(place.get(), name);
  return status.device != device && traits_of_filesystem(place.get(), status.device).generated;
#else
  static_cast<void>(directory), static_cast<void>(name), static_cast<void>(device);
  return false;
#endif
}

UniqueFd open_directory_at(int directory, const std::string& path, Links links,
                           const std::string& subject) {
  constexpr int kListing = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  return open_above_streams(directory, path, kListing | link_flag(links), subject);
}

bool reopen_at(int fd, int directory, const std::string& path, const Status& status) {
  const UniqueFd fresh(::openat(directory, path.c_str(), kReading));
  struct stat s;
  if (!fresh || ::fstat(fresh.get(), &s) != 0) return false;
  const Status now = status_from(s);
  if (now.device != status.device || now.inode != status.inode || now.changed != status.changed) {
    return false;
  }
  // The number stays the same, so that threads in the middle of a read need not be told.
  return ::dup2(fresh.get(), fd) == fd && ::fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

bool is_stale(int error_number) { return error_number == ESTALE; }

std::size_t read_at(int fd, std::uint64_t offset, std::span<std::byte> buffer,
                    const std::string& subject, const Until& until) {
  std::size_t have = 0;
  while (have < buffer.size()) {
    const ssize_t got =
        ::pread(fd, buffer.data() + have, std::min(buffer.size() - have, kLargestRead),
                as_off_t(offset + have));
    if (got > 0) {
      have += static_cast<std::size_t>(got);
      if (until.watch) until.watch->advance();
    } else if (got == 0) {
      break;
    } else if (errno == EINTR) {
      until.check();
    } else {
      throw os_error(errno, subject);
    }
  }
  return have;
}

std::size_t read_stream(int fd, std::span<std::byte> buffer, Waiting waiting,
                        const std::string& subject, const Until& until) {
  std::size_t have = 0;
  while (have < buffer.size()) {
    // Opened with O_NONBLOCK, a FIFO reads as ended until its first writer comes; poll(2) knows
    // better. And a descriptor that is not ours may block, which only poll(2) can end.
    if (waiting == Waiting::poll) wait_readable(fd, subject, until);
    const ssize_t got =
        ::read(fd, buffer.data() + have, std::min(buffer.size() - have, kLargestRead));
    if (got > 0) {
      have += static_cast<std::size_t>(got);
      if (until.watch) until.watch->advance();
    } else if (got == 0) {
      break;
    } else if (errno == EINTR) {
      until.check();
    } else if (waiting == Waiting::poll && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      wait_readable(fd, subject, until);
    } else {
      throw os_error(errno, subject);
    }
  }
  return have;
}

std::optional<std::uint64_t> position(int fd) {
  const off_t at = ::lseek(fd, 0, SEEK_CUR);
  if (at < 0) return std::nullopt;
  return static_cast<std::uint64_t>(at);
}

std::uint64_t size_of_device(int fd, const std::string& subject) {
  const off_t end = ::lseek(fd, 0, SEEK_END);
  if (end < 0) throw os_error(errno, subject);
  return static_cast<std::uint64_t>(end);
}

std::uint64_t next_data(int fd, std::uint64_t offset, std::uint64_t size) {
#ifdef SEEK_DATA
  const off_t data = ::lseek(fd, as_off_t(offset), SEEK_DATA);
  if (data >= 0) return std::min(static_cast<std::uint64_t>(data), size);
  return errno == ENXIO ? size : offset;
#else
  static_cast<void>(fd);
  static_cast<void>(size);
  return offset;
#endif
}

bool in_page_cache(int fd, std::uint64_t offset) {
#ifdef RWF_NOWAIT
  std::byte probe{};
  const iovec place{&probe, 1};
  return ::preadv2(fd, &place, 1, as_off_t(offset), RWF_NOWAIT) >= 0 || errno != EAGAIN;
#else
  static_cast<void>(fd);
  static_cast<void>(offset);
  return true;
#endif
}

void will_need(int fd, std::uint64_t offset, std::uint64_t length) {
#ifdef POSIX_FADV_WILLNEED
  ::posix_fadvise(fd, as_off_t(offset), as_off_t(length), POSIX_FADV_WILLNEED);
#else
  static_cast<void>(fd);
  static_cast<void>(offset);
  static_cast<void>(length);
#endif
}

Moment present_moment() {
#ifdef __linux__
  timespec real{};
  timespec steady{};
  if (::clock_gettime(CLOCK_REALTIME_COARSE, &real) != 0 ||
      ::clock_gettime(CLOCK_MONOTONIC_COARSE, &steady) != 0) {
    return {};
  }
  return {true, static_cast<std::int64_t>(nanoseconds(real)),
          static_cast<std::int64_t>(nanoseconds(steady))};
#else
  return {};
#endif
}

std::optional<std::size_t> read_once(int fd, std::span<std::byte> buffer) {
  const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), 0);
  if (got < 0) return std::nullopt;
  return static_cast<std::size_t>(got);
}

}  // namespace komparu::file
