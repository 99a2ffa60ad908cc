// SPDX-License-Identifier: MIT
#include "archive/member_content.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "base/read_parts.h"

namespace komparu::archive {

void MemberContent::begin(const Expected* expected, std::string path) {
  expected_ = expected != nullptr ? *expected : Expected{};
  ended_ = expected == nullptr;
  path_ = std::move(path);
  position_ = 0;
  block_ = {};
  fetched_ = 0;
  byte_sum_ = 0;
  failure_.reset();
}

void MemberContent::finish() {
  if (failure_ && format_.broken()) throw *failure_;
  if (failure_) return;
  while (fetch()) block_ = {fetched_, {}};
}

std::span<const std::byte> MemberContent::read(std::span<std::byte> scratch) {
  return read_parts(scratch, [this](std::span<std::byte> room) -> std::span<const std::byte> {
    if (const std::uint64_t zeros = hole_ahead(); zeros > 0) {
      room = room.first(static_cast<std::size_t>(std::min<std::uint64_t>(zeros, room.size())));
      std::memset(room.data(), 0, room.size());
      position_ += room.size();
      return room;
    }
    const auto part = block_.bytes.first(std::min(block_.bytes.size(), room.size()));
    position_ += part.size();
    block_ = {position_, block_.bytes.subspan(part.size())};
    return part;
  });
}

KeptBytes MemberContent::take() {
  const bool nothing = room_in_hole() == 0 && block_.bytes.empty() && !fetch();
  if (nothing || room_in_hole() > 0) return {};
  KeptBytes kept{block_.bytes, format_.owner()};
  if (!kept.owner) return {};
  position_ += kept.bytes.size();
  block_ = {position_, {}};
  return kept;
}

void MemberContent::skip(std::uint64_t count) {
  while (count > 0) {
    std::uint64_t part = std::min(room_in_hole(), count);
    if (part == 0 && !block_.bytes.empty()) {
      part = std::min<std::uint64_t>(block_.bytes.size(), count);
      block_ = {position_ + part, block_.bytes.subspan(static_cast<std::size_t>(part))};
    }
    if (part == 0 && !fetch()) return;
    position_ += part;
    count -= part;
  }
}

std::uint64_t MemberContent::hole_ahead() {
  while (room_in_hole() == 0 && block_.bytes.empty() && fetch()) continue;
  return room_in_hole();
}

std::optional<Size> MemberContent::size() const {
  if (!expected_.size) return std::nullopt;
  return Size{*expected_.size, false};
}

std::uint64_t MemberContent::room_in_hole() const {
  return block_.offset - std::min(block_.offset, position_);
}

// Gets the next block, which may be empty. False at the end, which has then been checked.
bool MemberContent::fetch() {
  if (fatal_) throw *fatal_;
  if (failure_) throw *failure_;
  if (ended_) return false;
  try {
    return fetch_next();
  } catch (const Error& error) {
    if (!failure_) fatal_ = error;
    throw;
  }
}

bool MemberContent::fetch_next() {
  std::optional<Block> block;
  // A few packed bytes may become many blocks.
  account_.until.check();
  try {
    block = format_.next_block();
  } catch (const Error& error) {
    // What the reading of the archive itself throws has a subject, and is no fault of the member.
    if (!error.subject().empty() || error.code() != ErrorCode::bad_archive) throw;
    const bool unknown = fetched_ == 0 && !expected_.unknown_method.empty();
    fail(unknown ? ErrorCode::unsupported : ErrorCode::bad_archive,
         unknown ? expected_.unknown_method + ": " + error.detail() : error.detail());
  }
  if (block) {
    take(*block);
  } else {
    ended_ = true;
    check_end();
    // A hole up to the end.
    block_ = {expected_.size.value_or(fetched_), {}};
    if (room_in_hole() == 0) return false;
    fetched_ = block_.offset;
  }
  return true;
}

void MemberContent::take(const Block& block) {
  const std::uint64_t most = expected_.size.value_or(UINT64_MAX);
  const bool fits = block.offset <= most && block.bytes.size() <= most - block.offset;
  const bool in_order =
      expected_.may_have_holes ? block.offset >= fetched_ : block.offset == fetched_;
  if (!block.bytes.empty() && !(fits && in_order)) {
    fail(ErrorCode::bad_archive, "its content does not fit the size it declares");
  }
  if (block.bytes.empty()) return;
  if (expected_.byte_sum) {
    for (const std::byte byte : block.bytes) byte_sum_ += std::to_integer<std::uint32_t>(byte);
  }
  block_ = block;
  fetched_ = block.offset + block.bytes.size();
  account_.allowance.gave(block.bytes.size());
}

void MemberContent::check_end() {
  if (expected_.size && !expected_.may_have_holes && fetched_ != *expected_.size) {
    fail(ErrorCode::bad_archive, "it is shorter than it declares");
  }
  if (expected_.byte_sum && byte_sum_ != *expected_.byte_sum) {
    fail(ErrorCode::bad_archive, "the check sum of its content is wrong");
  }
}

void MemberContent::fail(ErrorCode code, std::string detail) {
  failure_.emplace(code, path_, std::move(detail));
  throw *failure_;
}

}  // namespace komparu::archive
