// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_ZIP_CONTENT_H_
#define KOMPARU_ARCHIVE_ZIP_CONTENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "archive/account.h"
#include "archive/byte_cursor.h"
#include "archive/inflater.h"
#include "archive/libarchive.h"
#include "archive/zip/audit.h"
#include "base/read_buffer.h"

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

// What members of a zip file hold, held against what the directory says: its sizes and its CRC.
// What is stored or deflated is unpacked by the fastest inflater there is, the rest by libarchive.
class ZipContent final : public FormatReader {
 public:
  // Both must outlive it. Throws Error (unsupported) if there is no inflater.
  ZipContent(RandomAccess& access, Account& account);

  // True for what is unpacked without libarchive.
  static bool unpacks(const ZipEntry& entry);

  void begin(const ZipEntry& entry);

  // There is no member but the one that was begun.
  std::optional<Head> next() override { return std::nullopt; }

  // Throws Error (bad_archive), without a subject, if the member is damaged; then another can be
  // begun. For what libarchive unpacks also unsupported, and limit_exceeded.
  std::optional<Block> next_block() override;

  bool broken() const override { return false; }

 private:
  std::span<const std::byte> stored();
  std::span<const std::byte> inflated();
  std::span<const std::byte> foreign();
  void check_end() const;

  RandomAccess& access_;
  Account& account_;
  ByteCursor file_;
  const std::unique_ptr<Inflater> inflater_;
  std::unique_ptr<ZipForeign> foreign_;
  ReadBuffer buffer_;
  ZipEntry entry_;
  std::uint64_t used_ = 0;  // packed bytes
  std::uint64_t made_ = 0;
  std::uint32_t crc_ = 0;
  bool ended_ = true;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ZIP_CONTENT_H_
