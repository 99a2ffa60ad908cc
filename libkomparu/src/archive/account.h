// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_ACCOUNT_H_
#define KOMPARU_ARCHIVE_ACCOUNT_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "komparu/archive.h"
#include "komparu/error.h"
#include "komparu/stop.h"

namespace komparu::archive {

// Throw Error without a subject, which is added where the archive or the member is known by name.
[[noreturn]] void fail(std::string detail);    // bad_archive
[[noreturn]] void refuse(std::string detail);  // unsupported

// What one pass over an archive may cost. Every function throws Error (limit_exceeded), which names
// the limit and its value, as soon as the work that was done goes beyond it. Several threads may
// take part in a pass.
class Allowance {
 public:
  Allowance(const ArchiveLimits& limits, std::string name);

  // Bytes of the archive itself came in. Those that are read again because a format seeks are
  // counted again; `whole` (if not 0) is as much as there is.
  void took(std::uint64_t bytes);
  void set_whole(std::uint64_t bytes) { whole_ = bytes; }

  // Bytes came out of a filter; bytes of members were given out. They are often the same bytes, so
  // the larger sum counts.
  void unpacked(std::uint64_t bytes);
  void gave(std::uint64_t bytes);

  void met_entry();
  // Before an entry is known: the archive itself says how many there are.
  void check_entries(std::uint64_t count) const;
  void check_name(std::uint64_t length) const;
  // Bytes that are kept on a disk meanwhile.
  void check_size(std::uint64_t bytes) const;

  // What errors call the archive.
  const std::string& name() const { return name_; }

 private:
  void judge() const;

  const ArchiveLimits limits_;
  const std::string name_;
  std::uint64_t whole_ = 0;
  std::atomic<std::uint64_t> taken_{0};
  std::atomic<std::uint64_t> unpacked_{0};
  std::atomic<std::uint64_t> given_{0};
  std::uint64_t entries_ = 0;
};

// What archives may keep in memory, over all that are open for one comparison (A14). Any thread may
// take from it and give back.
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

// What an error takes that is kept.
std::uint64_t memory_of(const Error& error);

// What one holder has taken; it goes back with the holder. For one thread.
class MemoryShare {
 public:
  // Takes from nobody: nothing is limited.
  MemoryShare() = default;
  // The budget must outlive it.
  MemoryShare(MemoryBudget& budget, std::string subject)
      : budget_(&budget), subject_(std::move(subject)) {}
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;
  ~MemoryShare() {
    if (budget_ != nullptr) budget_->give_back(bytes_);
  }

  // Another holder's, of the same budget and about the same archive.
  MemoryShare another() const {
    return budget_ != nullptr ? MemoryShare(*budget_, subject_) : MemoryShare();
  }

  // Before the memory itself is asked for.
  void grow(std::uint64_t bytes) {
    if (budget_ != nullptr) budget_->take(bytes, subject_);
    bytes_ += bytes;
  }

 private:
  MemoryBudget* const budget_ = nullptr;
  const std::string subject_;
  std::uint64_t bytes_ = 0;
};

}  // namespace komparu::archive

namespace komparu {

class ArchiveMemory {
 public:
  explicit ArchiveMemory(const ArchiveLimits& limits)
      : index("index_memory", limits.index_memory),
        decoders("decoder_memory", limits.decoder_memory) {}

  archive::MemoryBudget index;     // names and what is known of members
  archive::MemoryBudget decoders;  // windows and dictionaries
};

}  // namespace komparu

namespace komparu::archive {

// What goes with the bytes of one pass wherever they are read: who counts them, what they may cost,
// and when to give up.
struct Account {
  Account(const ArchiveLimits& limits, std::string name, std::atomic<std::uint64_t>& counter,
          Until when, std::shared_ptr<ArchiveMemory> shared = nullptr)
      : allowance(limits, std::move(name)),
        bytes_read(counter),
        until(std::move(when)),
        memory(shared ? std::move(shared) : std::make_shared<ArchiveMemory>(limits)) {}

  // Bytes of the archive itself came in.
  void took(std::uint64_t bytes) {
    allowance.took(bytes);
    bytes_read.fetch_add(bytes, std::memory_order_relaxed);
  }

  Allowance allowance;
  std::atomic<std::uint64_t>& bytes_read;
  Until until;
  const std::shared_ptr<ArchiveMemory> memory;
  std::uint64_t strip_components = 0;  // the names of members lose so many
  // Set once strip_components leaves out a member that is no directory; may be null.
  std::atomic<bool>* left_out_files = nullptr;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ACCOUNT_H_
