// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_BYTES_SCRATCH_H_
#define KOMPARU_COMPARE_BYTES_SCRATCH_H_

#include <cstddef>
#include <memory>
#include <span>

namespace komparu {

// A buffer that is kept between comparisons, so that its pages are paid for once. For one thread.
class Scratch {
 public:
  // At least `size` bytes of no particular content, valid until the next call.
  std::span<std::byte> get(std::size_t size) {
    if (size_ < size) {
      bytes_ = std::make_unique_for_overwrite<std::byte[]>(size);
      size_ = size;
    }
    return {bytes_.get(), size};
  }

 private:
  std::unique_ptr<std::byte[]> bytes_;
  std::size_t size_ = 0;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_SCRATCH_H_
