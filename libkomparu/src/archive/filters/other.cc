// SPDX-License-Identifier: MIT
#include "archive/filters/other.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "archive/feed.h"
#include "archive/filters/gzip.h"
#include "archive/libarchive.h"

namespace komparu::archive {

namespace {

class FilterStage final : public Stage {
 public:
  FilterStage(Filter filter, Reader& source, Allowance& allowance)
      : feed_(source), allowance_(allowance), filter_(open_filter(filter, feed_)) {}

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
    block_ = filter_->next_block();
    ended_ = block_.empty();
    allowance_.unpacked(block_.size());
    return !ended_;
  }

  StreamFeed feed_;
  Allowance& allowance_;
  const std::unique_ptr<FilterReader> filter_;
  std::span<const std::byte> block_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Stage> make_stage(Filter filter, Reader& source, Allowance& allowance) {
  if (filter == Filter::gzip) return make_gzip_stage(source, allowance, make_inflater());
  return std::make_unique<FilterStage>(filter, source, allowance);
}

}  // namespace komparu::archive
