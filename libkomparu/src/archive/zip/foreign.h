// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_ZIP_FOREIGN_H_
#define KOMPARU_ARCHIVE_ZIP_FOREIGN_H_

#include <memory>
#include <optional>
#include <string>

#include "archive/byte_cursor.h"
#include "archive/libarchive.h"
#include "archive/memory.h"
#include "archive/zip/audit.h"

namespace komparu::archive {

// The content of one member that is neither stored nor deflated, unpacked by libarchive.
//
// libarchive is given a zip file that holds this member alone: its bytes as they stand in the file,
// and a directory that is made here from what the audit has found. So members can be opened at any
// offset and side by side, and libarchive sees nothing that the audit has not seen.
class ZipForeign {
 public:
  // All must outlive it. Throws Error (unsupported) if libarchive is not there, limit_exceeded.
  ZipForeign(RandomAccess& access, Account& account, const ZipEntry& entry);
  ~ZipForeign();

  // As FormatReader has it, but that there is no other member.
  std::optional<Block> next_block() { return format_->next_block(); }

 private:
  class OneMember;

  MemoryShare share_;
  const std::unique_ptr<OneMember> feed_;
  const std::unique_ptr<FormatReader> format_;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ZIP_FOREIGN_H_
