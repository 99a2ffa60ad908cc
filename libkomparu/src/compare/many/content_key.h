// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_MANY_CONTENT_KEY_H_
#define KOMPARU_COMPARE_MANY_CONTENT_KEY_H_

#include <cstdint>
#include <limits>
#include <optional>

#include "base/keyed_hash.h"
#include "compare/bytes/workplace.h"
#include "compare/many/leader_index.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/source.h"
#include "komparu/stop.h"

namespace komparu {

constexpr std::uint64_t kWholeContent = std::numeric_limits<std::uint64_t>::max();

// What contents are hashed with, for leader_index.h. For one thread.
struct KeyMaking {
  const ReadOptions& read;
  const Until& until;
  const KeyedHash::Secret secret;
  Scratch& scratch;
  Meter& meter;
};

// Adds to `hash` what a reader gives from its start on, `most` bytes at most (a multiple of 4 KiB):
// the same for the same bytes, whether zeros are a hole or not. Holes cost nothing. Returns how
// many bytes that were. Throws Error if they cannot be read, or if the file changed meanwhile.
std::uint64_t add_content(KeyedHash& hash, Reader& reader, std::uint64_t most,
                          const KeyMaking& making);

// Keys of files that are closed and opened again: 0 is the length, 1 is about the first 64 KiB, 2
// about all.
constexpr unsigned kFileKeyLevels = 3;

// None if the file is not what it was known as, or cannot be read. Throws Error only where the work
// is to end.
std::optional<SourceKey> file_key(const Source& source, const Identity& known_as, unsigned level,
                                  const KeyMaking& making);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_CONTENT_KEY_H_
