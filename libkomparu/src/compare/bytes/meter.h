// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_BYTES_METER_H_
#define KOMPARU_COMPARE_BYTES_METER_H_

#include <atomic>
#include <cstdint>

#include "komparu/progress.h"

namespace komparu {

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

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_METER_H_
