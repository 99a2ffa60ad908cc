// SPDX-License-Identifier: MIT
#include "archive/extra_formats.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/byte_cursor.h"
#include "archive/inflater.h"
#include "archive/sniff.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

constexpr std::size_t kStep = 65536;

[[noreturn]] void fail(ExtraFormat format, const char* what) {
  archive::fail("the " + std::string(word(format)) + " archive " + what);
}

[[noreturn]] void refuse_volumes() { refuse("it is a part of an archive in several volumes"); }

// As many bytes as that, or the archive is cut off.
std::span<const std::byte> whole(ExtraFormat format, ByteCursor& file, std::uint64_t offset,
                                 std::size_t length) {
  const auto bytes = file.at(offset, length);
  if (bytes.size() < length) fail(format, "is cut off");
  return bytes;
}

void check_zeros_from(ExtraFormat format, ByteCursor& file, std::uint64_t end) {
  if (end > file.size()) fail(format, "is cut off");
  while (end < file.size()) {
    const auto part = file.at(end, kStep);
    if (!is_zero(part)) fail(format, "is followed by bytes that are no part of it");
    end += part.size();
  }
}

// ECMA-119, 8.4: the primary volume descriptor is the first one or stands behind a boot record.
void check_iso(ByteCursor& file) {
  constexpr std::uint64_t kSector = 2048;
  constexpr std::uint64_t kFirst = 16;
  constexpr std::uint64_t kMost = 64;
  for (std::uint64_t at = kFirst; at < kFirst + kMost; ++at) {
    const auto sector = whole(ExtraFormat::iso, file, at * kSector, kSector);
    const auto kind = std::to_integer<unsigned>(sector[0]);
    if (kind == 0xff) break;
    if (kind != 1) continue;
    const std::uint64_t blocks = le32(sector, 80);
    const std::uint64_t block_size = le16(sector, 128);
    if (le16(sector, 120) > 1) refuse_volumes();
    return check_zeros_from(ExtraFormat::iso, file, blocks * block_size);
  }
  fail(ExtraFormat::iso, "has no volume descriptor");
}

// One folder of a cabinet: files packed together, in blocks of at most 32 KiB.
struct CabFolder {
  std::uint64_t begin = 0;   // of its blocks
  std::uint64_t blocks = 0;  // how many
  bool lzx = false;
  std::uint64_t unpacked = 0;  // as much as its files need
};

// [MS-CAB] 3.1.
std::uint32_t cab_sum(std::span<const std::byte> bytes, std::uint32_t sum) {
  for (; bytes.size() >= 4; bytes = bytes.subspan(4)) sum ^= le32(bytes, 0);
  std::uint32_t rest = 0;
  for (const std::byte byte : bytes) rest = rest << 8 | std::to_integer<std::uint32_t>(byte);
  return sum ^ rest;
}

// Where the blocks of one folder end. libarchive takes a match of LZX that reaches back beyond the
// beginning for zeros (3.6.2), so that damage gives content. Only a check sum finds it, which a
// cabinet may leave out.
std::uint64_t check_cab_blocks(ByteCursor& file, const CabFolder& folder, std::size_t reserved) {
  std::uint64_t at = folder.begin;
  std::uint64_t unpacked = 0;
  for (std::uint64_t i = 0; i < folder.blocks; ++i) {
    const std::size_t head_size = 8 + reserved;
    const std::size_t packed = le16(whole(ExtraFormat::cab, file, at, head_size), 4);
    const auto block = whole(ExtraFormat::cab, file, at, head_size + packed);
    const std::uint32_t sum = le32(block, 0);
    if (sum == 0 && folder.lzx) {
      refuse("it is packed with LZX and has no check sums: damage would not be noticed");
    }
    const auto summed = block.first(head_size).subspan(4);
    if (sum != 0 && cab_sum(summed, cab_sum(block.subspan(head_size), 0)) != sum) {
      fail(ExtraFormat::cab, "is damaged: a check sum is wrong");
    }
    unpacked += le16(block, 6);
    at += block.size();
  }
  if (unpacked != folder.unpacked) fail(ExtraFormat::cab, "holds more or less than its files");
  return at;
}

// The files of all folders: how much they need of each.
void add_cab_files(ByteCursor& file, std::uint64_t at, std::size_t count,
                   std::vector<CabFolder>& folders) {
  constexpr std::size_t kFile = 16;
  constexpr std::size_t kLongestName = 256;
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = file.at(at, kFile + kLongestName);
    if (entry.size() <= kFile) fail(ExtraFormat::cab, "is cut off");
    const std::size_t folder = le16(entry, 8);
    if (folder >= folders.size()) fail(ExtraFormat::cab, "has a file in no folder");
    const std::uint64_t end = std::uint64_t{le32(entry, 4)} + le32(entry, 0);
    folders[folder].unpacked = std::max(folders[folder].unpacked, end);
    const auto name_end = std::find(entry.begin() + kFile, entry.end(), std::byte{0});
    if (name_end == entry.end()) fail(ExtraFormat::cab, "has a name without end");
    at += static_cast<std::uint64_t>(name_end - entry.begin()) + 1;
  }
}

// Where the folders' blocks are, and how many bytes each block has reserved for its maker.
std::vector<CabFolder> cab_folders(ByteCursor& file, std::size_t count, bool has_reserved,
                                   std::size_t& block_reserved) {
  constexpr unsigned kLzx = 3;
  std::uint64_t at = 36;
  std::size_t folder_reserved = 0;
  if (has_reserved) {
    const auto sizes = whole(ExtraFormat::cab, file, at, 4);
    folder_reserved = std::to_integer<std::size_t>(sizes[2]);
    block_reserved = std::to_integer<std::size_t>(sizes[3]);
    at += 4 + std::uint64_t{le16(sizes, 0)};
  }
  std::vector<CabFolder> folders(count);
  for (CabFolder& folder : folders) {
    const auto entry = whole(ExtraFormat::cab, file, at, 8);
    folder.begin = le32(entry, 0);
    folder.blocks = le16(entry, 4);
    folder.lzx = (le16(entry, 6) & 0xf) == kLzx;
    at += 8 + folder_reserved;
  }
  return folders;
}

// [MS-CAB] 2: the size of the cabinet, whether another one comes before or after it, and all that
// its check sums cover. No two folders share a block, so each is read once.
void check_cab(ByteCursor& file) {
  constexpr unsigned kPreviousOrNext = 3;
  constexpr unsigned kReserved = 4;
  const auto header = whole(ExtraFormat::cab, file, 0, 36);
  const unsigned flags = le16(header, 30);
  const std::uint64_t size = le32(header, 8);
  const std::uint64_t files_at = le32(header, 16);
  const std::size_t folder_count = le16(header, 26);
  const std::size_t file_count = le16(header, 28);
  if ((flags & kPreviousOrNext) != 0) refuse_volumes();
  check_zeros_from(ExtraFormat::cab, file, size);
  std::size_t block_reserved = 0;
  auto folders = cab_folders(file, folder_count, (flags & kReserved) != 0, block_reserved);
  add_cab_files(file, files_at, file_count, folders);
  std::uint64_t end = 0;
  for (const CabFolder& folder : folders) {
    if (folder.begin < end) fail(ExtraFormat::cab, "has folders that overlap");
    end = check_cab_blocks(file, folder, block_reserved);
  }
  if (end > size) fail(ExtraFormat::cab, "is shorter than its content");
}

// The number of RAR 5 that stands at `at`, which moves behind it.
std::uint64_t number_at(std::span<const std::byte> bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; at < bytes.size() && shift < 63; shift += 7) {
    const auto byte = std::to_integer<std::uint64_t>(bytes[at++]);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  fail(ExtraFormat::rar, "has a damaged header");
}

// The first block tells whether the archive is one of several; the check sum is libarchive's
// affair.
void check_rar(ByteCursor& file) {
  constexpr std::uint64_t kVolume = 1;
  const auto head = file.at(0, 128);
  if (head.size() < 20) fail(ExtraFormat::rar, "is cut off");
  if (head[6] == std::byte{0}) {
    if ((le16(head, 10) & kVolume) != 0) refuse_volumes();
    return;
  }
  std::size_t at = 12;
  number_at(head, at);
  constexpr std::uint64_t kMain = 1;
  if (number_at(head, at) != kMain) return;
  const std::uint64_t flags = number_at(head, at);
  if ((flags & 1) != 0) number_at(head, at);
  if ((flags & 2) != 0) number_at(head, at);
  if ((number_at(head, at) & kVolume) != 0) refuse_volumes();
}

bool is_rar5(ByteCursor& file) {
  const auto head = file.at(0, 8);
  return head.size() == 8 && head[6] == std::byte{1};
}

// Where the archive ends, if its last block ends (RAR 4) or begins (RAR 5) at `at`.
std::optional<std::uint64_t> end_of_rar4(ByteCursor& file, std::uint64_t at) {
  constexpr std::byte kLast{0x7b};
  // What may be added to a block is a check sum of 4 bytes and a number of 2.
  for (const std::uint64_t length : {7U, 9U, 11U, 13U}) {
    if (at < length) continue;
    const auto block = file.at(at - length, static_cast<std::size_t>(length));
    if (block.size() == length && block[2] == kLast && le16(block, 5) == length) return at;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> end_of_rar5(ByteCursor& file, std::uint64_t at) {
  constexpr std::uint64_t kLast = 5;
  constexpr std::size_t kSum = 4;
  constexpr std::size_t kLongest = 64;
  const auto block = file.at(at, kLongest);
  if (block.size() < kSum + 4) return std::nullopt;
  std::size_t place = kSum;
  const std::uint64_t length = number_at(block, place);
  if (length > block.size() - place) return std::nullopt;
  const std::size_t end = place + static_cast<std::size_t>(length);
  if (number_at(block, place) != kLast) return std::nullopt;
  const auto summed = block.first(end).subspan(kSum);
  if (make_inflater()->crc32(0, summed) != le32(block, 0)) return std::nullopt;
  return at + end;
}

// libarchive stops behind the last block of RAR 4, and inside that of RAR 5.
void check_rar_end(ByteCursor& file, std::uint64_t used) {
  constexpr std::uint64_t kInside = 4;
  std::optional<std::uint64_t> end;
  if (!is_rar5(file)) {
    end = end_of_rar4(file, used);
  } else if (used >= kInside) {
    end = end_of_rar5(file, used - kInside);
  }
  if (!end) fail(ExtraFormat::rar, "has no end, or a damaged one");
  check_zeros_from(ExtraFormat::rar, file, *end);
}

// The header's size and that of the table behind it, their highest bytes first. Check sums other
// than SHA-1 and MD5 are none to libarchive (3.6.2): nothing would be checked.
void check_xar(ByteCursor& file) {
  constexpr std::size_t kHeader = 28;
  constexpr std::byte kLastKnown{2};
  const auto head = whole(ExtraFormat::xar, file, 0, kHeader);
  const bool known = head[24] == std::byte{0} && head[25] == std::byte{0} &&
                     head[26] == std::byte{0} && head[27] <= kLastKnown;
  if (!known) refuse("the check sums of the xar archive are of another kind");
  std::uint64_t size = 0;
  for (std::size_t i = 8; i < 16; ++i) size = size << 8 | std::to_integer<std::uint64_t>(head[i]);
  const std::uint64_t begin =
      std::to_integer<std::uint64_t>(head[4]) << 8 | std::to_integer<std::uint64_t>(head[5]);
  if (begin > file.size() || size > file.size() - begin) fail(ExtraFormat::xar, "is cut off");
}

void check_warc_end(ByteCursor& file) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  if (file.size() < kEnd.size()) fail(ExtraFormat::warc, "is cut off");
  const auto end = file.at(file.size() - kEnd.size(), kEnd.size());
  if (std::string_view(reinterpret_cast<const char*>(end.data()), end.size()) != kEnd) {
    fail(ExtraFormat::warc, "is cut off, or followed by bytes that are no part of it");
  }
}

}  // namespace

void check_extra_begin(ExtraFormat format, RandomAccess& access, Account& account) {
  ByteCursor file(access, account, kStep);
  switch (format) {
    case ExtraFormat::iso:
      return check_iso(file);
    case ExtraFormat::cab:
      return check_cab(file);
    case ExtraFormat::rar:
      return check_rar(file);
    case ExtraFormat::warc:
      return check_warc_end(file);
    case ExtraFormat::xar:
      return check_xar(file);
    case ExtraFormat::lha:
      return;
  }
}

void check_extra_end(ExtraFormat format, RandomAccess& access, std::uint64_t used,
                     Account& account) {
  ByteCursor file(access, account, kStep);
  switch (format) {
    case ExtraFormat::rar:
      return check_rar_end(file, used);
    case ExtraFormat::lha:
      // The end is a header of length 0; libarchive takes the end of the file for it, too.
      if (used >= file.size()) fail(format, "is cut off: it has no end marker");
      return check_zeros_from(format, file, used);
    case ExtraFormat::warc:
    case ExtraFormat::iso:
    case ExtraFormat::cab:
    case ExtraFormat::xar:
      return;
  }
}

}  // namespace komparu::archive
