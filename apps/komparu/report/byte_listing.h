// SPDX-License-Identifier: MIT
// The lines of cmp -l: one per differing byte.
#ifndef KOMPARU_APPS_REPORT_BYTE_LISTING_H_
#define KOMPARU_APPS_REPORT_BYTE_LISTING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "komparu/options.h"
#include "komparu/pairs.h"
#include "komparu/result.h"
#include "output.h"

namespace komparu::cli {

// Digits of the largest byte number that can occur, by the sizes of the regular files.
std::size_t byte_number_width(const SideFacts& left, const SideFacts& right, const Extent& extent);

// Thrown as soon as so many differences are listed as were asked for.
struct ListedEnough {};

// Writes each difference as it is found. Throws Error (output) as soon as a write has failed.
class ByteListing final : public ByteDifferenceSink {
 public:
  // What is compared is the `extent`: no byte number is larger than it and the sizes allow. After
  // `most` differences, at least 1, it throws ListedEnough.
  ByteListing(Output& output, const Extent& extent, bool print_bytes,
              std::optional<std::uint64_t> most = {})
      : output_(output), extent_(extent), most_(most), print_bytes_(print_bytes) {}

  void begin(const SideFacts& left, const SideFacts& right) override {
    width_ = byte_number_width(left, right, extent_);
  }
  void add(std::span<const ByteDifference> differences) override;

 private:
  Output& output_;
  const Extent extent_;
  const std::optional<std::uint64_t> most_;
  std::uint64_t listed_ = 0;
  std::size_t width_ = 1;  // byte numbers are padded to it
  bool print_bytes_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_BYTE_LISTING_H_
