// SPDX-License-Identifier: MIT
#include "compare/archives/content_digest.h"

#include <algorithm>
#include <cstring>

namespace komparu {

namespace {

bool is_zeros(std::span<const std::byte> block) {
  return block.front() == std::byte{0} &&
         std::memcmp(block.data(), block.data() + 1, block.size() - 1) == 0;
}

void add_number(archive::Sha256& digest, std::uint64_t number) {
  std::array<std::byte, 8> bytes;
  for (std::byte& byte : bytes) {
    byte = static_cast<std::byte>(number);
    number >>= 8;
  }
  digest.update(bytes);
}

}  // namespace

void ContentDigest::update(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  if (filled_ > 0) {
    const std::size_t part = std::min(kBlock - filled_, bytes.size());
    std::memcpy(block_->data() + filled_, bytes.data(), part);
    filled_ += part;
    bytes = bytes.subspan(part);
    if (filled_ < kBlock) return;
    add_blocks(*block_);
    filled_ = 0;
  }
  const std::size_t rest = bytes.size() % kBlock;
  add_blocks(bytes.first(bytes.size() - rest));
  if (rest == 0) return;
  if (!block_) block_ = std::make_unique<std::array<std::byte, kBlock>>();
  std::memcpy(block_->data(), bytes.last(rest).data(), rest);
  filled_ = rest;
}

void ContentDigest::update_zeros(std::uint64_t count) {
  static constexpr std::array<std::byte, kBlock> kZeros{};
  const std::uint64_t to_block = std::min<std::uint64_t>(count, (kBlock - filled_) % kBlock);
  update(std::span(kZeros).first(static_cast<std::size_t>(to_block)));
  count -= to_block;
  if (count >= kBlock) add_run(true, count / kBlock);
  update(std::span(kZeros).first(static_cast<std::size_t>(count % kBlock)));
}

Digest ContentDigest::finish() {
  close_run();
  add_number(layout_, filled_);
  if (filled_ > 0) data_.update(std::span(*block_).first(filled_));
  const Digest data = data_.finish();
  layout_.update(data);
  return layout_.finish();
}

// Runs of blocks of one sort are taken at once.
void ContentDigest::add_blocks(std::span<const std::byte> blocks) {
  while (!blocks.empty()) {
    const bool zeros = is_zeros(blocks.first(kBlock));
    std::size_t length = kBlock;
    while (length < blocks.size() && is_zeros(blocks.subspan(length, kBlock)) == zeros) {
      length += kBlock;
    }
    add_run(zeros, length / kBlock);
    if (!zeros) data_.update(blocks.first(length));
    blocks = blocks.subspan(length);
  }
}

void ContentDigest::add_run(bool zeros, std::uint64_t blocks) {
  if (run_ > 0 && zeros != zeros_) close_run();
  zeros_ = zeros;
  run_ += blocks;
}

void ContentDigest::close_run() {
  add_number(layout_, zeros_ ? 1 : 0);
  add_number(layout_, run_);
  run_ = 0;
}

}  // namespace komparu
