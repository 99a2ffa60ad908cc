// SPDX-License-Identifier: MIT
// Numbers in records that have their lowest byte first.
#ifndef KOMPARU_ARCHIVE_LITTLE_ENDIAN_H_
#define KOMPARU_ARCHIVE_LITTLE_ENDIAN_H_

#include <cstddef>
#include <cstdint>
#include <span>

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

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_LITTLE_ENDIAN_H_
