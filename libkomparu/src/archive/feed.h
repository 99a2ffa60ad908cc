// SPDX-License-Identifier: MIT
// What libarchive is fed with.
#ifndef KOMPARU_ARCHIVE_FEED_H_
#define KOMPARU_ARCHIVE_FEED_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "archive/raw_bytes.h"
#include "base/read_buffer.h"
#include "komparu/reader.h"

namespace komparu::archive {

class Feed {
 public:
  virtual ~Feed() = default;

  // The bytes that come next; empty at the end. Valid until the next call.
  virtual std::span<const std::byte> next_block() = 0;

  virtual bool can_seek() const { return false; }
  // Where there can be seeking: how much there is, where next_block() goes on, and passing over
  // bytes, which returns how many of them there were.
  virtual std::uint64_t size() const { return 0; }
  virtual void seek(std::uint64_t /*offset*/) {}
  virtual std::uint64_t skip(std::uint64_t /*count*/) { return 0; }
};

// From a stream. `reader` must outlive it.
class StreamFeed final : public Feed {
 public:
  explicit StreamFeed(Reader& reader);

  std::span<const std::byte> next_block() override;

  // Told what is watched so far, says how many bytes are to be watched in all.
  using WatchMore = std::size_t (*)(std::span<const std::byte>);

  // Keeps a copy of what comes from `offset` on, which must lie in or behind the current block, as
  // far as `more` wants it.
  void watch(std::uint64_t offset, WatchMore more);
  std::span<const std::byte> watched() const { return watched_; }

  // Bytes given so far, and the offset behind the last of them that is no zero.
  std::uint64_t given() const { return given_; }
  std::uint64_t nonzero_end() const { return nonzero_end_; }

  // Takes all that is left.
  void drain();

 private:
  void keep();

  Reader& reader_;
  ReadBuffer buffer_;
  std::span<const std::byte> block_;
  std::uint64_t given_ = 0;
  std::uint64_t nonzero_end_ = 0;
  std::uint64_t watch_from_ = 0;
  WatchMore more_ = nullptr;
  std::vector<std::byte> watched_;
};

// From anywhere. `access` must outlive it.
class AccessFeed final : public Feed {
 public:
  AccessFeed(RandomAccess& access, Account& account);

  std::span<const std::byte> next_block() override;
  bool can_seek() const override { return true; }
  std::uint64_t size() const override { return access_.size(); }
  void seek(std::uint64_t offset) override { position_ = offset; }
  std::uint64_t skip(std::uint64_t count) override;

 private:
  RandomAccess& access_;
  const std::unique_ptr<Window> window_;
  Account& account_;
  std::uint64_t position_ = 0;
};

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

#endif  // KOMPARU_ARCHIVE_FEED_H_
