// SPDX-License-Identifier: MIT
#include "archive/seven_zip/header.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/byte_cursor.h"
#include "archive/feed.h"
#include "archive/inflater.h"
#include "archive/libarchive.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kLzmaProperties = 5;

// Bytes in memory, at once.
class MemoryFeed final : public Feed {
 public:
  explicit MemoryFeed(Bytes bytes) : bytes_(bytes) {}
  std::span<const std::byte> next_block() override { return std::exchange(bytes_, Bytes()); }

 private:
  Bytes bytes_;
};

void append(std::vector<std::byte>& out, Bytes bytes) {
  const std::size_t end = out.size();
  out.resize(end + bytes.size());
  std::copy(bytes.begin(), bytes.end(), out.begin() + static_cast<std::ptrdiff_t>(end));
}

void append(std::vector<std::byte>& out, std::string_view bytes) {
  append(out, std::as_bytes(std::span(bytes)));
}

void append_number(std::vector<std::byte>& out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) {
    out.push_back(static_cast<std::byte>(value >> (8 * i) & 0xffU));
  }
}

// As the .xz format writes numbers: seven bits a byte, lowest first.
void append_variable(std::vector<std::byte>& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U)
    out.push_back(static_cast<std::byte>((value & 0x7fU) | 0x80U));
  out.push_back(static_cast<std::byte>(value));
}

void pad(std::vector<std::byte>& out) { out.resize((out.size() + 3) / 4 * 4); }

void append_crc(std::vector<std::byte>& out, std::size_t from, const Inflater& inflater) {
  append_number(out, inflater.crc32(0, Bytes(out).subspan(from)), 4);
}

std::vector<std::byte> unpacked(FormatReader& filter, std::uint64_t size) {
  std::vector<std::byte> out;
  out.reserve(static_cast<std::size_t>(size));
  while (const auto block = filter.next_block()) {
    if (block->bytes.size() > size - out.size()) fail("the header of the 7z file is damaged");
    append(out, block->bytes);
  }
  return out;
}

// What libarchive's filter reads around the same raw data: an .lzma file. The dictionary is made no
// larger than `size`, which is all that can be referred to.
std::vector<std::byte> as_lzma_file(Bytes properties, Bytes packed, std::uint64_t size) {
  constexpr std::uint64_t kSmallest = 4096;
  std::vector<std::byte> out{properties[0]};
  append_number(out, std::min<std::uint64_t>(le32(properties, 1), std::max(size, kSmallest)), 4);
  append_number(out, size, 8);
  append(out, packed);
  return out;
}

// The same as an .xz file.
std::vector<std::byte> as_xz_file(std::byte dictionary, Bytes packed, std::uint64_t size) {
  const auto inflater = make_inflater();
  constexpr std::string_view kFlags("\0\0", 2);  // no check sum of the content
  std::vector<std::byte> out;
  append(out, std::string_view("\xfd"
                               "7zXZ\0",
                               6));
  append(out, kFlags);
  append_crc(out, 6, *inflater);
  // The first dictionary that is large enough.
  unsigned code = 0;
  while (code < std::to_integer<unsigned>(dictionary) && code < 40 &&
         (std::uint64_t{2U | (code & 1U)} << (code / 2 + 11)) < size) {
    ++code;
  }
  const std::size_t block = out.size();
  append(out, std::string_view("\2\0\x21\1", 4));
  append_number(out, code, 1);
  append(out, kFlags);
  out.push_back(std::byte{});
  append_crc(out, block, *inflater);
  append(out, packed);
  const std::uint64_t unpadded = out.size() - block;
  pad(out);
  const std::size_t index = out.size();
  append(out, std::string_view("\0\1", 2));
  append_variable(out, unpadded);
  append_variable(out, size);
  pad(out);
  append_crc(out, index, *inflater);
  const std::size_t footer = out.size();
  std::vector<std::byte> end;
  append_number(end, (footer - index) / 4 - 1, 4);
  append(end, kFlags);
  append_number(out, inflater->crc32(0, end), 4);
  append(out, end);
  append(out, std::string_view("YZ"));
  return out;
}

// A header of `size` bytes that was packed by these coders. Archivers pack it with LZMA or LZMA2
// alone, or not at all; anything else is Error (unsupported), with a password Error (encrypted).
// Throws Error (bad_archive) without a subject. The result may be shorter than `size`, never
// longer.
std::vector<std::byte> unpack_seven_zip_header(const std::vector<SevenZipCoder>& coders,
                                               std::vector<std::byte> packed, std::uint64_t size) {
  constexpr std::string_view kLzma("\x03\x01\x01", 3);
  constexpr std::string_view kLzma2("\x21");
  constexpr std::string_view kCopy("\0", 1);
  constexpr std::string_view kAes("\x06\xf1\x07\x01", 4);
  for (const SevenZipCoder& coder : coders) {
    if (coder.method == kAes) {
      throw Error(ErrorCode::encrypted, "", "the header of the 7z file is encrypted");
    }
  }
  const SevenZipCoder& coder = coders.at(0);
  const Bytes properties = std::as_bytes(std::span(coder.properties));
  if (coders.size() == 1 && coder.method == kCopy) return packed;
  std::vector<std::byte> file;
  const bool lzma = coder.method == kLzma && properties.size() == kLzmaProperties;
  if (coders.size() == 1 && lzma) {
    file = as_lzma_file(properties, packed, size);
  } else if (coders.size() == 1 && coder.method == kLzma2 && properties.size() == 1) {
    file = as_xz_file(properties[0], packed, size);
  } else {
    refuse("the header of the 7z file is packed in an unknown way");
  }
  packed = {};
  MemoryFeed feed(file);
  const auto filter = lzma ? open_lzma(feed) : open_filter(Filter::xz, feed);
  return unpacked(*filter, size);
}

constexpr std::size_t kFirstRecord = 32;

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
    if (record[6] != std::byte{0}) refuse("the 7z file is of a version that is not known");
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
