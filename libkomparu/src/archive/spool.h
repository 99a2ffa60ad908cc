// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_SPOOL_H_
#define KOMPARU_ARCHIVE_SPOOL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "archive/account.h"
#include "base/unique_fd.h"
#include "komparu/reader.h"

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

// All that `source` gives, in a file without a name in `directory`, which is gone with the object.
// Throws Error: limit_exceeded if that is more than the allowance has for decompressed bytes, else
// what the system says.
std::unique_ptr<RandomAccess> spool(Reader& source, const std::string& directory, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_SPOOL_H_
