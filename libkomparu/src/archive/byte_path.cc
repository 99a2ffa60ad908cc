// SPDX-License-Identifier: MIT
#include "archive/byte_path.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "archive/filters/stage.h"
#include "base/read_parts.h"

namespace komparu::archive {

namespace {

constexpr std::size_t kMostAtOnce = 262144;

// Reads what can be read anywhere in order, from its first byte on.
class Pass final : public Reader {
 public:
  Pass(RandomAccess& access, Account& account)
      : access_(access), window_(access.window(kMostAtOnce)), account_(account) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    account_.until.check();
    return read_parts(scratch, [this](std::span<std::byte> room) {
      return take(std::min(kMostAtOnce, room.size()));
    });
  }

  std::optional<Size> size() const override { return Size{access_.size(), false}; }

 private:
  std::span<const std::byte> take(std::size_t count) {
    const std::uint64_t left = access_.size() - position_;
    if (left == 0) return {};
    const auto part =
        window_->at(position_, static_cast<std::size_t>(std::min<std::uint64_t>(count, left)));
    position_ += part.size();
    account_.took(part.size());
    return part;
  }

  RandomAccess& access_;
  const std::unique_ptr<Window> window_;
  Account& account_;
  std::uint64_t position_ = 0;
};

// Gives `head` first, then what `rest` still has.
class Resumed final : public Reader {
 public:
  Resumed(std::vector<std::byte> head, Reader& rest) : head_(std::move(head)), rest_(rest) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    const std::size_t left = std::min(scratch.size(), head_.size() - position_);
    if (left == 0) return rest_.read(scratch);
    std::memcpy(scratch.data(), head_.data() + position_, left);
    position_ += left;
    const auto room = scratch.subspan(left);
    if (room.empty()) return scratch;
    const auto more = rest_.read(room);
    if (!more.empty() && more.data() != room.data()) {
      std::memcpy(room.data(), more.data(), more.size());
    }
    return scratch.first(left + more.size());
  }

 private:
  const std::vector<std::byte> head_;
  std::size_t position_ = 0;
  Reader& rest_;
};

// A pipe must not be asked for more at once than it says, so the parts are put together here.
class Counted final : public Reader {
 public:
  Counted(Reader& reader, Account& account)
      : reader_(reader),
        account_(account),
        most_(reader.largest_read() > 0 ? reader.largest_read() : kMostAtOnce) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    bool ended = false;
    return read_parts(scratch, [&](std::span<std::byte> room) -> std::span<const std::byte> {
      if (ended) return {};
      account_.until.check();
      room = room.first(std::min(most_, room.size()));
      const auto part = reader_.read(room);
      account_.took(part.size());
      ended = part.size() < room.size();
      return part;
    });
  }

 private:
  Reader& reader_;
  Account& account_;
  const std::size_t most_;
};

}  // namespace

BytePath::BytePath(RandomAccess& access, Account& account) : account_(account) {
  account.allowance.set_whole(access.size());
  parts_.push_back(std::make_unique<Pass>(access, account));
  out_ = parts_.back().get();
}

BytePath::BytePath(Reader& reader, Account& account) : account_(account) {
  parts_.push_back(std::make_unique<Counted>(reader, account));
  out_ = parts_.back().get();
}

std::vector<std::byte> BytePath::look(std::size_t count) {
  std::vector<std::byte> scratch(count);
  const auto got = out_->read(scratch);
  std::vector<std::byte> head(got.begin(), got.end());
  parts_.push_back(std::make_unique<Resumed>(head, *out_));
  out_ = parts_.back().get();
  return head;
}

void BytePath::add(Filter filter) {
  auto stage = make_stage(filter, *out_, account_);
  stage_ = stage.get();
  out_ = stage_;
  parts_.push_back(std::move(stage));
}

void BytePath::check_nothing_follows() {
  if (stage_ != nullptr) stage_->check_nothing_follows();
}

}  // namespace komparu::archive
