// SPDX-License-Identifier: MIT
// Whether a zip file can be read in one way only. Some readers go by its directory and some by its
// local headers; where the two could tell different stories, there is no saying what it holds.
#ifndef KOMPARU_ARCHIVE_ZIP_AUDIT_H_
#define KOMPARU_ARCHIVE_ZIP_AUDIT_H_

#include <cstdint>
#include <vector>

#include "archive/raw_bytes.h"
#include "komparu/reader.h"

namespace komparu::archive {

struct ZipEntry {
  std::uint64_t begin = 0;   // of the local header
  std::uint64_t packed = 0;  // where the packed content begins
  std::uint64_t packed_size = 0;
  std::uint64_t end = 0;   // behind the packed content and its descriptor
  std::uint64_t size = 0;  // of the content
  std::uint32_t crc = 0;
  std::uint16_t method = 0;
  bool encrypted = false;
  bool name_has_nul = false;
};

struct ZipDirectory {
  std::uint64_t shift = 0;        // bytes before the archive proper
  std::uint64_t end = 0;          // where the comment begins
  std::vector<ZipEntry> entries;  // by `begin`
};

// Throws Error (bad_archive), without a subject, if the file is damaged or ambiguous; unsupported
// for one in several volumes, encrypted for one whose directory is, limit_exceeded.
ZipDirectory audit_zip(RandomAccess& access, Account& account);

// Whether a zip file's end record stands at the end.
bool ends_as_zip(RandomAccess& access, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ZIP_AUDIT_H_
