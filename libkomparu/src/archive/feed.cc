// SPDX-License-Identifier: MIT
#include "archive/feed.h"

#include <algorithm>
#include <cstddef>

#include "archive/byte_cursor.h"

namespace komparu::archive {

namespace {

// Large enough that the calls do not count, small enough to stay in the processor's cache on its
// way from the decoder to the comparison. As large as the blocks that zstd decodes, which then need
// not be put together.
constexpr std::size_t kStreamBlock = 131072;
constexpr std::size_t kAccessBlock = 65536;

}  // namespace

StreamFeed::StreamFeed(Reader& reader) : reader_(reader) {}

std::span<const std::byte> StreamFeed::next_block() {
  const auto block = reader_.read(buffer_.get(kStreamBlock));
  given_ += block.size();
  return block;
}

void StreamFeed::drain() {
  while (!next_block().empty()) continue;
}

AccessFeed::AccessFeed(RandomAccess& access, Account& account)
    : access_(access), window_(access.window(kAccessBlock)), account_(account) {}

std::span<const std::byte> AccessFeed::next_block() {
  account_.until.check();
  const std::uint64_t size = access_.size();
  if (position_ >= size) return {};
  const auto length =
      static_cast<std::size_t>(std::min<std::uint64_t>(kAccessBlock, size - position_));
  const auto block = window_->at(position_, length);
  position_ += block.size();
  account_.took(block.size());
  return block;
}

std::uint64_t AccessFeed::skip(std::uint64_t count) {
  const std::uint64_t left = access_.size() - std::min(position_, access_.size());
  const std::uint64_t part = std::min(count, left);
  position_ += part;
  return part;
}

std::span<const std::byte> ByteInput::some(std::uint64_t most) {
  if (most == 0) return {};
  if (ahead_.empty()) {
    account_.until.check();
    ahead_ = source_.read(buffer_.get(kStreamBlock));
  }
  const auto part =
      ahead_.first(static_cast<std::size_t>(std::min<std::uint64_t>(most, ahead_.size())));
  ahead_ = ahead_.subspan(part.size());
  position_ += part.size();
  return part;
}

void ByteInput::take(std::uint64_t length, std::string& text) {
  text.clear();
  while (text.size() < length) {
    const auto part = some(length - text.size());
    if (part.empty()) return;
    text.append(reinterpret_cast<const char*>(part.data()), part.size());
  }
}

bool ByteInput::skip(std::uint64_t length) {
  while (length > 0) {
    const auto part = some(length);
    if (part.empty()) return false;
    length -= part.size();
  }
  return true;
}

bool ByteInput::only_zeros_follow() {
  for (auto rest = some(UINT64_MAX); !rest.empty(); rest = some(UINT64_MAX)) {
    if (!is_zero(rest)) return false;
  }
  return true;
}

}  // namespace komparu::archive
