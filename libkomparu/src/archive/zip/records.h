// SPDX-License-Identifier: MIT
// The records of a zip file (PKWARE's APPNOTE 6.3.10, section 4.3), as they stand there. Every
// function throws Error (bad_archive), without a subject, for a record that is cut or broken.
#ifndef KOMPARU_ARCHIVE_ZIP_RECORDS_H_
#define KOMPARU_ARCHIVE_ZIP_RECORDS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "archive/byte_cursor.h"
#include "archive/inflater.h"

namespace komparu::archive {

// Where the central directory is, by the end record and, if there is one, its zip64 companion.
struct ZipEnd {
  std::uint64_t directory = 0;         // where the directory begins
  std::uint64_t directory_length = 0;  // bytes
  std::uint64_t entries = 0;
  std::uint64_t shift = 0;    // bytes before the archive proper, which no recorded offset counts
  std::uint64_t tail = 0;     // where the records behind the directory begin
  std::uint64_t comment = 0;  // where the comment begins
};

// The one end record whose comment ends where the file ends; there must be no other.
ZipEnd find_zip_end(ByteCursor& file);

// Whether there is one at all.
bool has_zip_end(ByteCursor& file);

// What a central or a local header says.
struct ZipHeader {
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;  // of the local header, as recorded; central headers only
  std::string name;
  std::string unicode_name;  // the payload of extra field 0x7075
  std::uint64_t length = 0;  // bytes of the header itself
  bool zip64 = false;        // sizes come from extra field 1
  // Central headers only: the system it was made on, and what that says of the file.
  unsigned host = 0;
  std::uint32_t attributes = 0;
  std::uint16_t internal_attributes = 0;

  static constexpr unsigned kFat = 0;
  static constexpr unsigned kUnix = 3;

  bool has_descriptor() const { return (flags & 0x8U) != 0; }
};

// By the flags of its header.
constexpr bool is_encrypted(std::uint16_t flags) { return (flags & 0x2041U) != 0; }

ZipHeader read_central_header(ByteCursor& file, std::uint64_t at);
ZipHeader read_local_header(ByteCursor& file, std::uint64_t at);

// The length of the data descriptor at `at` that says what `header` says: with or without
// signature, its sizes of 32 or of 64 bits. 0 if there is none.
std::uint64_t descriptor_length(ByteCursor& file, std::uint64_t at, const ZipHeader& header);

// The name of an entry by all that its header says (A16). Throws Error (bad_archive), without a
// subject, if the header can be read as two names.
std::string zip_entry_name(const ZipHeader& header, const Inflater& crc);

// Whether `raw` may be what is left of the name `unicode` in an unknown encoding.
bool may_stand_for(std::string_view raw, std::string_view unicode);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ZIP_RECORDS_H_
