// SPDX-License-Identifier: MIT
// What a file is, by its first bytes. libarchive's own detection is never used: with everything
// enabled it crashes, hangs or runs programs on crafted input.
#ifndef KOMPARU_ARCHIVE_SNIFF_H_
#define KOMPARU_ARCHIVE_SNIFF_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "komparu/archive.h"

namespace komparu::archive {

// What a whole archive may be packed with.
enum class Filter { none, gzip, bzip2, xz, zstd, lz4 };

enum class Format { tar, zip, seven_zip, cpio, ar };

// As many bytes from the start as sniffing may look at: ISO 9660 has its magic at 32769.
inline constexpr std::size_t kSniffedBytes = 36864;

// As much of a filter's output as sniffing looks at.
inline constexpr std::size_t kSniffedInside = 1024;

Filter sniff_filter(std::span<const std::byte> head);

// The format that begins here. With `asked_for` also those whose magic says little: ar, binary
// cpio, and a tar that is nothing but its end marker.
std::optional<Format> sniff_format(std::span<const std::byte> head, bool asked_for);

// Formats that are read only by request, and not in this process.
std::optional<ExtraFormat> sniff_extra_format(std::span<const std::byte> head);

// The enumerator as users write it, e.g. "rar".
std::string_view word(ExtraFormat format) noexcept;

// Formats that are read by their directory and so at any offset.
inline bool needs_seeking(Format format) {
  return format == Format::zip || format == Format::seven_zip;
}

// What may stand inside a filter.
inline bool may_be_filtered(Format format) { return !needs_seeking(format); }

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_SNIFF_H_
