// SPDX-License-Identifier: MIT
// Lists of checksums, as sha256sum and its kin read and write them.
#ifndef KOMPARU_CHECKSUMS_H_
#define KOMPARU_CHECKSUMS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "komparu/archive.h"
#include "komparu/digest.h"
#include "komparu/options.h"
#include "komparu/source.h"
#include "komparu/stop.h"

namespace komparu {

// How a list is read. Each line is GNU's (`HASH  PATH` or `HASH *PATH`; in the path of a line that
// begins with a backslash, `\\`, `\n` and `\r` are escapes) or BSD's (`SHA256 (PATH) = HASH`).
// CRLF and a byte order mark are accepted; any other line is an error.
struct ChecksumFormat {
  // The algorithm of lines without a tag. None: the number of hexadecimal digits tells it: 32 md5,
  // 40 sha1, 64 sha256, 96 sha384, 128 sha512.
  std::optional<DigestAlgorithm> untagged;
  // Lines end with NUL, and paths are not escaped (sha256sum -z).
  bool ended_by_nul = false;
};

struct Checksums {
  // The tree of the paths in the list. Their contents are known by their digests alone.
  Source source;
  std::uint64_t lines = 0;
  std::uint64_t weak = 0;  // of them those of an algorithm that does not prove "same"
};

// Reads a list to its end: a file, a pipe, or what a URL sends. Paths are names: a leading `./` and
// doubled slashes do not count, a leading slash and `..` do and are never resolved. A path that is
// given twice with two values is a problem of that entry (duplicate). What is kept counts against
// `index_memory` of `memory` (share_archive_memory()); null: against that of the default limits.
// Throws Error: unreadable with the number of a line that is none of ChecksumFormat,
// limit_exceeded, and what open_reader() and reading throw.
Checksums read_checksums(const Source& list, const ChecksumFormat& format = {},
                         const ReadOptions& options = {}, const Until& until = {},
                         std::shared_ptr<ArchiveMemory> memory = nullptr);

// The algorithm of that name, as `--hash` and the tags of BSD lines spell it, in any case: sha256,
// sha512/256 (or sha512-256), sha3-256, blake2b ... None: there is none.
std::optional<DigestAlgorithm> find_algorithm(std::string_view name);

// A line for a list, with its end. It has a tag where its algorithm cannot be told from its length.
std::string checksum_line(const Digest& digest, std::string_view path, bool ended_by_nul);

}  // namespace komparu

#endif  // KOMPARU_CHECKSUMS_H_
