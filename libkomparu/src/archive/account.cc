// SPDX-License-Identifier: MIT
#include "archive/account.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "komparu/error.h"

namespace komparu::archive {

namespace {

[[noreturn]] void exceed(std::string_view limit, std::uint64_t most, const std::string& subject) {
  throw Error(
      ErrorCode::limit_exceeded, subject,
      fmt::format("more than {} allows ({}): this may be a decompression bomb", limit, most));
}

void check(std::string_view limit, std::uint64_t value, const std::optional<std::uint64_t>& most,
           const std::string& name) {
  if (most && value > *most) exceed(limit, *most, name);
}

}  // namespace

void fail(std::string detail) { throw Error(ErrorCode::bad_archive, "", std::move(detail)); }

void refuse(std::string detail) { throw Error(ErrorCode::unsupported, "", std::move(detail)); }

Allowance::Allowance(const ArchiveLimits& limits, std::string name)
    : limits_(limits), name_(std::move(name)) {}

void Allowance::took(std::uint64_t bytes) { taken_ += bytes; }

void Allowance::unpacked(std::uint64_t bytes) {
  unpacked_ += bytes;
  judge();
}

void Allowance::gave(std::uint64_t bytes) {
  given_ += bytes;
  judge();
}

void Allowance::judge() const {
  const std::uint64_t made = std::max<std::uint64_t>(unpacked_, given_);
  check_size(made);
  if (!limits_.compression_ratio || made < limits_.ratio_judged_from) return;
  const std::uint64_t taken = whole_ > 0 ? std::min<std::uint64_t>(taken_, whole_) : taken_.load();
  // Rounded up: exactly the ratio is allowed.
  const std::uint64_t ratio = made / std::max<std::uint64_t>(taken, 1) +
                              (made % std::max<std::uint64_t>(taken, 1) != 0 ? 1 : 0);
  check("compression_ratio", ratio, limits_.compression_ratio, name_);
}

void Allowance::met_entry() { check_entries(++entries_); }

void Allowance::check_entries(std::uint64_t count) const {
  check("entries", count, limits_.entries, name_);
}

void Allowance::check_name(std::uint64_t length) const {
  check("entry_name_length", length, limits_.entry_name_length, name_);
}

void Allowance::check_size(std::uint64_t bytes) const {
  check("decompressed_size", bytes, limits_.decompressed_size, name_);
}

void MemoryBudget::take(std::uint64_t bytes, const std::string& subject) {
  std::uint64_t before = taken_.load(std::memory_order_relaxed);
  do {
    if (most_ && (before > *most_ || bytes > *most_ - before)) exceed(limit_, *most_, subject);
  } while (!taken_.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
}

std::uint64_t memory_of(const Error& error) {
  constexpr std::uint64_t kPiece = 16;  // with each piece of memory
  const std::uint64_t texts = error.subject().size() + error.detail().size();
  return sizeof(Error) + 2 * texts + 4 * kPiece;
}

}  // namespace komparu::archive

namespace komparu {

std::shared_ptr<ArchiveMemory> share_archive_memory(const ArchiveLimits& limits) {
  return std::make_shared<ArchiveMemory>(limits);
}

}  // namespace komparu
