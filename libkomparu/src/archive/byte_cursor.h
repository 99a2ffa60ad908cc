// SPDX-License-Identifier: MIT
// Numbers in records that have their lowest byte first.
#ifndef KOMPARU_ARCHIVE_BYTE_CURSOR_H_
#define KOMPARU_ARCHIVE_BYTE_CURSOR_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "archive/account.h"
#include "komparu/reader.h"

namespace komparu::archive {

// The number of `Width` bytes at `at`; they must be there.
template <std::size_t Width>
std::uint64_t little_endian(std::span<const std::byte> bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = Width; i > 0; --i) {
    value = value << 8 | std::to_integer<std::uint64_t>(bytes[at + i - 1]);
  }
  return value;
}

inline std::uint16_t le16(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(little_endian<2>(bytes, at));
}

inline std::uint32_t le32(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint32_t>(little_endian<4>(bytes, at));
}

inline std::uint64_t le64(std::span<const std::byte> bytes, std::size_t at) {
  return little_endian<8>(bytes, at);
}

inline bool is_zero(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](std::byte byte) { return byte == std::byte{}; });
}

// Small reads at any offset, out of larger ones.
class ByteCursor {
 public:
  static constexpr std::size_t kMost = 262144;

  // Reads at least `ahead` bytes at a time. `access` must outlive it.
  ByteCursor(RandomAccess& access, Account& account, std::size_t ahead)
      : size_(access.size()), window_(access.window(kMost)), account_(account), ahead_(ahead) {}

  std::uint64_t size() const { return size_; }

  // The `length` bytes (at most kMost) at `offset`, fewer where the file ends. Valid until the next
  // call.
  std::span<const std::byte> at(std::uint64_t offset, std::size_t length) {
    if (offset >= size_) return {};
    length = static_cast<std::size_t>(std::min<std::uint64_t>(length, size_ - offset));
    if (offset < start_ || offset + length > start_ + view_.size()) {
      fetch(offset, std::max(length, ahead_));
    }
    return seen(offset, length);
  }

  // Some of the bytes from `offset` on, at most `most`: those that are there without reading, if
  // there are any. Little more than `most` is read: what is behind it may never be asked for. Empty
  // where the file ends. Valid until the next call.
  std::span<const std::byte> some(std::uint64_t offset, std::uint64_t most) {
    if (offset >= size_ || most == 0) return {};
    if (offset < start_ || offset >= start_ + view_.size()) {
      fetch(offset, static_cast<std::size_t>(std::min<std::uint64_t>(most, ahead_)));
    }
    return seen(offset, most);
  }

 private:
  void fetch(std::uint64_t offset, std::size_t length) {
    // A few small members that stand in a row come with one call.
    constexpr std::size_t kLeast = 16384;
    account_.until.check();
    length = std::min(std::max(length, std::min(kLeast, ahead_)), kMost);
    view_ = window_->at(offset,
                        static_cast<std::size_t>(std::min<std::uint64_t>(length, size_ - offset)));
    start_ = offset;
    account_.took(view_.size());
  }

  std::span<const std::byte> seen(std::uint64_t offset, std::uint64_t most) const {
    const auto rest = view_.subspan(static_cast<std::size_t>(offset - start_));
    return rest.first(static_cast<std::size_t>(std::min<std::uint64_t>(most, rest.size())));
  }

  const std::uint64_t size_;
  const std::unique_ptr<Window> window_;
  Account& account_;
  const std::size_t ahead_;
  std::uint64_t start_ = 0;
  std::span<const std::byte> view_;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_BYTE_CURSOR_H_
