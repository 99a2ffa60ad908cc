// SPDX-License-Identifier: MIT
// What archives may keep in memory, over all that are open for one comparison (A14).
#ifndef KOMPARU_ARCHIVE_MEMORY_H_
#define KOMPARU_ARCHIVE_MEMORY_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "komparu/archive.h"

namespace komparu {

namespace archive {

// Any thread may take from it and give back.
class MemoryBudget {
 public:
  // `limit` is the name of the limit in messages.
  MemoryBudget(std::string_view limit, std::optional<std::uint64_t> most)
      : limit_(limit), most_(most) {}

  // Throws Error (limit_exceeded) about `subject` if no more is left; then nothing was taken.
  void take(std::uint64_t bytes, const std::string& subject);
  void give_back(std::uint64_t bytes) noexcept {
    taken_.fetch_sub(bytes, std::memory_order_relaxed);
  }

 private:
  const std::string_view limit_;
  const std::optional<std::uint64_t> most_;
  std::atomic<std::uint64_t> taken_{0};
};

// What one holder has taken; it goes back with the holder. For one thread.
class MemoryShare {
 public:
  // The budget must outlive it.
  MemoryShare(MemoryBudget& budget, std::string subject)
      : budget_(&budget), subject_(std::move(subject)) {}
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;
  ~MemoryShare() { budget_->give_back(bytes_); }

  // Before the memory itself is asked for.
  void grow(std::uint64_t bytes) {
    budget_->take(bytes, subject_);
    bytes_ += bytes;
  }

 private:
  MemoryBudget* const budget_;
  const std::string subject_;
  std::uint64_t bytes_ = 0;
};

}  // namespace archive

class ArchiveMemory {
 public:
  explicit ArchiveMemory(const ArchiveLimits& limits)
      : index("index_memory", limits.index_memory),
        decoders("decoder_memory", limits.decoder_memory) {}

  archive::MemoryBudget index;     // names and what is known of members
  archive::MemoryBudget decoders;  // windows and dictionaries
};

}  // namespace komparu

#endif  // KOMPARU_ARCHIVE_MEMORY_H_
