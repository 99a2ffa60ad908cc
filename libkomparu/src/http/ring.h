// SPDX-License-Identifier: MIT
#ifndef KOMPARU_HTTP_RING_H_
#define KOMPARU_HTTP_RING_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

namespace komparu::http {

// H16: bytes that arrived and were not taken yet. It starts small and grows only when asked.
class Ring {
 public:
  static constexpr std::size_t kFirst = std::size_t{256} << 10;
  static constexpr std::size_t kMost = std::size_t{4} << 20;

  std::size_t size() const { return size_; }
  std::size_t room() const { return capacity_ - size_; }
  std::size_t capacity() const { return capacity_; }

  // Adds all bytes; there must be room.
  void add(std::span<const std::byte> bytes) {
    if (!bytes_) bytes_ = std::make_unique_for_overwrite<std::byte[]>(capacity_);
    const std::size_t at = (first_ + size_) % capacity_;
    const std::size_t straight = std::min(bytes.size(), capacity_ - at);
    std::memcpy(bytes_.get() + at, bytes.data(), straight);
    if (straight < bytes.size()) {
      std::memcpy(bytes_.get(), bytes.data() + straight, bytes.size() - straight);
    }
    size_ += bytes.size();
  }

  // The first `count` bytes, which are there: in place, or in `scratch` where they wrap around.
  std::span<const std::byte> front(std::size_t count, std::span<std::byte> scratch) const {
    const std::size_t straight = std::min(count, capacity_ - first_);
    if (straight == count) return {bytes_.get() + first_, count};
    std::memcpy(scratch.data(), bytes_.get() + first_, straight);
    std::memcpy(scratch.data() + straight, bytes_.get(), count - straight);
    return scratch.first(count);
  }

  void drop(std::size_t count) {
    first_ = (first_ + count) % capacity_;
    size_ -= count;
  }

  // Makes room for `capacity` bytes in all. Moves them: views are invalid afterwards.
  void grow(std::size_t capacity) {
    if (capacity <= capacity_) return;
    auto larger = std::make_unique_for_overwrite<std::byte[]>(capacity);
    if (size_ > 0) {
      const std::size_t straight = std::min(size_, capacity_ - first_);
      std::memcpy(larger.get(), bytes_.get() + first_, straight);
      std::memcpy(larger.get() + straight, bytes_.get(), size_ - straight);
    }
    bytes_ = std::move(larger);
    first_ = 0;
    capacity_ = capacity;
  }

 private:
  std::unique_ptr<std::byte[]> bytes_;
  std::size_t capacity_ = kFirst;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_RING_H_
