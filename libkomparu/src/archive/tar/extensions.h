// SPDX-License-Identifier: MIT
// What headers say about the member that follows them: pax records, and GNU tar's long names.
#ifndef KOMPARU_ARCHIVE_TAR_EXTENSIONS_H_
#define KOMPARU_ARCHIVE_TAR_EXTENSIONS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "archive/tar/input.h"
#include "archive/tar/sparse.h"

namespace komparu::archive {

struct TarExtensions {
  // From pax.
  bool has_records = false;
  std::optional<std::string> path;
  std::optional<std::string> link_path;
  std::optional<std::uint64_t> size;
  std::optional<std::uint64_t> size_of_star;  // SCHILY.realsize
  bool raw_names = false;                     // hdrcharset=BINARY
  SparseRecords sparse;
  // From headers of the types L and K.
  std::optional<std::string> long_name;
  std::optional<std::string> long_link;
  // Why the name or the link text cannot be what was meant; empty: nothing.
  std::string doubt;

  bool any() const { return has_records || long_name || long_link; }

  // What counts. Throws Error (bad_archive) if both kinds of headers say it.
  const std::optional<std::string>& name() const;
  const std::optional<std::string>& link() const;
};

// Reads the records of a pax header (type x) of `size` bytes. A name is held against its limit
// before it is stored; a record that does not matter is not stored. Throws Error (bad_archive,
// unsupported, limit_exceeded).
void read_pax_records(TarInput& input, std::uint64_t size, TarExtensions& extensions);

// The same for records about all members that follow (type g): none of those that matter is
// allowed, except what says how names are encoded, which is true of the result.
void read_global_records(TarInput& input, std::uint64_t size, bool& raw_names);

// Reads the name or link text that is the content of a header of type L or K.
std::string read_long_name(TarInput& input, std::uint64_t size, std::string& doubt);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_TAR_EXTENSIONS_H_
