// SPDX-License-Identifier: MIT
// Where the bytes of a sparse member belong: what lies between them are zeros.
#ifndef KOMPARU_ARCHIVE_TAR_SPARSE_H_
#define KOMPARU_ARCHIVE_TAR_SPARSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/account.h"
#include "archive/tar/header.h"
#include "archive/tar/input.h"

namespace komparu::archive {

// Consecutive bytes that are no hole.
struct TarSegment {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

class SparseMap {
 public:
  // Adds the next segment. Throws Error: bad_archive if it begins before the end of the one before
  // it, limit_exceeded if there are more of them than `allowance` has for entries.
  void add(TarSegment segment, const Allowance& allowance);

  // How many were added, those without bytes too, which are not kept.
  std::uint64_t count() const { return count_; }

  // Gives what was added. Throws Error (bad_archive) unless it ends at `real_size` bytes and holds
  // `stored` bytes.
  std::vector<TarSegment> take(std::uint64_t real_size, std::uint64_t stored);

 private:
  std::vector<TarSegment> segments_;
  std::uint64_t count_ = 0;
  std::uint64_t end_ = 0;
  std::uint64_t stored_ = 0;
};

// What the pax records GNU.sparse.* say.
struct SparseRecords {
  std::optional<std::uint64_t> major;
  std::optional<std::uint64_t> minor;
  std::optional<std::uint64_t> size;
  std::optional<std::uint64_t> real_size;
  std::optional<std::uint64_t> blocks;
  std::optional<std::uint64_t> offset;  // whose length has yet to come
  std::optional<std::string> name;
  bool has_map = false;    // one record with all segments
  bool has_pairs = false;  // two records for each
  SparseMap map;

  bool any() const {
    return major || minor || size || real_size || blocks || offset || name || has_map || has_pairs;
  }
};

// A sparse member: its size with its holes, its segments, and how many of its bytes in the archive
// were its map.
struct SparseMember {
  std::uint64_t real_size = 0;
  std::vector<TarSegment> segments;
  std::uint64_t map_size = 0;
};

// Of a header of type S: reads the blocks behind it that continue it, which are not part of its
// `size`.
SparseMember read_gnu_sparse(const TarHeader& header, TarInput& input);

// Of a member with such records, in the versions 0.0, 0.1 and 1.0, of which the last keeps its map
// in front of the content. `stored` is the size of all that.
SparseMember read_pax_sparse(SparseRecords& records, std::uint64_t stored, TarInput& input);

// A number in decimal digits, as pax has them; none if it is anything else or beyond 63 bits.
std::optional<std::uint64_t> decimal_number(std::string_view digits);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_TAR_SPARSE_H_
