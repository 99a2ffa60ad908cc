// SPDX-License-Identifier: MIT
// One operand, opened once, its kind known.
#ifndef KOMPARU_FILE_OPEN_H_
#define KOMPARU_FILE_OPEN_H_

#include <cstdint>
#include <string>

#include "base/unique_fd.h"
#include "file/system.h"
#include "komparu/source.h"

namespace komparu::file {

struct OpenFile {
  std::string name;                   // as typed, or as listed in `directory`
  int directory = kWorkingDirectory;  // borrowed; only looked at again if the handle gets stale
  bool borrowed = false;              // the descriptor is the caller's
  UniqueFd owned;                     // empty if borrowed
  int fd = -1;
  Status status;            // as it was when opened
  FilesystemTraits traits;  // of regular files only
};

// Looks before it opens: opening a device can act, and opening a pipe can wake its writer. Throws
// Error: not_found, unreadable, wrong_kind for a socket, changed if the name was given to another
// file between the look and the opening.
OpenFile open_file(const Source& source);

// The same for a regular file that a listing has shown: Error (changed) if it is none any more.
// Where a link leads away from `device`, which is the operand's, to a file that the system makes up
// while it is read (proc, sysfs, tracefs ...), nothing is opened: Error (wrong_kind). Reading such
// a file can wait without end, or take away what others should read.
OpenFile open_listed_file(int directory, const std::string& name, Links links,
                          std::uint64_t device);

// The descriptor alone; what it stands for has not been looked at.
UniqueFd open_listed(int directory, const std::string& name, Links links, std::uint64_t device);

// What is thrown then.
[[noreturn]] void refuse_made_up(const std::string& name);

}  // namespace komparu::file

#endif  // KOMPARU_FILE_OPEN_H_
