// SPDX-License-Identifier: MIT
// The lines of cmp -l: one per differing byte.
#ifndef KOMPARU_APPS_BYTE_LISTING_H_
#define KOMPARU_APPS_BYTE_LISTING_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "komparu/compare.h"
#include "komparu/reader.h"
#include "output.h"

namespace komparu::cli {

// Writes each difference as it is found. Throws Error (output) as soon as a write has failed.
class ByteListing final : public ByteDifferenceSink {
 public:
  // Byte numbers are padded to `width`.
  ByteListing(Output& output, std::size_t width, bool print_bytes)
      : output_(output), width_(width), print_bytes_(print_bytes) {}

  void add(std::span<const ByteDifference> differences) override;

 private:
  Output& output_;
  std::size_t width_;
  bool print_bytes_;
};

// Digits of the largest byte number that can occur, as far as the sizes of regular files tell.
std::size_t byte_number_width(const Reader& left, const Reader& right, const Extent& extent);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_BYTE_LISTING_H_
