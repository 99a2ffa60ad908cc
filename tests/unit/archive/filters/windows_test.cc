// SPDX-License-Identifier: MIT
#include "archive/filters/windows.h"

#include <string>

#include "komparu/error.h"
#include "support/catch.h"
#include "unit/archive/archive_builder.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

std::string chars(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) bytes += static_cast<char>(value);
  return bytes;
}

// An .xz file of one block (CRC32) with this code of a dictionary. The headers' sums are not looked
// at here.
std::string xz_file(int dictionary) {
  const std::string sum(4, 's');
  const std::string header = chars({0xfd, '7', 'z', 'X', 'Z', 0, 0, 1}) + sum;
  const std::string block = chars({2, 0, 0x21, 1, dictionary, 0, 0, 0}) + sum;
  const std::string chunks = chars({1, 0, 2}) + "abc" + chars({0xe0, 0, 9, 0, 1, 0x5d}) + "xy" +
                             chars({0x80, 0, 9, 0, 0}) + "z" + chars({0});
  const std::string data = padded(chunks, 4) + sum;
  const std::string index = chars({0, 1, 40, 3}) + sum;
  return header + block + data + index + sum + sum + sum;
}

std::string zstd_frame(int window, const std::string& blocks) {
  return chars({0x28, 0xb5, 0x2f, 0xfd, 0x04, window}) + blocks + "sum!";
}

std::string zstd_block(const std::string& content, bool last) {
  return number(content.size() << 3U | (last ? 1U : 0U), 3) + content;
}

// Whether a stream is let through by a limit of so many bytes, given in parts of any size.
bool fits(Filter filter, const std::string& stream, std::uint64_t limit) {
  bool fitted = true;
  for (const std::size_t part : {std::size_t{1}, std::size_t{7}, stream.size()}) {
    ArchiveLimits limits;
    limits.decoder_memory = limit;
    ArchiveMemory memory(limits);
    MemoryShare share(memory.decoders, "x");
    const auto watch = watch_windows(filter, share);
    try {
      for (std::size_t at = 0; at < stream.size(); at += part) {
        watch->see(std::as_bytes(std::span(stream)).subspan(at, std::min(part, stream.size() - at)),
                   share);
      }
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::limit_exceeded);
      CHECK(error.subject() == "x");
      fitted = false;
    }
  }
  return fitted;
}

constexpr std::uint64_t kMebi = std::uint64_t{1} << 20;

}  // namespace

TEST_CASE("A14: the dictionary of every block of xz is counted before it is made", "[archive]") {
  CHECK(fits(Filter::xz, xz_file(28), 64 * kMebi));
  CHECK_FALSE(fits(Filter::xz, xz_file(28), 64 * kMebi - 1));
  CHECK_FALSE(fits(Filter::xz, xz_file(40), 288 * kMebi));
  const std::string zeros(8, '\0');
  CHECK(fits(Filter::xz, xz_file(28) + zeros + xz_file(28) + zeros, 64 * kMebi));
  CHECK_FALSE(fits(Filter::xz, xz_file(20) + zeros + xz_file(36), 288 * kMebi));
}

TEST_CASE("A14: the window of every zstd frame is counted before it is made", "[archive]") {
  const std::string blocks = zstd_block("some", false) + zstd_block("more", true);
  const std::string small = zstd_frame(10 << 3, blocks);  // 1 MiB
  const std::string large = zstd_frame(17 << 3, blocks);  // 128 MiB
  CHECK(fits(Filter::zstd, large, 128 * kMebi));
  CHECK_FALSE(fits(Filter::zstd, large, 128 * kMebi - 1));
  const std::string skipped = chars({0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0}) + "any";
  CHECK(fits(Filter::zstd, small + skipped + small, kMebi));
  CHECK_FALSE(fits(Filter::zstd, small + skipped + large, kMebi));
  // One segment: its content's size, of eight bytes here.
  const std::string single = chars({0x28, 0xb5, 0x2f, 0xfd, 0xe0}) + number(kMebi * 300, 8);
  CHECK_FALSE(fits(Filter::zstd, single + blocks, 288 * kMebi));
  CHECK(fits(Filter::zstd, single + blocks, 300 * kMebi));
}

TEST_CASE("A5: what follows a compressed stream and is none is found", "[archive]") {
  ArchiveMemory memory{ArchiveLimits()};
  MemoryShare share(memory.decoders, "x");
  for (const auto& [filter, stream] :
       {std::pair(Filter::xz, xz_file(20)),
        std::pair(Filter::zstd, zstd_frame(80, zstd_block("some", true)))}) {
    const auto watch = watch_windows(filter, share);
    const std::string bytes = stream + "garbage";
    CHECK_THROWS_AS(watch->see(std::as_bytes(std::span(bytes)), share), Error);
  }
}

TEST_CASE("A14: two holders share a budget, and give back what they took", "[archive]") {
  ArchiveLimits limits;
  limits.index_memory = 100;
  ArchiveMemory memory(limits);
  {
    MemoryShare one(memory.index, "one");
    one.grow(60);
    MemoryShare other(memory.index, "other");
    CHECK_THROWS_AS(other.grow(41), Error);
    other.grow(40);
  }
  MemoryShare again(memory.index, "again");
  again.grow(100);
  CHECK_THROWS_AS(again.grow(1), Error);
}

}  // namespace komparu::archive
