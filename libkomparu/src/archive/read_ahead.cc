// SPDX-License-Identifier: MIT
#include "archive/read_ahead.h"

#include <algorithm>
#include <cstring>

#include "base/read_parts.h"
#include "base/signal_mask.h"

namespace komparu::archive {

namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

}  // namespace

ReadAhead::ReadAhead(Reader& source) : source_(source) {
  const SignalsBlocked blocked;
  thread_ = std::thread([this] { run(); });
}

void ReadAhead::run() {
  for (std::size_t next = 0;; next = (next + 1) % blocks_.size()) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || filled_ < blocks_.size(); });
      if (ending_) return;
    }
    Block& block = blocks_[next];
    fill(block);
    const bool last = block.bytes.empty();
    const std::lock_guard lock(mutex_);
    ++filled_;
    changed_.notify_one();
    if (last) return;
  }
}

void ReadAhead::fill(Block& block) {
  try {
    const std::span<std::byte> room = block.buffer.get(kBlock);
    block.bytes = source_.read(room);
    if (!block.bytes.empty() && block.bytes.data() != room.data()) {
      std::memcpy(room.data(), block.bytes.data(), block.bytes.size());
      block.bytes = room.first(block.bytes.size());
    }
  } catch (...) {
    block.bytes = {};
    block.failure = std::current_exception();
  }
}

// The block whose bytes come next, waited for. The one before it is given back.
ReadAhead::Block& ReadAhead::current() {
  std::unique_lock lock(mutex_);
  if (taken_ > 0 && taken_ == blocks_[at_].bytes.size()) {
    at_ = (at_ + 1) % blocks_.size();
    taken_ = 0;
    --filled_;
    changed_.notify_one();
  }
  changed_.wait(lock, [this] { return filled_ > 0; });
  return blocks_[at_];
}

std::span<const std::byte> ReadAhead::read(std::span<std::byte> scratch) {
  return read_parts(scratch, [&](std::span<std::byte> room) {
    const Block& block = current();
    // The bytes before a failure are given first.
    if (block.failure && room.size() == scratch.size()) {
      thrown_ = true;
      std::rethrow_exception(block.failure);
    }
    const auto rest = block.bytes.subspan(taken_);
    const auto part = rest.first(std::min(rest.size(), room.size()));
    taken_ += part.size();
    return part;
  });
}

void ReadAhead::finish() {
  end();
  if (thrown_) return;
  for (std::size_t i = 0; i < filled_; ++i) {
    const Block& block = blocks_[(at_ + i) % blocks_.size()];
    if (block.failure) std::rethrow_exception(block.failure);
  }
}

void ReadAhead::end() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_one();
  }
  thread_.join();
}

}  // namespace komparu::archive
