// SPDX-License-Identifier: MIT
// The one door to libarchive: exactly one format, or exactly one filter, enabled by name.
#ifndef KOMPARU_ARCHIVE_LIBARCHIVE_H_
#define KOMPARU_ARCHIVE_LIBARCHIVE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "archive/feed.h"
#include "archive/sniff.h"
#include "komparu/error.h"
#include "komparu/result.h"

namespace komparu::archive {

// What libarchive says of one member.
struct Head {
  std::optional<std::string> name;  // none: it could not be translated
  Kind kind = Kind::unknown;
  std::optional<std::uint64_t> size;
  std::string link_text;
  std::optional<std::string> hard_link;
  std::uint64_t device = 0;
  // Of files in cpio archives: who shares an inode.
  std::uint64_t inode_device = 0;
  std::uint64_t inode = 0;
  std::uint64_t links = 0;
  bool encrypted = false;
  bool sparse = false;
  std::string warning;  // what libarchive did not like about the head; empty: nothing
};

// Consecutive bytes of a member.
struct Block {
  std::uint64_t offset = 0;  // where in the member they stand; zeros fill what was left out
  std::span<const std::byte> bytes;
};

// One pass through one format. What it throws names no subject; what the feed throws passes
// through.
class FormatReader {
 public:
  virtual ~FormatReader() = default;

  // The next head; none at the end. Throws Error (bad_archive, encrypted), then nothing more can be
  // read.
  virtual std::optional<Head> next() = 0;

  // The next bytes of the member; none at its end. Throws Error (bad_archive). The next member can
  // still be asked for, unless broken().
  virtual std::optional<Block> next_block() = 0;

  // What keeps the last block's bytes in place beyond the next call; null: nothing.
  virtual std::shared_ptr<const void> owner() const { return nullptr; }

  virtual bool broken() const = 0;

  // Bytes of the feed that the format has used, where that is asked for.
  virtual std::uint64_t position() const { return 0; }
};

// zip or 7z. `feed` must outlive it, and be able to seek if the format needs that. Throws
// Error (unsupported) if libarchive is not there, and what the first bytes deserve.
std::unique_ptr<FormatReader> open_format(Format format, Feed& feed);

// The same for a format that has no place but in a worker. Throws std::bad_alloc where memory is
// wanting, and Error (unsupported) if libarchive was built without it.
std::unique_ptr<FormatReader> open_extra_format(ExtraFormat format, Feed& feed);

// Opens all the files that open_extra_format() needs: libarchive, a locale.
void prepare_extra_formats();

// What a filter other than none and gzip unpacks: one content, which next_block() gives at once.
std::unique_ptr<FormatReader> open_filter(Filter filter, Feed& feed);

// The same for an .lzma file, which is no archive's filter.
std::unique_ptr<FormatReader> open_lzma(Feed& feed);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_LIBARCHIVE_H_
