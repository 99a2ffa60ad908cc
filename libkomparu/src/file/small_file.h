// SPDX-License-Identifier: MIT
// A small regular file, opened and read with as few system calls as prove that it did not change.
//
// F3 asks for the status before and after the reading. Where the stamps of a file come from this
// kernel's clock, one status after it proves the same: every write sets the change time to the time
// of the write, and nobody can set it otherwise. If both stamps are older than the moment before
// the opening, nothing was written since. "Older" means by more than two seconds: ext2, ext3 and
// ext4 with small inodes keep whole seconds, and the clock that stamps are taken from lags by a
// tick. A clock that was set in between would spoil this; the distance between the real and the
// monotonic clock shows that. The size in that status must be the number of bytes that were read.
//
// It holds on the file systems that has_own_stamps() knows, for files on the device of
// the directory they were listed in. Everything else, and every younger file, is looked at twice.
#ifndef KOMPARU_FILE_SMALL_FILE_H_
#define KOMPARU_FILE_SMALL_FILE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "file/open.h"
#include "komparu/stop.h"

namespace komparu::file {

struct SmallFile {
  // The number of bytes, if the whole file was read and did not change; none: `opened` is to be
  // read as any other file.
  std::optional<std::size_t> length;
  // Reading before looking was in vain: the file is too young or too long for one look.
  bool in_vain = false;
  Status status;
  FilesystemTraits traits;
  OpenFile opened;  // only without `length`
};

// Opens a regular file that a listing has shown and reads it into `buffer` if it is shorter than
// that. `trusted_device`: where one status is enough; none: nowhere. Throws what
// open_listed_file() throws; what goes wrong with the reading is left to the reader of `opened`.
SmallFile read_small_file(int directory, const std::string& name, Links links,
                          std::uint64_t operand_device, std::optional<std::uint64_t> trusted_device,
                          std::span<std::byte> buffer);

}  // namespace komparu::file

#endif  // KOMPARU_FILE_SMALL_FILE_H_
