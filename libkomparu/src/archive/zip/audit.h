// SPDX-License-Identifier: MIT
// Whether a zip file can be read in one way only. Some readers go by its directory and some by its
// local headers; where the two could tell different stories, there is no saying what it holds.
//
// What was audited is all that later steps go by: names, kinds, sizes and places. Nothing is parsed
// a second time by somebody else. A million entries are held in 48 bytes each and their names.
#ifndef KOMPARU_ARCHIVE_ZIP_AUDIT_H_
#define KOMPARU_ARCHIVE_ZIP_AUDIT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/account.h"
#include "archive/zip/records.h"
#include "base/name_arena.h"
#include "komparu/reader.h"
#include "komparu/result.h"

namespace komparu::archive {

struct ZipEntry {
  std::uint64_t begin = 0;        // of the local header
  std::uint64_t packed_size = 0;  // of the content
  std::uint64_t size = 0;         // of the content, unpacked
  const char* name = nullptr;     // in ZipDirectory::names
  std::uint32_t header = 0;       // bytes of the local header, which the packed content follows
  std::uint32_t crc = 0;
  std::uint16_t name_length = 0;
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  std::uint8_t descriptor = 0;  // bytes of the descriptor that follows the content
  Kind kind : 7 = Kind::regular;
  bool name_is_told : 1 = true;  // false: it is said to be UTF-8 and is not

  bool encrypted() const { return is_encrypted(flags); }
  std::uint64_t packed() const { return begin + header; }
  std::uint64_t end() const { return packed() + packed_size + descriptor; }
};

struct ZipDirectory {
  std::uint64_t shift = 0;        // bytes before the archive proper
  std::uint64_t end = 0;          // where the comment begins
  std::vector<ZipEntry> entries;  // by `begin`
  NameArena names;                // of all entries
  // What it takes, on account of ArchiveMemory::index, which must outlive it.
  std::unique_ptr<MemoryShare> share;

  // As the entry has it: with doubled and trailing slashes.
  static std::string_view name(const ZipEntry& entry) { return {entry.name, entry.name_length}; }
};

// Throws Error (bad_archive), without a subject, if the file is damaged or ambiguous; unsupported
// for one in several volumes, encrypted for one whose directory is, limit_exceeded.
ZipDirectory audit_zip(RandomAccess& access, Account& account);

// Whether a zip file's end record stands at the end.
bool ends_as_zip(RandomAccess& access, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ZIP_AUDIT_H_
