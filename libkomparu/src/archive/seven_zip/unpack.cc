// SPDX-License-Identifier: MIT
#include "archive/seven_zip/unpack.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "archive/feed.h"
#include "archive/inflater.h"
#include "archive/libarchive.h"
#include "archive/little_endian.h"
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

std::vector<std::byte> unpacked(FilterReader& filter, std::uint64_t size) {
  std::vector<std::byte> out;
  out.reserve(static_cast<std::size_t>(size));
  for (auto block = filter.next_block(); !block.empty(); block = filter.next_block()) {
    if (block.size() > size - out.size()) {
      throw Error(ErrorCode::bad_archive, "", "the header of the 7z file is damaged");
    }
    append(out, block);
  }
  return out;
}

}  // namespace

std::vector<std::byte> as_lzma_file(Bytes properties, Bytes packed, std::uint64_t size) {
  constexpr std::uint64_t kSmallest = 4096;
  std::vector<std::byte> out{properties[0]};
  append_number(out, std::min<std::uint64_t>(le32(properties, 1), std::max(size, kSmallest)), 4);
  append_number(out, size, 8);
  append(out, packed);
  return out;
}

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
    throw Error(ErrorCode::unsupported, "",
                "the header of the 7z file is packed in an unknown way");
  }
  packed = {};
  MemoryFeed feed(file);
  const auto filter = lzma ? open_lzma(feed) : open_filter(Filter::xz, feed);
  return unpacked(*filter, size);
}

}  // namespace komparu::archive
