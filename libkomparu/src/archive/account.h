// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_ACCOUNT_H_
#define KOMPARU_ARCHIVE_ACCOUNT_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

#include "archive/limits.h"
#include "komparu/stop.h"

namespace komparu::archive {

// What goes with the bytes of one pass wherever they are read: who counts them, what they may cost,
// and when to give up.
struct Account {
  Account(const ArchiveLimits& limits, std::string name, std::atomic<std::uint64_t>& counter,
          Until when)
      : allowance(limits, std::move(name)), bytes_read(counter), until(std::move(when)) {}

  // Bytes of the archive itself came in.
  void took(std::uint64_t bytes) {
    allowance.took(bytes);
    bytes_read.fetch_add(bytes, std::memory_order_relaxed);
  }

  Allowance allowance;
  std::atomic<std::uint64_t>& bytes_read;
  Until until;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ACCOUNT_H_
