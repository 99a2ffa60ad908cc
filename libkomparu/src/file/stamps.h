// SPDX-License-Identifier: MIT
// What the time stamps of files prove, asked of the operating system. Nothing here throws.
#ifndef KOMPARU_FILE_STAMPS_H_
#define KOMPARU_FILE_STAMPS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace komparu::file {

// True if the stamps of files on this file system are set by this kernel, from its own clock.
bool has_own_stamps(int fd);

// Now, by the clock that stamps are taken from and by one that nobody can set; nanoseconds.
struct Moment {
  bool known = false;
  std::int64_t real = 0;
  std::int64_t steady = 0;
};
Moment present_moment();

// What a file begins with, by one call: as many bytes as the system gives at once. None if it
// fails. The descriptor's position stays.
std::optional<std::size_t> read_once(int fd, std::span<std::byte> buffer);

}  // namespace komparu::file

#endif  // KOMPARU_FILE_STAMPS_H_
