// SPDX-License-Identifier: MIT
#include "compare/archives/measured_content.h"

#include <algorithm>

#include "komparu/error.h"

namespace komparu {

std::span<const std::byte> MeasuredContent::read(std::span<std::byte> scratch) {
  if (failure_) std::rethrow_exception(failure_);
  const std::span<const std::byte> first = take(scratch);
  if (first.empty() || first.size() == scratch.size()) return first;
  if (first.data() != scratch.data()) std::copy(first.begin(), first.end(), scratch.begin());
  std::size_t filled = first.size();
  try {
    while (filled < scratch.size()) {
      const std::span<std::byte> room = scratch.subspan(filled);
      const std::span<const std::byte> more = take(room);
      if (more.empty()) break;
      if (more.data() != room.data()) std::copy(more.begin(), more.end(), room.begin());
      filled += more.size();
    }
  } catch (const Error&) {
    // Noted: the bytes that came before it are given first.
  }
  return scratch.first(filled);
}

void MeasuredContent::skip(std::uint64_t count) {
  const std::uint64_t hole = std::min(count, content_.hole_ahead());
  if (hole == 0) return Reader::skip(count);
  content_.skip(hole);
  if (digest_) digest_->update_zeros(hole);
  length_ += hole;
  holes_ += hole;
  if (count > hole) skip(count - hole);
}

void MeasuredContent::finish(const Until& until, Scratch& scratch) {
  constexpr std::size_t kPart = std::size_t{64} << 10;
  while (true) {
    until.check();
    if (const std::uint64_t hole = content_.hole_ahead(); hole > 0) {
      skip(hole);
    } else if (read(scratch.get(kPart)).empty()) {
      return;
    }
  }
}

// What has failed once has no end that could be believed.
std::span<const std::byte> MeasuredContent::take(std::span<std::byte> scratch) {
  try {
    const std::span<const std::byte> bytes = content_.read(scratch);
    length_ += bytes.size();
    if (digest_) digest_->update(bytes);
    return bytes;
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

}  // namespace komparu
