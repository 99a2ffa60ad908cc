// SPDX-License-Identifier: MIT
#ifndef KOMPARU_FILE_MAPPING_H_
#define KOMPARU_FILE_MAPPING_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "file/bus_guard.h"

namespace komparu::file {

// A fixed range of addresses through which one part of a file after another is seen. Everything
// read through it is worthless once lost() is true.
class Mapping {
 public:
  // Reserves addresses for parts of `capacity` bytes; valid() tells whether that worked.
  explicit Mapping(std::size_t capacity);
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping();

  bool valid() const { return region_.has_value() && region_->guarded(); }
  bool lost() const { return region_.has_value() && region_->lost(); }
  std::size_t capacity() const { return capacity_; }

  // Shows `length` bytes of `fd` from `offset`, a multiple of page_size(), in the place of what was
  // shown before. Null if the file cannot be mapped.
  const std::byte* show(int fd, std::uint64_t offset, std::size_t length);

  static std::size_t page_size();

 private:
  std::size_t capacity_;
  void* begin_ = nullptr;
  std::optional<GuardedRegion> region_;
};

}  // namespace komparu::file

#endif  // KOMPARU_FILE_MAPPING_H_
