// SPDX-License-Identifier: MIT
#include "archive/zip/content.h"

#include <algorithm>
#include <vector>

#include "archive/byte_cursor.h"
#include "archive/feed.h"
#include "archive/filters/windows.h"
#include "komparu/error.h"

namespace komparu::archive {

namespace {

constexpr std::uint16_t kLzma = 14;
constexpr std::uint16_t kXz = 95;
constexpr std::uint16_t kPpmd = 98;

std::string number(std::uint64_t value, std::size_t width) {
  std::string bytes;
  for (std::size_t i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xffU);
  return bytes;
}

// The directory of a zip file that holds this entry at its beginning and nothing else.
std::string directory_of(const ZipEntry& entry) {
  constexpr std::uint64_t kFull = 0xffffffff;
  constexpr std::uint64_t kRegular = 0100644;
  const bool large = entry.size >= kFull || entry.packed_size >= kFull;
  const std::string extra =
      large ? number(1, 2) + number(16, 2) + number(entry.size, 8) + number(entry.packed_size, 8)
            : std::string();
  const std::string central = "PK\1\2" + number(0x032d, 2) + number(45, 2) +
                              number(entry.flags, 2) + number(entry.method, 2) + number(0, 4) +
                              number(entry.crc, 4) + number(large ? kFull : entry.packed_size, 4) +
                              number(large ? kFull : entry.size, 4) + number(1, 2) +
                              number(extra.size(), 2) + number(0, 6) + number(kRegular << 16U, 4) +
                              number(0, 4) + "x" + extra;
  const std::uint64_t start = entry.end() - entry.begin;
  std::string end = "PK\5\6" + number(0, 4) + number(1, 2) + number(1, 2) +
                    number(central.size(), 4) + number(std::min(start, kFull), 4) + number(0, 2);
  if (start < kFull) return central + end;
  end = "PK\6\6" + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 8) + number(1, 8) +
        number(1, 8) + number(central.size(), 8) + number(start, 8) + "PK\6\7" + number(0, 4) +
        number(start + central.size(), 8) + number(1, 4) + end;
  return central + end;
}

}  // namespace

class ZipForeign::OneMember final : public Feed {
 public:
  OneMember(RandomAccess& access, Account& account, const ZipEntry& entry)
      : file_(access, account, kAtOnce),
        begin_(entry.begin),
        length_(entry.end() - entry.begin),
        directory_(directory_of(entry)) {}

  std::span<const std::byte> next_block() override {
    const auto block =
        position_ < length_
            ? file_.some(begin_ + position_, std::min<std::uint64_t>(kAtOnce, length_ - position_))
            : std::as_bytes(std::span(directory_))
                  .subspan(static_cast<std::size_t>(position_ - length_));
    position_ += block.size();
    return block;
  }
  bool can_seek() const override { return true; }
  std::uint64_t size() const override { return length_ + directory_.size(); }
  void seek(std::uint64_t offset) override { position_ = std::min(offset, size()); }
  std::uint64_t skip(std::uint64_t count) override {
    const std::uint64_t part = std::min(count, size() - position_);
    position_ += part;
    return part;
  }

  // The first bytes of the packed content.
  std::span<const std::byte> head(const ZipEntry& entry, std::size_t count) {
    return file_.at(entry.packed(),
                    static_cast<std::size_t>(std::min<std::uint64_t>(count, entry.packed_size)));
  }

  // Walks through an .xz file from header to header.
  void watch(const ZipEntry& entry, MemoryShare& share) {
    const auto windows = watch_windows(Filter::xz, share);
    for (std::uint64_t at = 0; at < entry.packed_size;) {
      const auto bytes = file_.some(entry.packed() + at, entry.packed_size - at);
      if (bytes.empty()) return;
      windows->see(bytes, share);
      at += bytes.size();
    }
  }

 private:
  static constexpr std::size_t kAtOnce = 65536;

  ByteCursor file_;
  const std::uint64_t begin_;
  const std::uint64_t length_;
  const std::string directory_;
  std::uint64_t position_ = 0;
};

namespace {

// What unpacking takes, by what stands before the packed data.
std::uint64_t memory_of(const ZipEntry& entry, std::span<const std::byte> head) {
  constexpr std::uint64_t kMebi = std::uint64_t{1} << 20;
  if (entry.method == kLzma && head.size() >= 9) return le32(head, 5);
  if (entry.method == kPpmd && head.size() >= 2) return ((le16(head, 0) >> 4U & 0xffU) + 1) * kMebi;
  return entry.method == kXz ? 0 : 4 * kMebi;
}

}  // namespace

ZipForeign::ZipForeign(RandomAccess& access, Account& account, const ZipEntry& entry)
    : share_(account.memory->decoders, account.allowance.name()),
      feed_(std::make_unique<OneMember>(access, account, entry)),
      format_([&] {
        share_.grow(memory_of(entry, feed_->head(entry, 16)));
        if (entry.method == kXz) feed_->watch(entry, share_);
        return open_format(Format::zip, *feed_);
      }()) {
  if (!format_->next()) fail("libarchive finds no member");
}

ZipForeign::~ZipForeign() = default;

namespace {

constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

// As much as the comparison asks for at a time: such a block is handed on as it is.
constexpr std::size_t kBlock = 262144;
constexpr std::size_t kPackedAtOnce = 131072;

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
