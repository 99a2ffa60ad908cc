// SPDX-License-Identifier: MIT
// Where archives of the extra formats begin and end.
#include "archive/extra_formats.h"

#include <atomic>
#include <string>

#include "unit/archive/worker_rig.h"

using namespace komparu;
using namespace komparu::testing;

namespace {

std::string found(ExtraFormat format, const std::string& bytes, bool at_end = false,
                  std::uint64_t used = 0) {
  MemoryReader reader(bytes);
  std::atomic<std::uint64_t> bytes_read{0};
  Account account({}, "x", bytes_read, {});
  try {
    if (at_end) {
      check_extra_end(format, *reader.random_access(), used, account);
    } else {
      check_extra_begin(format, *reader.random_access(), account);
    }
  } catch (const Error& error) {
    return std::string(word(error.code())) + ": " + error.detail();
  }
  return "";
}

void put(std::string& bytes, std::size_t at, const std::string& part) {
  bytes.replace(at, part.size(), part);
}

// 20 blocks, the primary descriptor behind a boot record.
std::string iso() {
  std::string bytes(20 * 2048, '\0');
  put(bytes, 17 * 2048, "\1CD001");
  put(bytes, 17 * 2048 + 80, number(20, 4));
  put(bytes, 17 * 2048 + 120, number(1, 2));
  put(bytes, 17 * 2048 + 128, number(2048, 2));
  return bytes;
}

std::string cab(std::uint64_t flags, std::uint64_t size = 40) {
  std::string bytes("MSCF");
  bytes.resize(40);
  put(bytes, 8, number(size, 4));
  put(bytes, 30, number(flags, 2));
  return bytes;
}

// A block of a cabinet that unpacks to `unpacked` bytes, with the sum of 4 bytes of content.
std::string cab_block(std::uint64_t sum, std::uint64_t unpacked, const std::string& content) {
  return number(sum, 4) + number(content.size(), 2) + number(unpacked, 2) + content;
}

// A cabinet of one folder, which is packed in that way, with one file of `size` bytes.
std::string cab_of(std::uint64_t packing, std::uint64_t size, const std::string& blocks,
                   std::uint64_t count = 1) {
  std::string bytes = cab(0, 36 + 8 + 18 + blocks.size());
  bytes.resize(36);
  put(bytes, 16, number(44, 4));
  put(bytes, 26, number(1, 2) + number(1, 2));
  return bytes + number(62, 4) + number(count, 2) + number(packing, 2) + number(size, 4) +
         number(0, 4) + number(0, 8) + std::string("a\0", 2) + blocks;
}

std::string rar4(std::uint64_t flags) {
  return std::string("Rar!\x1a\x07\0\xcf\x90\x73", 10) + number(flags, 2) + std::string(40, '\0');
}

std::string rar5(const std::string& header) {
  return std::string("Rar!\x1a\x07\1\0crc4", 12) + header + std::string(40, '\0');
}

const std::string kVolumes = "unsupported: it is a part of an archive in several volumes";

}  // namespace

TEST_CASE("A4: an iso is as long as its volume", "[archive]") {
  CHECK(found(ExtraFormat::iso, iso()).empty());
  CHECK(found(ExtraFormat::iso, iso() + std::string(200'000, '\0')).empty());
  CHECK(found(ExtraFormat::iso, iso().substr(0, 20 * 2048 - 1)) ==
        "bad_archive: the iso archive is cut off");
  CHECK(found(ExtraFormat::iso, iso().substr(0, 17 * 2048)) ==
        "bad_archive: the iso archive is cut off");
  CHECK(found(ExtraFormat::iso, iso() + std::string(100'000, '\0') + "x") ==
        "bad_archive: the iso archive is followed by bytes that are no part of it");
  std::string set = iso();
  put(set, 17 * 2048 + 120, number(2, 2));
  CHECK(found(ExtraFormat::iso, set) == kVolumes);
  std::string ended = iso();
  put(ended, 16 * 2048, "\xff");
  CHECK(found(ExtraFormat::iso, ended) == "bad_archive: the iso archive has no volume descriptor");
}

TEST_CASE("A4: a cabinet is as long as it says, and alone", "[archive]") {
  CHECK(found(ExtraFormat::cab, cab(0)).empty());
  CHECK(found(ExtraFormat::cab, cab(4)).empty());
  CHECK(found(ExtraFormat::cab, cab(1)) == kVolumes);
  CHECK(found(ExtraFormat::cab, cab(2)) == kVolumes);
  CHECK(found(ExtraFormat::cab, cab(0, 41)) == "bad_archive: the cab archive is cut off");
  CHECK(found(ExtraFormat::cab, "MSCF") == "bad_archive: the cab archive is cut off");
  CHECK(found(ExtraFormat::cab, cab(0) + std::string(9, '\0')).empty());
  CHECK(found(ExtraFormat::cab, cab(0) + "x") ==
        "bad_archive: the cab archive is followed by bytes that are no part of it");
}

TEST_CASE("A5: what the check sums of a cabinet cover is checked", "[archive]") {
  constexpr std::uint64_t kStored = 0;
  constexpr std::uint64_t kDeflated = 1;
  constexpr std::uint64_t kLzx = 0x1503;
  // 'abcd' as a number, and the two lengths behind the sum as another.
  constexpr std::uint64_t kSum = 0x64636261 ^ 0x00040004;
  const std::string damaged = "bad_archive: the cab archive is damaged: a check sum is wrong";
  const std::string block = cab_block(kSum, 4, "abcd");
  for (const std::uint64_t packing : {kStored, kDeflated, kLzx}) {
    CHECK(found(ExtraFormat::cab, cab_of(packing, 4, block)).empty());
    CHECK(found(ExtraFormat::cab, cab_of(packing, 4, cab_block(kSum, 4, "abce"))) == damaged);
    CHECK(found(ExtraFormat::cab, cab_of(packing, 4, cab_block(kSum ^ 1, 4, "abcd"))) == damaged);
  }
  // Three bytes more count in their own order.
  CHECK(found(ExtraFormat::cab,
              cab_of(kStored, 7, cab_block(0x64636261 ^ 0x00070007 ^ 0x656667, 7, "abcdefg")))
            .empty());
  // A cabinet may do without, unless damage would become content.
  CHECK(found(ExtraFormat::cab, cab_of(kStored, 4, cab_block(0, 4, "abcd"))).empty());
  CHECK(found(ExtraFormat::cab, cab_of(kDeflated, 4, cab_block(0, 4, "abcd"))).empty());
  CHECK(found(ExtraFormat::cab, cab_of(kLzx, 4, cab_block(0, 4, "abcd"))) ==
        "unsupported: it is packed with LZX and has no check sums: damage would not be noticed");
}

TEST_CASE("A17: a cabinet holds what its files need, once", "[archive]") {
  const std::string block = cab_block(0, 4, "abcd");
  const std::string unequal = "bad_archive: the cab archive holds more or less than its files";
  CHECK(found(ExtraFormat::cab, cab_of(0, 8, block + block, 2)).empty());
  CHECK(found(ExtraFormat::cab, cab_of(0, 4, block + block, 2)) == unequal);
  CHECK(found(ExtraFormat::cab, cab_of(0, 5, block)) == unequal);
  CHECK(found(ExtraFormat::cab, cab_of(0, 12, block + block, 3)) ==
        "bad_archive: the cab archive is cut off");
  std::string nowhere = cab_of(0, 4, block);
  put(nowhere, 44 + 8, number(1, 2));
  CHECK(found(ExtraFormat::cab, nowhere) == "bad_archive: the cab archive has a file in no folder");
  std::string before = cab_of(0, 8, block + block, 2);
  put(before, 8, number(62 + 12, 4));
  CHECK(found(ExtraFormat::cab, before) ==
        "bad_archive: the cab archive is followed by bytes that are no part of it");
}

TEST_CASE("A12: rar archives in several volumes are told", "[archive]") {
  CHECK(found(ExtraFormat::rar, rar4(0)).empty());
  CHECK(found(ExtraFormat::rar, rar4(1)) == kVolumes);
  CHECK(found(ExtraFormat::rar, rar4(0).substr(0, 19)) ==
        "bad_archive: the rar archive is cut off");
  using namespace std::string_literals;
  CHECK(found(ExtraFormat::rar, rar5("\3\1\0\0"s)).empty());
  CHECK(found(ExtraFormat::rar, rar5("\3\1\0\1"s)) == kVolumes);
  CHECK(found(ExtraFormat::rar, rar5("\x83\0\1\1\x80\1\3"s)) == kVolumes);
  CHECK(found(ExtraFormat::rar, rar5("\3\1\2\1\0"s)).empty());
  // Its headers are encrypted: that is told by who reads it.
  CHECK(found(ExtraFormat::rar, rar5("\3\4\0\1"s)).empty());
  CHECK(found(ExtraFormat::rar, rar5(std::string(20, '\xff'))) ==
        "bad_archive: the rar archive has a damaged header");
}

TEST_CASE("A5: nothing but zeros follows the end", "[archive]") {
  using namespace std::string_literals;
  const auto ending = [](ExtraFormat format, const std::string& bytes, std::uint64_t used) {
    return found(format, bytes, true, used);
  };
  const std::string followed =
      "bad_archive: the rar archive is followed by bytes that are no part of it";
  const std::string endless = "bad_archive: the rar archive has no end, or a damaged one";
  const std::string old = "Rar!\x1a\x07\0"s + "\xc4\x3d\x7b\0\x40\x07\0"s;
  CHECK(ending(ExtraFormat::rar, old, 14).empty());
  CHECK(ending(ExtraFormat::rar, old + std::string(9, '\0'), 14).empty());
  CHECK(ending(ExtraFormat::rar, old + "\0x"s, 14) == followed);
  CHECK(ending(ExtraFormat::rar, old, 13) == endless);
  CHECK(ending(ExtraFormat::rar, old, 15) == endless);
  CHECK(ending(ExtraFormat::rar, old.substr(0, 7), 7) == endless);
  const std::string last = "\x1d\x77\x56\x51\x03\x05\x04\0"s;
  const std::string now = "Rar!\x1a\x07\1\0"s + last;
  CHECK(ending(ExtraFormat::rar, now, 12).empty());
  CHECK(ending(ExtraFormat::rar, now + std::string(70'000, '\0'), 12).empty());
  CHECK(ending(ExtraFormat::rar, now + "x", 12) == followed);
  CHECK(ending(ExtraFormat::rar, now.substr(0, 15), 12) == endless);
  CHECK(ending(ExtraFormat::rar, now.substr(0, 8), 8) == endless);
  CHECK(ending(ExtraFormat::rar, now, 3) == endless);
  for (std::size_t i = 8; i < now.size(); ++i) {
    std::string turned = now;
    turned[i] = static_cast<char>(turned[i] ^ 8);
    CHECK(ending(ExtraFormat::rar, turned, 12) == endless);
  }
  CHECK(ending(ExtraFormat::lha, "0123456\0"s, 7).empty());
  CHECK(ending(ExtraFormat::lha, "0123456", 7) ==
        "bad_archive: the lha archive is cut off: it has no end marker");
  CHECK(ending(ExtraFormat::lha, "0123456\0x"s, 7) ==
        "bad_archive: the lha archive is followed by bytes that are no part of it");
}

TEST_CASE("A4: a warc file and a xar's table are whole", "[archive]") {
  using namespace std::string_literals;
  const std::string cut =
      "bad_archive: the warc archive is cut off, or followed by bytes that are no part of it";
  CHECK(found(ExtraFormat::warc, "WARC/1.0\r\n\r\n").empty());
  CHECK(found(ExtraFormat::warc, "WARC/1.0\r\n\r") == cut);
  CHECK(found(ExtraFormat::warc, "WARC/1.0\r\n\r\n\n") == cut);
  CHECK(found(ExtraFormat::warc, "W") == "bad_archive: the warc archive is cut off");
  const std::string xar = "xar!\0\x1c\0\1\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\3\0\0\0\1abc"s;
  CHECK(found(ExtraFormat::xar, xar).empty());
  CHECK(found(ExtraFormat::xar, xar + "more").empty());
  CHECK(found(ExtraFormat::xar, xar.substr(0, 30)) == "bad_archive: the xar archive is cut off");
  CHECK(found(ExtraFormat::xar, xar.substr(0, 27)) == "bad_archive: the xar archive is cut off");
  std::string other_sums = xar;
  for (const char kind : {'\0', '\2', '\3'}) {
    other_sums[27] = kind;
    CHECK(found(ExtraFormat::xar, other_sums).empty() == (kind < 3));
  }
}
