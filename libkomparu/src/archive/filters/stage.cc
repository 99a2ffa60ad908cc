// SPDX-License-Identifier: MIT
#include "archive/filters/stage.h"

#include <algorithm>
#include <utility>

#include "archive/feed.h"
#include "archive/filters/windows.h"
#include "archive/libarchive.h"
#include "base/read_buffer.h"
#include "base/read_parts.h"

namespace komparu::archive {

namespace {

// What the filter is fed with, after its headers were looked at. As much at once as zstd decodes:
// its blocks then need not be put together.
class PackedFeed final : public Feed {
 public:
  PackedFeed(Reader& source, std::unique_ptr<WindowWatch> watch, MemoryShare& share)
      : source_(source), watch_(std::move(watch)), share_(share) {}

  std::span<const std::byte> next_block() override {
    const auto block = read();
    if (watch_) block.empty() ? watch_->end() : watch_->see(block, share_);
    return block;
  }

  std::uint64_t given() const { return given_; }

  // Takes all that is left.
  void drain() {
    while (!read().empty()) continue;
  }

 private:
  std::span<const std::byte> read() {
    const auto block = source_.read(buffer_.get(kDecoderBlock));
    given_ += block.size();
    return block;
  }

  Reader& source_;
  const std::unique_ptr<WindowWatch> watch_;
  MemoryShare& share_;
  ReadBuffer buffer_;
  std::uint64_t given_ = 0;
};

class FilterStage final : public Stage {
 public:
  FilterStage(Filter filter, Reader& source, Account& account)
      : account_(account),
        share_(account.memory->decoders, account.allowance.name()),
        feed_(source, watch_windows(filter, share_), share_),
        filter_(open_filter(filter, feed_)) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    return read_parts(scratch, [this](std::span<std::byte> room) {
      if (block_.empty()) next_block();
      const auto part = block_.first(std::min(block_.size(), room.size()));
      block_ = block_.subspan(part.size());
      return part;
    });
  }

  void check_nothing_follows() override {
    feed_.drain();
    if (filter_->position() < feed_.given()) fail("bytes follow the end of the compressed data");
  }

 private:
  void next_block() {
    if (ended_) return;
    // A few packed bytes may become many blocks.
    account_.until.check();
    const auto block = filter_->next_block();
    block_ = block ? block->bytes : std::span<const std::byte>();
    ended_ = block_.empty();
    account_.allowance.unpacked(block_.size());
  }

  Account& account_;
  MemoryShare share_;
  PackedFeed feed_;
  const std::unique_ptr<FormatReader> filter_;
  std::span<const std::byte> block_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Stage> make_stage(Filter filter, Reader& source, Account& account) {
  if (filter == Filter::gzip) return make_gzip_stage(source, account.allowance, make_inflater());
  return std::make_unique<FilterStage>(filter, source, account);
}

}  // namespace komparu::archive
