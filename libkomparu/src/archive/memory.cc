// SPDX-License-Identifier: MIT
#include "archive/memory.h"

#include <fmt/format.h>

#include "komparu/error.h"

namespace komparu {

namespace archive {

void MemoryBudget::take(std::uint64_t bytes, const std::string& subject) {
  std::uint64_t before = taken_.load(std::memory_order_relaxed);
  do {
    if (most_ && (before > *most_ || bytes > *most_ - before)) {
      throw Error(ErrorCode::limit_exceeded, subject,
                  fmt::format("more than {} allows ({}): this may be a decompression bomb", limit_,
                              *most_));
    }
  } while (!taken_.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
}

}  // namespace archive

std::shared_ptr<ArchiveMemory> share_archive_memory(const ArchiveLimits& limits) {
  return std::make_shared<ArchiveMemory>(limits);
}

}  // namespace komparu
