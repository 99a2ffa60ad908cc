// SPDX-License-Identifier: MIT
// Zip files made record by record.
#ifndef KOMPARU_TESTS_UNIT_ARCHIVE_ZIP_BUILDER_H_
#define KOMPARU_TESTS_UNIT_ARCHIVE_ZIP_BUILDER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive_builder.h"

namespace komparu::testing {

// What a header says. Stored unless `method` and `packed` say otherwise.
struct ZipFields {
  std::string name;
  std::string extra;
  unsigned flags = 0;
  unsigned method = 0;
  std::uint64_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;      // central only
  std::uint64_t mode = 0100644;  // central only
  unsigned host = 3;             // central only: Unix
  unsigned internal = 0;         // central only: internal attributes
};

// A member whose two headers can be made to disagree.
struct ZipMember {
  ZipFields local;
  ZipFields central;
  std::string data;
  std::string descriptor;
  bool listed = true;  // in the directory

  ZipMember(const std::string& name, std::string content) : data(std::move(content)) {
    local.name = name;
    local.crc = crc_of(data);
    local.size = local.packed_size = data.size();
    central = local;
  }
};

inline std::string zip_row(const ZipFields& fields) {
  return number(fields.flags, 2) + number(fields.method, 2) + number(0, 4) + number(fields.crc, 4) +
         number(fields.packed_size, 4) + number(fields.size, 4) + number(fields.name.size(), 2) +
         number(fields.extra.size(), 2);
}

inline std::string zip_local(const ZipFields& fields) {
  return "PK\3\4" + number(20, 2) + zip_row(fields) + fields.name + fields.extra;
}

inline std::string zip_central(const ZipFields& fields) {
  return "PK\1\2" + number(fields.host << 8U | 20U, 2) + number(20, 2) + zip_row(fields) +
         number(0, 2) + number(0, 2) + number(fields.internal, 2) + number(fields.mode << 16U, 4) +
         number(fields.offset, 4) + fields.name + fields.extra;
}

struct ZipFile {
  std::vector<ZipMember> members;
  std::string prefix;  // before everything, counted by no offset
  std::string gap;     // between members and directory
  std::string behind;  // between directory and end record, unless it is zip64
  std::string comment;
  bool zip64 = false;
  // Changes to what the end record says.
  std::uint64_t extra_entries = 0;
  std::uint64_t extra_length = 0;

  std::string build() const {
    std::string bytes;
    std::string directory;
    std::uint64_t count = extra_entries;
    for (const ZipMember& member : members) {
      ZipFields central = member.central;
      central.offset += bytes.size();
      bytes += zip_local(member.local) + member.data + member.descriptor;
      if (!member.listed) continue;
      directory += zip_central(central);
      ++count;
    }
    bytes += gap;
    const std::uint64_t start = bytes.size();
    bytes += directory + behind;
    const std::uint64_t length = directory.size() + extra_length;
    if (zip64) {
      const std::uint64_t end = bytes.size();
      bytes += "PK\6\6" + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 4) +
               number(0, 4) + number(count, 8) + number(count, 8) + number(length, 8) +
               number(start, 8);
      bytes += "PK\6\7" + number(0, 4) + number(end, 8) + number(1, 4);
      bytes += "PK\5\6" + number(0, 4) + number(0xffff, 2) + number(0xffff, 2) +
               number(0xffffffff, 4) + number(0xffffffff, 4);
    } else {
      bytes += "PK\5\6" + number(0, 4) + number(count, 2) + number(count, 2) + number(length, 4) +
               number(start, 4);
    }
    return prefix + bytes + number(comment.size(), 2) + comment;
  }
};

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_UNIT_ARCHIVE_ZIP_BUILDER_H_
