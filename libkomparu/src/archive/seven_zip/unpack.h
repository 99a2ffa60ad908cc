// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_SEVEN_ZIP_UNPACK_H_
#define KOMPARU_ARCHIVE_SEVEN_ZIP_UNPACK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "archive/seven_zip/header.h"

namespace komparu::archive {

// A header of `size` bytes that was packed by these coders. Archivers pack it with LZMA or LZMA2
// alone, or not at all; anything else is Error (unsupported), with a password Error (encrypted).
// Throws Error (bad_archive) without a subject. The result may be shorter than `size`, never
// longer.
std::vector<std::byte> unpack_seven_zip_header(const std::vector<SevenZipCoder>& coders,
                                               std::vector<std::byte> packed, std::uint64_t size);

// What libarchive's filters read, around the same raw data: an .lzma file, and an .xz file. The
// dictionary is made no larger than `size`, which is all that can be referred to.
std::vector<std::byte> as_lzma_file(std::span<const std::byte> properties,
                                    std::span<const std::byte> packed, std::uint64_t size);
std::vector<std::byte> as_xz_file(std::byte dictionary, std::span<const std::byte> packed,
                                  std::uint64_t size);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_SEVEN_ZIP_UNPACK_H_
