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

#include "archive/account.h"
#include "base/read_buffer.h"
#include "komparu/reader.h"

namespace komparu::archive {

// As much as decoders are given, and give, at once. Large enough that the calls do not count, small
// enough to stay in the processor's cache on its way from the decoder to the comparison.
inline constexpr std::size_t kDecoderBlock = 131072;

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

// Exact reads, in order, of what a reader gives. Its views are the reader's own: nothing is copied.
class ByteInput {
 public:
  // Both must outlive it, and nobody else may use the reader.
  ByteInput(Reader& source, Account& account) : source_(source), account_(account) {}

  // Bytes that were taken.
  std::uint64_t position() const { return position_; }

  // Takes some of the bytes that come next: at least one and at most `most` of them; empty at the
  // end. Valid until the next call of any function.
  std::span<const std::byte> some(std::uint64_t most);

  // Takes `length` bytes into `text`; fewer at the end. The caller bounds the length.
  void take(std::uint64_t length, std::string& text);

  // Takes `length` bytes and forgets them. False if there were fewer.
  bool skip(std::uint64_t length);

  // Takes all that is left. False once there is something else than zeros.
  bool only_zeros_follow();

  // What keeps the bytes that were taken last in place beyond the next call, as long as it is held.
  // Null: they are the reader's own, or so many are held that these must be copied.
  std::shared_ptr<const void> owner() const;

  const Allowance& allowance() const { return account_.allowance; }

 private:
  std::span<std::byte> free_buffer();

  Reader& source_;
  Account& account_;
  std::vector<std::shared_ptr<ReadBuffer>> buffers_;  // those that nobody holds are used again
  std::size_t at_ = 0;                                // the one that was read into last
  bool in_buffer_ = false;                            // what is ahead stands there
  std::span<const std::byte> ahead_;  // what the source has given and nobody has taken
  std::uint64_t position_ = 0;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_FEED_H_
