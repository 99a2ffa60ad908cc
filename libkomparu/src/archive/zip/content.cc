// SPDX-License-Identifier: MIT
#include "archive/zip/content.h"

namespace komparu::archive {

namespace {

constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

// As much as the comparison asks for at a time: such a block is handed on as it is.
constexpr std::size_t kBlock = 262144;
constexpr std::size_t kPackedAtOnce = 131072;

[[noreturn]] void fail(const char* detail) { throw Error(ErrorCode::bad_archive, "", detail); }

}  // namespace

ZipContent::ZipContent(RandomAccess& access, Account& account)
    : access_(access),
      account_(account),
      file_(access, account, kPackedAtOnce),
      inflater_(make_inflater()) {}

bool ZipContent::unpacks(const ZipEntry& entry) {
  return entry.method == kStored || entry.method == kDeflated;
}

void ZipContent::begin(const ZipEntry& entry) {
  entry_ = entry;
  used_ = 0;
  made_ = 0;
  crc_ = 0;
  ended_ = false;
  foreign_.reset();
  if (entry.method == kDeflated) inflater_->reset();
}

std::optional<Block> ZipContent::next_block() {
  const auto bytes = entry_.method == kStored     ? stored()
                     : entry_.method == kDeflated ? inflated()
                                                  : foreign();
  if (bytes.empty()) {
    check_end();
    return std::nullopt;
  }
  const Block block{made_, bytes};
  made_ += bytes.size();
  crc_ = inflater_->crc32(crc_, bytes);
  return block;
}

std::span<const std::byte> ZipContent::stored() {
  const auto bytes = file_.some(entry_.packed() + used_, entry_.packed_size - used_);
  used_ += bytes.size();
  ended_ = used_ == entry_.packed_size;
  return bytes;
}

std::span<const std::byte> ZipContent::inflated() {
  const std::span<std::byte> room = buffer_.get(kBlock);
  std::size_t filled = 0;
  while (!ended_ && filled < room.size()) {
    const auto ahead = file_.some(entry_.packed() + used_, entry_.packed_size - used_);
    const auto step = inflater_->step(ahead, room.subspan(filled));
    if (!step.ended && step.used == 0 && step.made == 0) fail("the compressed data is cut off");
    used_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(used_) + step.used);
    filled += step.made;
    ended_ = step.ended;
  }
  return room.first(filled);
}

// Libarchive holds each of them against the CRC, too, but not all against their size.
std::span<const std::byte> ZipContent::foreign() {
  // libarchive 3.6.2 fails on an LZMA stream without content (A19).
  const bool nothing = entry_.size == 0 && entry_.crc == 0;
  if (!nothing && !foreign_) foreign_ = std::make_unique<ZipForeign>(access_, account_, entry_);
  while (const auto block = nothing ? std::nullopt : foreign_->next_block()) {
    if (!block->bytes.empty()) return block->bytes;
  }
  used_ = entry_.packed_size;
  ended_ = true;
  return {};
}

void ZipContent::check_end() const {
  if (!ended_) fail("the content is cut off");
  if (used_ != entry_.packed_size) fail("bytes follow the compressed data");
  if (made_ != entry_.size) fail("it is shorter than it declares");
  if (crc_ != entry_.crc) fail("the check sum of its content is wrong");
}

}  // namespace komparu::archive
