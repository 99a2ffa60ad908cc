// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_STREAM_BYTES_H_
#define KOMPARU_ARCHIVE_STREAM_BYTES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "archive/feed.h"

namespace komparu::archive {

// Exact reads, in order, from what comes in blocks.
class StreamBytes {
 public:
  // `feed` must outlive it, and have no other reader.
  explicit StreamBytes(StreamFeed& feed) : feed_(feed) {}

  // Bytes that were taken.
  std::uint64_t position() const { return position_; }

  // Takes at most `most` of the next bytes, without a copy. Empty at the end of the stream. Valid
  // until the next call.
  std::span<const std::byte> some(std::uint64_t most) {
    if (most == 0) return {};
    if (block_.empty()) block_ = feed_.next_block();
    const auto part =
        block_.first(static_cast<std::size_t>(std::min<std::uint64_t>(most, block_.size())));
    block_ = block_.subspan(part.size());
    position_ += part.size();
    return part;
  }

  // Takes `length` bytes into `text`; fewer at the end of the stream. The caller bounds the length.
  void take(std::uint64_t length, std::string& text) {
    text.clear();
    while (text.size() < length) {
      const auto part = some(length - text.size());
      if (part.empty()) return;
      text.append(reinterpret_cast<const char*>(part.data()), part.size());
    }
  }

  // Takes `length` bytes and forgets them. False if there were fewer.
  bool skip(std::uint64_t length) {
    while (length > 0) {
      const auto part = some(length);
      if (part.empty()) return false;
      length -= part.size();
    }
    return true;
  }

 private:
  StreamFeed& feed_;
  std::span<const std::byte> block_;
  std::uint64_t position_ = 0;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_STREAM_BYTES_H_
