// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_ACCOUNT_H_
#define KOMPARU_ARCHIVE_ACCOUNT_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "archive/limits.h"
#include "archive/memory.h"
#include "komparu/stop.h"

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
  // Set once strip_components leaves out a member that is no directory; may be null.
  std::atomic<bool>* left_out_files = nullptr;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ACCOUNT_H_
