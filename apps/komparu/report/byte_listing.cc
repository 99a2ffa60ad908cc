// SPDX-License-Identifier: MIT
#include "report/byte_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "komparu/error.h"
#include "report/shown_byte.h"

namespace komparu::cli {
namespace {

template <std::size_t... kIndex>
constexpr std::array<ShownByte, sizeof...(kIndex)> all_bytes(std::index_sequence<kIndex...>) {
  return {ShownByte(static_cast<std::byte>(kIndex))...};
}

constexpr std::array<ShownByte, 256> kShown = all_bytes(std::make_index_sequence<256>());

const ShownByte& shown(std::byte byte) { return kShown[std::to_integer<std::size_t>(byte)]; }

// Lines are put together here, many to a write.
class Lines {
 public:
  explicit Lines(Output& output) : output_(output) {}
  ~Lines() { output_.write({buffer_.data(), used_}); }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  // Before each line; none is longer than kLongest.
  void make_room() {
    if (buffer_.size() - used_ >= kLongest) return;
    output_.write({buffer_.data(), used_});
    used_ = 0;
  }
  void add(char c) { buffer_[used_++] = c; }
  void add(std::string_view text) {
    for (const char c : text) add(c);
  }
  void pad(std::size_t have, std::size_t want) {
    for (; have < want; ++have) add(' ');
  }

 private:
  // 20 digits, twice three octal digits and four characters, four spaces, a newline.
  static constexpr std::size_t kLongest = 40;

  Output& output_;
  std::array<char, 4096> buffer_;
  std::size_t used_ = 0;
};

}  // namespace

void ByteListing::add(std::span<const ByteDifference> differences) {
  if (most_ && differences.size() > *most_ - listed_) {
    differences = differences.first(static_cast<std::size_t>(*most_ - listed_));
  }
  {
    Lines lines(output_);
    for (const ByteDifference& difference : differences) {
      const fmt::format_int number(difference.offset + 1);
      const ShownByte& left = shown(difference.left);
      const ShownByte& right = shown(difference.right);
      lines.make_room();
      lines.pad(number.size(), width_);
      lines.add({number.data(), number.size()});
      lines.add(' ');
      lines.add(left.octal());
      if (print_bytes_) {
        lines.add(' ');
        lines.add(left.text());
        lines.pad(left.text().size(), 4);
      }
      lines.add(' ');
      lines.add(right.octal());
      if (print_bytes_) {
        lines.add(' ');
        lines.add(right.text());
      }
      lines.add('\n');
    }
  }
  if (!output_.good()) throw Error(ErrorCode::output, "standard output", "cannot be written");
  listed_ += differences.size();
  if (listed_ == most_) throw ListedEnough();
}

std::size_t byte_number_width(const SideFacts& left, const SideFacts& right, const Extent& extent) {
  std::uint64_t largest =
      extent.limit.value_or(std::uint64_t{std::numeric_limits<std::int64_t>::max()});
  const auto bound = [&largest](const SideFacts& side, std::uint64_t skip) {
    if (side.kind != Kind::regular) return;
    const std::uint64_t size = side.size.value_or(Size{}).bytes;
    largest = std::min(largest, size > skip ? size - skip : 0);
  };
  bound(left, extent.skip_left);
  bound(right, extent.skip_right);
  return fmt::format_int(largest).size();
}

}  // namespace komparu::cli
