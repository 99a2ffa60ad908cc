// SPDX-License-Identifier: MIT
#include "archive/filters/stage.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "archive/feed.h"
#include "archive/filters/windows.h"
#include "archive/libarchive.h"

namespace komparu::archive {

namespace {

// What the filter is fed with, after its headers were looked at.
class WatchedFeed final : public Feed {
 public:
  WatchedFeed(StreamFeed& feed, std::unique_ptr<WindowWatch> watch, MemoryShare& share)
      : feed_(feed), watch_(std::move(watch)), share_(share) {}

  std::span<const std::byte> next_block() override {
    const auto block = feed_.next_block();
    if (watch_) block.empty() ? watch_->end() : watch_->see(block, share_);
    return block;
  }

 private:
  StreamFeed& feed_;
  const std::unique_ptr<WindowWatch> watch_;
  MemoryShare& share_;
};

class FilterStage final : public Stage {
 public:
  FilterStage(Filter filter, Reader& source, Account& account)
      : feed_(source),
        account_(account),
        share_(account.memory->decoders, account.allowance.name()),
        watched_(feed_, watch_windows(filter, share_), share_),
        filter_(open_filter(filter, watched_)) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    std::size_t filled = 0;
    while (filled < scratch.size()) {
      if (block_.empty() && !next_block()) break;
      if (filled == 0 && block_.size() >= scratch.size()) {
        return std::exchange(block_, block_.subspan(scratch.size())).first(scratch.size());
      }
      const std::size_t part = std::min(block_.size(), scratch.size() - filled);
      std::memcpy(scratch.data() + filled, block_.data(), part);
      block_ = block_.subspan(part);
      filled += part;
    }
    return scratch.first(filled);
  }

  void check_nothing_follows() override {
    feed_.drain();
    if (filter_->position() < feed_.given()) {
      throw Error(ErrorCode::bad_archive, "", "bytes follow the end of the compressed data");
    }
  }

 private:
  bool next_block() {
    if (ended_) return false;
    // A few packed bytes may become many blocks.
    account_.until.check();
    block_ = filter_->next_block();
    ended_ = block_.empty();
    account_.allowance.unpacked(block_.size());
    return !ended_;
  }

  StreamFeed feed_;
  Account& account_;
  MemoryShare share_;
  WatchedFeed watched_;
  const std::unique_ptr<FilterReader> filter_;
  std::span<const std::byte> block_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Stage> make_stage(Filter filter, Reader& source, Account& account) {
  if (filter == Filter::gzip) return make_gzip_stage(source, account.allowance, make_inflater());
  return std::make_unique<FilterStage>(filter, source, account);
}

}  // namespace komparu::archive
