// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_SPOOL_FILE_H_
#define KOMPARU_ARCHIVE_SPOOL_FILE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/unique_fd.h"

namespace komparu::archive {

// A file that nobody else finds, gone with the object or with the process. Throws Error with the
// directory in front.
class SpoolFile {
 public:
  explicit SpoolFile(std::string directory);

  void append(std::span<const std::byte> bytes);

  // Fills `room` from `offset`, where so much has been appended.
  void read_at(std::uint64_t offset, std::span<std::byte> room) const;

 private:
  std::string directory_;
  UniqueFd file_;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_SPOOL_FILE_H_
