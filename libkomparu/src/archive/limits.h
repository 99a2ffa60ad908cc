// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_LIMITS_H_
#define KOMPARU_ARCHIVE_LIMITS_H_

#include <cstdint>
#include <string>

#include "komparu/archive.h"

namespace komparu::archive {

// What one pass over an archive may cost. Every function throws Error (limit_exceeded), which names
// the limit and its value, as soon as the work that was done goes beyond it.
class Allowance {
 public:
  Allowance(const ArchiveLimits& limits, std::string name);

  // Bytes of the archive itself came in. Those that are read again because a format seeks are
  // counted again; `whole` (if not 0) is as much as there is.
  void took(std::uint64_t bytes);
  void set_whole(std::uint64_t bytes) { whole_ = bytes; }

  // Bytes came out of a filter; bytes of members were given out. They are often the same bytes, so
  // the larger sum counts.
  void unpacked(std::uint64_t bytes);
  void gave(std::uint64_t bytes);

  void met_entry();
  // Before an entry is known: the archive itself says how many there are.
  void check_entries(std::uint64_t count) const;
  void check_name(std::uint64_t length) const;
  // Bytes that are kept on a disk meanwhile.
  void check_size(std::uint64_t bytes) const;

  // What errors call the archive.
  const std::string& name() const { return name_; }

 private:
  void judge() const;

  const ArchiveLimits limits_;
  const std::string name_;
  std::uint64_t whole_ = 0;
  std::uint64_t taken_ = 0;
  std::uint64_t unpacked_ = 0;
  std::uint64_t given_ = 0;
  std::uint64_t entries_ = 0;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_LIMITS_H_
