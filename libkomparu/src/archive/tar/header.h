// SPDX-License-Identifier: MIT
// One header block of a tar archive, read by itself.
#ifndef KOMPARU_ARCHIVE_TAR_HEADER_H_
#define KOMPARU_ARCHIVE_TAR_HEADER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace komparu::archive {

// Whether a tar header with a valid check sum stands here.
bool is_tar_header(std::span<const std::byte> head);

struct TarHeader {
  // Whose layout the block has from its magic on. `other` says "ustar" in a way of its own.
  enum class Dialect { v7, posix, gnu, other };

  Dialect dialect = Dialect::v7;
  char type = 0;
  std::string name;  // with its prefix
  std::string link;
  std::uint64_t size = 0;    // bytes that follow, as the field says
  std::uint64_t device = 0;  // as the system numbers devices

  // Of a sparse member as GNU tar wrote them before pax: how long it is with its holes.
  std::uint64_t real_size = 0;
  // The fields that describe holes: 4 times 24 bytes, and whether there are more.
  std::array<char, 97> sparse_fields{};
};

// Reads a block that is no zeros. Throws Error (bad_archive) if it is no header, or one that
// readers of tar read in different ways.
TarHeader read_tar_header(std::span<const std::byte> block);

// A number in a field: octal, or binary behind a byte of 0x80. None if it is anything else, or
// beyond 63 bits.
std::optional<std::uint64_t> tar_number(std::string_view field);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_TAR_HEADER_H_
