// SPDX-License-Identifier: MIT
// What the header of a 7z file says, read by ourselves before libarchive reads it.
//
// The header counts the same things several times: packed streams, the folders that unpack them,
// the contents that each folder holds, check sums, and the files that have a content. Readers that
// find these counts in disagreement guess, each in its own way, and some files are then seen by one
// reader only (A17). Here all counts must agree exactly, each table must end where its length says,
// and nothing may be left over. A packed header is unpacked for that.
//
// It is also where limits are kept that libarchive has not: on the number of files and the length
// of names before they are stored, and on the memory that the decoders will take (A14).
#ifndef KOMPARU_ARCHIVE_SEVEN_ZIP_HEADER_H_
#define KOMPARU_ARCHIVE_SEVEN_ZIP_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "archive/account.h"
#include "komparu/reader.h"

namespace komparu::archive {

// One step of unpacking: a method and how it is set.
struct SevenZipCoder {
  std::string method;      // its number, byte by byte
  std::string properties;  // what the method wants to know
  std::uint32_t inputs = 1;
};

// Coders that work together: some packed streams become one run of bytes. There may be a million.
struct SevenZipFolder {
  std::uint32_t outputs = 0;         // of all coders
  std::uint32_t packed_streams = 0;  // that it takes in
  std::uint64_t memory = 0;          // that unpacking takes
  std::uint64_t size = 0;            // the largest that an output makes
  std::uint64_t contents = 1;        // how many files it holds
  std::optional<std::uint32_t> crc;
};

struct SevenZipStreams {
  std::uint64_t position = 0;               // of the first packed stream, behind the first record
  std::vector<std::uint64_t> packed_sizes;  // of the packed streams
  std::vector<SevenZipFolder> folders;
  std::vector<SevenZipCoder> coders;  // of the first folder
  bool content_crcs = false;          // check sums of contents are there
};

struct SevenZipHeader {
  std::uint64_t files = 0;
  std::uint64_t folders = 0;
  std::vector<bool> anti;            // files that stand for the removal of one; empty: none
  std::uint64_t name_bytes = 0;      // of all names
  std::uint64_t decoder_memory = 0;  // the most that any folder takes
};

// What stands where a header should be: the header, or where it is packed.
struct SevenZipRecord {
  std::optional<SevenZipStreams> packed;
  SevenZipHeader header;
};

// Throws Error (bad_archive), without a subject, unless the counts agree; unsupported for what no
// archiver writes any more; limit_exceeded. `share` is on account of the result.
SevenZipRecord parse_seven_zip_header(std::span<const std::byte> bytes, const Allowance& allowance,
                                      MemoryShare& share);

// The header of an audited 7z file. Throws Error (bad_archive), without a subject, unless the first
// record of the file is as it was written, the file ends where it says, the header behind it is
// whole and its counts agree. libarchive looks at none of that. A version that is not known is
// unsupported, a header that needs a password is encrypted.
SevenZipHeader audit_seven_zip(RandomAccess& access, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_SEVEN_ZIP_HEADER_H_
