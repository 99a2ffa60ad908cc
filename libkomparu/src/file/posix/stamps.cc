// SPDX-License-Identifier: MIT
#include "file/stamps.h"

#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/vfs.h>
#endif

namespace komparu::file {

#ifdef __linux__

bool has_own_stamps(int fd) {
  struct statfs s;
  if (::fstatfs(fd, &s) != 0) return false;
  switch (static_cast<std::uint32_t>(s.f_type)) {  // the numbers of linux/magic.h
    case 0xef53:                                   // ext2, ext3, ext4
    case 0x58465342:                               // XFS
    case 0x9123683e:                               // btrfs
    case 0x01021994:                               // tmpfs
      return true;
    default:
      return false;
  }
}

Moment present_moment() {
  timespec real{};
  timespec steady{};
  if (::clock_gettime(CLOCK_REALTIME_COARSE, &real) != 0 ||
      ::clock_gettime(CLOCK_MONOTONIC_COARSE, &steady) != 0) {
    return {};
  }
  const auto nanoseconds = [](const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  };
  return {true, nanoseconds(real), nanoseconds(steady)};
}

#else

bool has_own_stamps(int /*fd*/) { return false; }

Moment present_moment() { return {}; }

#endif

std::optional<std::size_t> read_once(int fd, std::span<std::byte> buffer) {
  const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), 0);
  if (got < 0) return std::nullopt;
  return static_cast<std::size_t>(got);
}

}  // namespace komparu::file
