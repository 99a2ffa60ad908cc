// SPDX-License-Identifier: MIT
#include "archive/feed.h"

#include <algorithm>
#include <cstddef>

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
  block_ = reader_.read(buffer_.get(kStreamBlock));
  // Backwards: data ends this at once, and only padding is walked through.
  const auto last = std::find_if(block_.rbegin(), block_.rend(),
                                 [](std::byte byte) { return byte != std::byte{}; });
  if (last != block_.rend()) {
    nonzero_end_ = given_ + static_cast<std::uint64_t>(block_.rend() - last);
  }
  given_ += block_.size();
  keep();
  return block_;
}

void StreamFeed::watch(std::uint64_t offset, WatchMore more) {
  watch_from_ = offset;
  more_ = more;
  watched_.clear();
  keep();
}

void StreamFeed::keep() {
  const std::uint64_t start = given_ - block_.size();
  while (more_ != nullptr) {
    const std::uint64_t wanted = watch_from_ + watched_.size();
    if (wanted < start || wanted >= given_) return;
    const std::size_t length = more_(watched_);
    if (length <= watched_.size()) {
      more_ = nullptr;
      return;
    }
    const auto part = block_.subspan(static_cast<std::size_t>(wanted - start));
    const auto kept = part.first(std::min(part.size(), length - watched_.size()));
    watched_.insert(watched_.end(), kept.begin(), kept.end());
  }
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

}  // namespace komparu::archive
