// SPDX-License-Identifier: MIT
#ifndef KOMPARU_FILE_IDENTITY_H_
#define KOMPARU_FILE_IDENTITY_H_

#include <cstdint>

#include "file/system.h"
#include "komparu/reader.h"

namespace komparu::file {

// A file or directory that is read from `start` on: everything its status says must agree, so that
// a filesystem that hands out inode numbers twice is not believed too easily.
inline Identity identity_of_file(const Status& status, std::uint64_t start) {
  return {.facts = {static_cast<std::uint64_t>(status.kind), status.device, status.inode,
                    status.mode, status.links, status.user, status.group, status.size,
                    status.modified, status.changed, start},
          .repeatable = true};
}

// A directory wherever it is met, whatever happens in it meanwhile. Not repeatable where inode
// numbers are given out twice.
inline Identity identity_of_directory(const Status& status, bool unique_inodes) {
  return {.facts = {static_cast<std::uint64_t>(status.kind), status.device, status.inode},
          .repeatable = unique_inodes};
}

// A pipe or a device that gives every byte once, whoever asks.
inline Identity identity_of_stream(const Status& status) {
  if (status.kind == Kind::character_device) {
    return {.facts = {static_cast<std::uint64_t>(status.kind), status.special_device},
            .repeatable = false};
  }
  return {.facts = {static_cast<std::uint64_t>(status.kind), status.device, status.inode},
          .repeatable = false};
}

}  // namespace komparu::file

#endif  // KOMPARU_FILE_IDENTITY_H_
