// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_BYTES_SCRATCH_H_
#define KOMPARU_COMPARE_BYTES_SCRATCH_H_

#include <cstddef>
#include <span>

#include "base/read_buffer.h"

namespace komparu {

// Buffers that are kept between comparisons, so that their pages are paid for once. For one thread.
class Scratch {
 public:
  // At least `size` bytes of no particular content, valid until the next call.
  std::span<std::byte> get(std::size_t size) { return any_.get(size); }

  // Room for two small files, one in each half. get() leaves it alone.
  static constexpr std::size_t kSmallFile = std::size_t{32} << 10;
  std::span<std::byte> small_files() { return small_.get(2 * kSmallFile); }

 private:
  ReadBuffer any_;
  ReadBuffer small_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_SCRATCH_H_
