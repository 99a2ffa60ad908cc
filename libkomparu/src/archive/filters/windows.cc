// SPDX-License-Identifier: MIT
#include "archive/filters/windows.h"

#include <algorithm>
#include <utility>

#include "archive/byte_cursor.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

using Bytes = std::span<const std::byte>;

[[noreturn]] void damaged() { fail("a header in the compressed data is damaged"); }

[[noreturn]] void garbage() { fail("bytes follow the end of the compressed data"); }

unsigned value_of(std::byte byte) { return std::to_integer<unsigned>(byte); }

// RFC 8878: frames of blocks, each with its length in front.
class ZstdWatch final : public WindowWatch {
 public:
  ZstdWatch() { want(4); }

 private:
  enum class At { magic, skippable, descriptor, header, block };

  bool between_frames() const override { return at_ == At::magic && begun_; }

  void look(Bytes bytes) override {
    switch (at_) {
      case At::magic:
        return magic(le32(bytes, 0));
      case At::skippable:
        skip(le32(bytes, 0));
        return next(At::magic, 4);
      case At::descriptor:
        return descriptor(value_of(bytes[0]));
      case At::header:
        return header(bytes);
      case At::block:
        return block(static_cast<std::uint32_t>(little_endian<3>(bytes, 0)));
    }
  }

  void next(At at, std::size_t count) {
    at_ = at;
    want(count);
  }

  // The decoder would call a few bytes of garbage a frame that it does not know.
  void look_ahead(std::byte first) override {
    const unsigned value = value_of(first);
    if (at_ == At::magic && begun_ && value != 0x28 && (value & 0xf0U) != 0x50) garbage();
  }

  void magic(std::uint32_t number) {
    if ((number & 0xfffffff0U) == 0x184d2a50U) return next(At::skippable, 4);
    if (number != 0xfd2fb528U) garbage();
    begun_ = true;
    next(At::descriptor, 1);
  }

  void descriptor(unsigned flags) {
    constexpr std::size_t kDictionary[] = {0, 1, 2, 4};
    constexpr std::size_t kContent[] = {0, 2, 4, 8};
    single_ = (flags & 0x20U) != 0;
    has_sum_ = (flags & 0x4U) != 0;
    dictionary_ = kDictionary[flags & 3U];
    content_ = flags >> 6U == 0 && single_ ? 1 : kContent[flags >> 6U];
    next(At::header, (single_ ? 0 : 1) + dictionary_ + content_);
  }

  // A window descriptor, a number of a dictionary, the size of the content. Where the content is
  // one segment, its size is that of the window.
  void header(Bytes bytes) {
    if (single_) {
      const Bytes size = bytes.subspan(dictionary_);
      std::uint64_t value = 0;
      for (std::size_t i = size.size(); i > 0; --i) value = value << 8U | value_of(size[i - 1]);
      needs(content_ == 2 ? value + 256 : value);
    } else {
      const unsigned code = value_of(bytes[0]);
      const std::uint64_t base = std::uint64_t{1} << (10 + (code >> 3U));
      needs(base + base / 8 * (code & 7U));
    }
    next(At::block, 3);
  }

  void block(std::uint32_t header) {
    constexpr unsigned kRepeated = 1;
    const bool last = (header & 1U) != 0;
    const std::uint64_t length = (header >> 1U & 3U) == kRepeated ? 1 : header >> 3U;
    skip(length + (last && has_sum_ ? 4 : 0));
    last ? next(At::magic, 4) : next(At::block, 3);
  }

  At at_ = At::magic;
  bool begun_ = false;
  bool single_ = false;
  bool has_sum_ = false;
  std::size_t dictionary_ = 0;
  std::size_t content_ = 0;
};

// The .xz file format 1.1: streams of blocks, each a header and chunks of LZMA2 (whatever filters
// come before it), closed by an index.
class XzWatch final : public WindowWatch {
 public:
  XzWatch() { want(kStreamHeader); }

 private:
  enum class At { stream, block, header, chunk, sizes, index_count, index, between, rest };

  static constexpr std::size_t kStreamHeader = 12;

  bool between_frames() const override { return at_ == At::between; }

  void look(Bytes bytes) override {
    switch (at_) {
      case At::stream:
      case At::rest:
        return stream(bytes);
      case At::block:
        return block(value_of(bytes[0]));
      case At::header:
        return header(bytes);
      case At::chunk:
        return chunk(value_of(bytes[0]));
      case At::sizes:
        return sizes(bytes);
      case At::index_count:
      case At::index:
        return index(value_of(bytes[0]));
      case At::between:
        return between(bytes);
    }
  }

  void next(At at, std::size_t count) {
    at_ = at;
    want(count);
  }

  // The kind of check sum stands in the second of its flags.
  void stream(Bytes bytes) {
    constexpr std::uint64_t kSums[] = {0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64};
    sum_ = kSums[value_of(bytes[at_ == At::rest ? 3 : 7]) & 0xfU];
    next(At::block, 1);
  }

  void block(unsigned size) {
    if (size == 0) {
      index_length_ = 1;
      number_ = shift_ = 0;
      return next(At::index_count, 1);
    }
    next(At::header, (size + 1) * 4 - 1);
  }

  // Flags; perhaps two sizes; then for each filter its number, and its properties with their
  // length.
  void header(Bytes bytes) {
    const unsigned flags = value_of(bytes[0]);
    Bytes rest = bytes.subspan(1, bytes.size() - 1 - 4);
    if ((flags & 0x40U) != 0) number(rest);
    if ((flags & 0x80U) != 0) number(rest);
    for (unsigned i = 0; i <= (flags & 3U); ++i) {
      constexpr std::uint64_t kLzma2 = 0x21;
      const std::uint64_t filter = number(rest);
      const std::uint64_t length = number(rest);
      if (length > rest.size()) damaged();
      if (filter == kLzma2 && length == 1) {
        if (value_of(rest[0]) > 40) damaged();
        needs(lzma2_dictionary(value_of(rest[0])));
      }
      rest = rest.subspan(static_cast<std::size_t>(length));
    }
    packed_ = 0;
    next(At::chunk, 1);
  }

  static std::uint64_t number(Bytes& bytes) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      if (bytes.empty()) damaged();
      const unsigned byte = value_of(bytes[0]);
      bytes = bytes.subspan(1);
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return value;
    }
    damaged();
  }

  void chunk(unsigned control) {
    ++packed_;
    if (control == 0) {
      skip((4 - packed_ % 4) % 4 + sum_);
      return next(At::block, 1);
    }
    if (control > 2 && control < 0x80) damaged();
    control_ = control;
    next(At::sizes, control < 0x80 ? 2 : 4);
  }

  // Of the content (its high bits are elsewhere), and of what it is packed in.
  void sizes(Bytes bytes) {
    const std::size_t at = control_ < 0x80 ? 0 : 2;
    std::uint64_t length = (std::uint64_t{value_of(bytes[at])} << 8U | value_of(bytes[at + 1])) + 1;
    if (control_ >= 0xc0) ++length;
    packed_ += bytes.size() + length;
    skip(length);
    next(At::chunk, 1);
  }

  // A count, then two numbers for each block, one byte at a time.
  void index(unsigned byte) {
    ++index_length_;
    want(1);
    if (shift_ >= 63) damaged();
    number_ |= std::uint64_t{byte & 0x7fU} << shift_;
    shift_ += 7;
    if (byte >= 0x80) return;
    left_ = at_ == At::index_count ? 2 * number_ : left_ - 1;
    number_ = shift_ = 0;
    at_ = At::index;
    if (left_ > 0) return;
    constexpr std::uint64_t kSumAndFooter = 4 + 12;
    skip((4 - index_length_ % 4) % 4 + kSumAndFooter);
    next(At::between, 4);
  }

  // Zeros, or another stream.
  void between(Bytes bytes) {
    const std::uint32_t word = le32(bytes, 0);
    if (word == 0) return want(4);
    if (word != 0x587a37fdU) garbage();
    next(At::rest, kStreamHeader - 4);
  }

  At at_ = At::stream;
  std::uint64_t sum_ = 0;     // bytes of the check sum behind a block
  std::uint64_t packed_ = 0;  // bytes of the block's packed data
  unsigned control_ = 0;
  std::uint64_t index_length_ = 0;
  std::uint64_t number_ = 0;
  unsigned shift_ = 0;
  std::uint64_t left_ = 0;  // numbers in the index
};

}  // namespace

std::uint64_t lzma2_dictionary(unsigned code) {
  if (code >= 40) return UINT32_MAX;
  return std::uint64_t{2U | (code & 1U)} << (code / 2 + 11);
}

void WindowWatch::see(Bytes bytes, MemoryShare& share) {
  while (!bytes.empty()) {
    const auto passed = static_cast<std::size_t>(std::min<std::uint64_t>(skipped_, bytes.size()));
    skipped_ -= passed;
    bytes = bytes.subspan(passed);
    const Bytes part = bytes.first(std::min(bytes.size(), wanted_ - held_.size()));
    held_.append(reinterpret_cast<const char*>(part.data()), part.size());
    bytes = bytes.subspan(part.size());
    if (!held_.empty()) look_ahead(static_cast<std::byte>(held_[0]));
    if (skipped_ > 0 || held_.size() < wanted_) break;
    const std::string whole = std::exchange(held_, std::string());
    look(std::as_bytes(std::span(whole)));
  }
  if (memory_ <= taken_) return;
  share.grow(memory_ - taken_);
  taken_ = memory_;
}

void WindowWatch::end() const {
  if (skipped_ > 0 || !between_frames()) fail("the compressed data is cut off");
  if (!held_.empty()) garbage();
}

std::unique_ptr<WindowWatch> watch_windows(Filter filter, MemoryShare& share) {
  constexpr std::uint64_t kSmall = std::uint64_t{8} << 20;
  if (filter == Filter::xz) return std::make_unique<XzWatch>();
  if (filter == Filter::zstd) return std::make_unique<ZstdWatch>();
  share.grow(kSmall);
  return nullptr;
}

}  // namespace komparu::archive
