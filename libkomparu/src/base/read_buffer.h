// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_READ_BUFFER_H_
#define KOMPARU_BASE_READ_BUFFER_H_

#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace komparu {

// Memory that files are read into. It begins at a page, because the place decides how fast the
// kernel copies: to addresses that malloc gives (16 bytes behind a page) some processors copy at a
// third of the speed (docs/performance.md).
class ReadBuffer {
 public:
  // At least `size` bytes of no particular content, valid until the next call.
  std::span<std::byte> get(std::size_t size) {
    if (size_ < size) {
      size_ = 0;
      bytes_.reset();
      bytes_.reset(static_cast<std::byte*>(::operator new(size, kAlignment)));
      size_ = size;
    }
    return {bytes_.get(), size};
  }

 private:
  static constexpr std::align_val_t kAlignment{4096};

  struct Free {
    void operator()(std::byte* bytes) const { ::operator delete(bytes, kAlignment); }
  };

  std::unique_ptr<std::byte, Free> bytes_;
  std::size_t size_ = 0;
};

}  // namespace komparu

#endif  // KOMPARU_BASE_READ_BUFFER_H_
