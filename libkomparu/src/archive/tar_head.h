// SPDX-License-Identifier: MIT
// The headers in front of a tar member that carry its long names: those of pax (POSIX.1-2001) and
// of GNU tar.
#ifndef KOMPARU_ARCHIVE_TAR_HEAD_H_
#define KOMPARU_ARCHIVE_TAR_HEAD_H_

#include <cstddef>
#include <span>

namespace komparu::archive {

// How many bytes a member's headers have in all, as far as those that are there say; no more than
// are there if this is no header, or more than anybody needs.
std::size_t tar_head_length(std::span<const std::byte> head);

// Whether a name in them has a NUL byte inside: libarchive would end it there.
bool tar_name_has_nul(std::span<const std::byte> head);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_TAR_HEAD_H_
