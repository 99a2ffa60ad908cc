// SPDX-License-Identifier: MIT
#include "file/shared_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/errors.h"
#include "komparu/error.h"

namespace komparu::file {

SharedFile::SharedFile(OpenFile file, std::uint64_t start, std::uint64_t end, Until until)
    : file_(std::move(file)),
      start_(start),
      size_(end > start ? end - start : 0),
      until_(std::move(until)) {}

void SharedFile::read_at(std::uint64_t offset, std::span<std::byte> buffer) {
  for (unsigned replacements = 0;; ++replacements) {
    try {
      const std::size_t got = file::read_at(file_.fd, start_ + offset, buffer, file_.name, until_);
      if (got < buffer.size()) {
        throw Error(ErrorCode::changed, file_.name, "became shorter while it was read");
      }
      return;
    } catch (const Error& error) {
      if (is_stale(error.os_error()) && replace_stale(replacements)) continue;
      if (error.os_error() == 0) throw;
      throw Error(error.code(), file_.name, fmt::format("{} at offset {}", error.detail(), offset))
          .with_os_error(error.os_error());
    }
  }
}

bool SharedFile::replace_stale(unsigned seen_replacements) {
  const std::lock_guard lock(replacing_);
  if (replacements_ > seen_replacements) return true;
  if (replacements_ > 0 || file_.borrowed) return false;
  if (!reopen_at(file_.fd, file_.directory, file_.name, file_.status)) return false;
  ++replacements_;
  return true;
}

void SharedFile::read_ahead(std::uint64_t offset) {
  // docs/performance.md has the measurements behind these numbers.
  constexpr std::uint64_t kAhead = std::uint64_t{16} << 20;
  constexpr std::uint64_t kStep = std::uint64_t{1} << 20;
  const std::uint64_t to = std::min(size_, offset + kAhead);
  std::uint64_t from = std::max(asked_for_.load(std::memory_order_relaxed), offset);
  for (; from + kStep <= to || (from < to && to == size_); from += kStep) {
    will_need(file_.fd, start_ + from, std::min(kStep, to - from));
    asked_for_.store(from + kStep, std::memory_order_relaxed);
  }
}

void SharedFile::check_unchanged() const {
  // A device is no file that somebody rewrites: its times tell of its node, not of its content.
  if (file_.status.kind != Kind::regular) return;
  if (!unchanged(file_.status, status_of(file_.fd, file_.name))) {
    throw Error(ErrorCode::changed, file_.name, "changed while it was read");
  }
}

void SharedFile::check_not_lost() const {
  if (!lost_.load()) return;
  check_unchanged();
  throw os_error(EIO, file_.name);
}

void SharedFile::check_same_size() const {
  if (file_.status.kind != Kind::regular) return;
  if (status_of(file_.fd, file_.name).size != file_.status.size) {
    throw Error(ErrorCode::changed, file_.name, "changed its size while it was read");
  }
}

}  // namespace komparu::file
