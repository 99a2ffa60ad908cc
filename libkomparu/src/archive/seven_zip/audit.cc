// SPDX-License-Identifier: MIT
#include "archive/seven_zip/audit.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "archive/byte_cursor.h"
#include "archive/inflater.h"
#include "archive/little_endian.h"
#include "archive/seven_zip/unpack.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

constexpr std::size_t kFirstRecord = 32;

[[noreturn]] void fail(const char* detail) { throw Error(ErrorCode::bad_archive, "", detail); }

class Audit {
 public:
  Audit(RandomAccess& access, Account& account)
      : file_(access, account, kFirstRecord),
        account_(account),
        inflater_(make_inflater()),
        share_(account.memory->index, account.allowance.name()) {}

  SevenZipHeader run() {
    std::vector<std::byte> bytes = read_first_record();
    // An empty archive has no header.
    if (bytes.empty()) return {};
    // Nobody packs a header more than once, though the format allows it.
    for (int packings = 0; packings < 4; ++packings) {
      SevenZipRecord record = parse_seven_zip_header(bytes, account_.allowance, share_);
      if (!record.packed) return std::move(record.header);
      if (record.packed->folders.empty()) return {};
      bytes = unpack(*record.packed);
    }
    fail("the header of the 7z file is packed again and again");
  }

 private:
  // Returns the header that it leads to.
  std::vector<std::byte> read_first_record() {
    const auto record = file_.at(0, kFirstRecord);
    if (record.size() < kFirstRecord) fail("the 7z file is cut off");
    // The writer counts the minor version up for what it adds; a major one would be another format.
    if (record[6] != std::byte{0}) {
      throw Error(ErrorCode::unsupported, "", "the 7z file is of a version that is not known");
    }
    if (crc(record.subspan(12)) != le32(record, 8)) {
      fail("the first record of the 7z file is damaged");
    }
    const std::uint64_t offset = le64(record, 12);
    const std::uint64_t length = le64(record, 20);
    const std::uint32_t sum = le32(record, 28);
    const std::uint64_t room = file_.size() - kFirstRecord;
    if (offset > room || length > room - offset) fail("the 7z file is cut off");
    if (offset + length < room) fail("bytes follow the end of the 7z file");
    auto bytes = read(kFirstRecord + offset, length);
    if (crc(bytes) != sum) fail("the header of the 7z file is damaged");
    return bytes;
  }

  std::vector<std::byte> read(std::uint64_t offset, std::uint64_t length) {
    share_.grow(length);
    std::vector<std::byte> bytes;
    bytes.reserve(static_cast<std::size_t>(length));
    while (bytes.size() < length) {
      const auto part = file_.some(offset + bytes.size(), length - bytes.size());
      if (part.empty()) fail("the 7z file is cut off");
      bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
  }

  std::vector<std::byte> unpack(const SevenZipStreams& streams) {
    if (streams.folders.size() != 1 || streams.packed_sizes.size() != 1 ||
        streams.folders[0].contents != 1) {
      fail("the counts in the header of the 7z file disagree");
    }
    const std::uint64_t length = streams.packed_sizes[0];
    const std::uint64_t room = file_.size() - kFirstRecord;
    if (streams.position > room || length > room - streams.position) {
      fail("the header of the 7z file is damaged");
    }
    const SevenZipFolder& folder = streams.folders[0];
    share_.grow(folder.size);
    account_.allowance.check_size(folder.size);
    auto bytes = unpack_seven_zip_header(
        streams.coders, read(kFirstRecord + streams.position, length), folder.size);
    if (bytes.size() != folder.size || (folder.crc && crc(bytes) != *folder.crc)) {
      fail("the header of the 7z file is damaged");
    }
    return bytes;
  }

  std::uint32_t crc(std::span<const std::byte> bytes) const { return inflater_->crc32(0, bytes); }

  ByteCursor file_;
  Account& account_;
  const std::unique_ptr<Inflater> inflater_;
  MemoryShare share_;
};

}  // namespace

SevenZipHeader audit_seven_zip(RandomAccess& access, Account& account) {
  return Audit(access, account).run();
}

}  // namespace komparu::archive
