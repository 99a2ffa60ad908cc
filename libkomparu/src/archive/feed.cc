// SPDX-License-Identifier: MIT
#include "archive/feed.h"

#include <algorithm>
#include <cstddef>

#include "archive/byte_cursor.h"

namespace komparu::archive {

namespace {

constexpr std::size_t kAccessBlock = 65536;

}  // namespace

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
    const std::span<std::byte> room = free_buffer();
    ahead_ = source_.read(room);
    in_buffer_ = ahead_.data() == room.data();
  }
  const auto part =
      ahead_.first(static_cast<std::size_t>(std::min<std::uint64_t>(most, ahead_.size())));
  ahead_ = ahead_.subspan(part.size());
  position_ += part.size();
  return part;
}

// A buffer is held as a whole for as little as one byte of it (A14).
std::shared_ptr<const void> ByteInput::owner() const {
  constexpr std::ptrdiff_t kMostHeld = 12;
  const auto is_held = [](const auto& buffer) { return buffer.use_count() > 1; };
  const auto held = std::count_if(buffers_.begin(), buffers_.end(), is_held);
  return in_buffer_ && held < kMostHeld ? buffers_[at_] : nullptr;
}

std::span<std::byte> ByteInput::free_buffer() {
  const auto free = std::find_if(buffers_.begin(), buffers_.end(),
                                 [](const auto& buffer) { return buffer.use_count() == 1; });
  at_ = static_cast<std::size_t>(free - buffers_.begin());
  if (free == buffers_.end()) buffers_.push_back(std::make_shared<ReadBuffer>());
  return buffers_[at_]->get(kDecoderBlock);
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
