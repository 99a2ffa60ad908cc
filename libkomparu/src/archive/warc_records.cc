// SPDX-License-Identifier: MIT
#include "archive/warc_records.h"

#include "komparu/archive.h"

namespace komparu::archive {

namespace {

class WarcRecords final : public FormatReader {
 public:
  explicit WarcRecords(Feed& feed) : feed_(feed), format_(open_at(0)) {}

  std::optional<Head> next() override {
    if (blocks_ > 1) {
      if (next_ > feed_.size()) {
        broken_ = true;
        throw Error(ErrorCode::bad_archive, "", "the warc archive is cut off");
      }
      if (next_ == feed_.size()) return std::nullopt;
      format_ = open_at(next_);
    }
    blocks_ = 0;
    auto head = format_->next();
    // ISO 28500: a record ends with two empty lines.
    constexpr std::uint64_t kEnd = 4;
    if (head) next_ = position() + head->size.value_or(0) + kEnd;
    return head;
  }

  std::optional<Block> next_block() override {
    auto block = format_->next_block();
    if (block) ++blocks_;
    return block;
  }

  bool broken() const override { return broken_ || format_->broken(); }
  std::uint64_t position() const override { return base_ + format_->position(); }
  std::uint64_t head_position() const override { return 0; }

 private:
  std::unique_ptr<FormatReader> open_at(std::uint64_t offset) {
    feed_.seek(offset);
    base_ = offset;
    return open_extra_format(ExtraFormat::warc, feed_);
  }

  Feed& feed_;
  std::uint64_t base_ = 0;  // where the format began to read
  std::unique_ptr<FormatReader> format_;
  std::uint64_t next_ = 0;    // where the next record begins
  std::uint64_t blocks_ = 0;  // of the current record, so far
  bool broken_ = false;
};

}  // namespace

std::unique_ptr<FormatReader> open_warc(Feed& feed) { return std::make_unique<WarcRecords>(feed); }

}  // namespace komparu::archive
