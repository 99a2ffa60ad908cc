// SPDX-License-Identifier: MIT
#include "archive/filters/stage.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "archive/byte_cursor.h"
#include "base/read_buffer.h"

namespace komparu::archive {

namespace {

// Packed bytes as they come, with the last few kept so that some can be given back.
class PackedBytes {
 public:
  PackedBytes(Reader& source, Allowance& allowance)
      : source_(source), allowance_(allowance), bytes_(buffer_.get(kFirst + kAtOnce)) {}

  // What is there now; asks for more if there is nothing. Empty: the end.
  std::span<const std::byte> ahead() {
    if (position_ == end_ && !ended_) refill();
    return bytes_.subspan(position_, end_ - position_);
  }

  // Moves on, or back by at most Inflater::kMostGivenBack.
  void use(std::ptrdiff_t count) {
    position_ = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(position_) + count);
  }

  std::byte next(std::string_view part) {
    const auto bytes = ahead();
    if (bytes.empty()) fail("the gzip data is cut off in its " + std::string(part));
    use(1);
    return bytes[0];
  }

  [[noreturn]] void fail(std::string detail) const {
    throw Error(ErrorCode::bad_archive, allowance_.name(), std::move(detail));
  }

 private:
  static constexpr std::size_t kAtOnce = 131072;
  static constexpr std::size_t kKept = Inflater::kMostGivenBack;
  // Where bytes are read to: at a page, where the kernel copies fastest. The kept ones stand
  // before.
  static constexpr std::size_t kFirst = 4096;

  void refill() {
    std::memmove(bytes_.data() + kFirst - kKept, bytes_.data() + end_ - kKept, kKept);
    const auto room = bytes_.subspan(kFirst);
    const auto got = source_.read(room);
    if (!got.empty() && got.data() != room.data()) {
      std::memcpy(room.data(), got.data(), got.size());
    }
    position_ = kFirst;
    end_ = kFirst + got.size();
    ended_ = got.empty();
  }

  Reader& source_;
  Allowance& allowance_;
  ReadBuffer buffer_;
  const std::span<std::byte> bytes_;
  std::size_t position_ = kFirst;
  std::size_t end_ = kFirst;
  bool ended_ = false;
};

class GzipStage final : public Stage {
 public:
  GzipStage(Reader& source, Allowance& allowance, std::unique_ptr<Inflater> inflater)
      : packed_(source, allowance), allowance_(allowance), inflater_(std::move(inflater)) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    std::size_t filled = 0;
    while (filled < scratch.size() && state_ != State::ended) {
      if (state_ == State::between) {
        begin_member();
      } else {
        filled += inflate_into(scratch.subspan(filled));
      }
    }
    return scratch.first(filled);
  }

  void check_nothing_follows() override {
    if (garbage_) packed_.fail("bytes that are no gzip follow its end");
  }

 private:
  enum class State { between, inside, ended };

  static constexpr std::byte kHasHeaderCrc{0x02};
  static constexpr std::byte kHasExtra{0x04};
  static constexpr std::byte kHasName{0x08};
  static constexpr std::byte kHasComment{0x10};
  static constexpr std::byte kReserved{0xe0};

  std::byte header_byte() {
    const std::byte byte = packed_.next("header");
    header_crc_ = inflater_->crc32(header_crc_, std::span(&byte, 1));
    return byte;
  }

  unsigned header_number() {
    const auto low = std::to_integer<unsigned>(header_byte());
    return low | std::to_integer<unsigned>(header_byte()) << 8;
  }

  void pass_text() {
    while (header_byte() != std::byte{}) continue;
  }

  void begin_member() {
    const auto ahead = packed_.ahead();
    const bool first = first_member_;
    if (!first && (ahead.empty() || ahead[0] != std::byte{0x1f})) return end();
    header_crc_ = 0;
    const bool magic = header_byte() == std::byte{0x1f} && header_byte() == std::byte{0x8b};
    if (!magic && first) packed_.fail("this is no gzip");
    if (!magic) {
      garbage_ = true;
      state_ = State::ended;
      return;
    }
    read_header();
    first_member_ = false;
    inflater_->reset();
    crc_ = 0;
    length_ = 0;
    state_ = State::inside;
  }

  void read_header() {
    if (header_byte() != std::byte{8}) packed_.fail("the gzip header names an unknown method");
    const std::byte flags = header_byte();
    if ((flags & kReserved) != std::byte{}) packed_.fail("the gzip header has reserved flags");
    for (int i = 0; i < 6; ++i) header_byte();  // time, extra flags, system
    if ((flags & kHasExtra) != std::byte{}) {
      for (unsigned left = header_number(); left > 0; --left) header_byte();
    }
    if ((flags & kHasName) != std::byte{}) pass_text();
    if ((flags & kHasComment) != std::byte{}) pass_text();
    if ((flags & kHasHeaderCrc) != std::byte{}) {
      const std::uint32_t expected = header_crc_ & 0xffffU;
      if (header_number() != expected) packed_.fail("the check sum of the gzip header is wrong");
    }
  }

  std::size_t inflate_into(std::span<std::byte> room) {
    const auto ahead = packed_.ahead();
    const auto step = take_step(ahead, room);
    packed_.use(step.used);
    const auto made = room.first(step.made);
    crc_ = inflater_->crc32(crc_, made);
    length_ += static_cast<std::uint32_t>(step.made);
    allowance_.unpacked(step.made);
    if (step.ended) {
      check_trailer();
      state_ = State::between;
    } else if (step.made == 0 && step.used == 0) {
      packed_.fail(ahead.empty() ? "the gzip data is cut off" : "the compressed data is corrupt");
    }
    return step.made;
  }

  Inflater::Step take_step(std::span<const std::byte> in, std::span<std::byte> out) {
    try {
      return inflater_->step(in, out);
    } catch (const Error& error) {
      throw Error(error.code(), allowance_.name(), error.detail());
    }
  }

  void check_trailer() {
    std::byte trailer[8];
    for (std::byte& byte : trailer) byte = packed_.next("trailer");
    if (le32(trailer, 0) != crc_) packed_.fail("the check sum of the gzip data is wrong");
    if (le32(trailer, 4) != length_) packed_.fail("the length in the gzip trailer is wrong");
  }

  // gzip, too, takes zeros up to the end for the padding of a tape.
  void end() {
    state_ = State::ended;
    for (auto rest = packed_.ahead(); !rest.empty() && !garbage_; rest = packed_.ahead()) {
      garbage_ = !is_zero(rest);
      packed_.use(static_cast<std::ptrdiff_t>(rest.size()));
    }
  }

  PackedBytes packed_;
  Allowance& allowance_;
  const std::unique_ptr<Inflater> inflater_;
  State state_ = State::between;
  bool first_member_ = true;
  bool garbage_ = false;
  std::uint32_t header_crc_ = 0;
  std::uint32_t crc_ = 0;
  std::uint32_t length_ = 0;  // modulo 2^32, as the trailer has it
};

}  // namespace

std::unique_ptr<Stage> make_gzip_stage(Reader& source, Allowance& allowance,
                                       std::unique_ptr<Inflater> inflater) {
  return std::make_unique<GzipStage>(source, allowance, std::move(inflater));
}

}  // namespace komparu::archive
