// SPDX-License-Identifier: MIT
// What a comparison works with.
#ifndef KOMPARU_COMPARE_BYTES_WORKPLACE_H_
#define KOMPARU_COMPARE_BYTES_WORKPLACE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/read_buffer.h"
#include "compare/bytes/ways.h"
#include "komparu/progress.h"
#include "pool/thread_pool.h"

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

// Counts what is read, for the result of one comparison and for the caller's Progress.
class Meter {
 public:
  explicit Meter(Progress* progress) : progress_(progress) {}

  void add(std::uint64_t bytes) {
    bytes_.fetch_add(bytes, std::memory_order_relaxed);
    if (progress_ != nullptr) progress_->bytes_read.fetch_add(bytes, std::memory_order_relaxed);
  }
  void expect(std::uint64_t bytes) {
    if (progress_ != nullptr) progress_->bytes_expected.fetch_add(bytes, std::memory_order_relaxed);
  }
  std::uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  Progress* progress_;
  std::atomic<std::uint64_t> bytes_{0};
};

// What a thread brings along: others that may help it with a large pair, a buffer, and what the run
// has measured so far (null: nothing).
struct Workplace {
  ThreadPool& pool;
  Scratch& scratch;
  Ways* ways = nullptr;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_WORKPLACE_H_
