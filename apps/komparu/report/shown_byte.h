// SPDX-License-Identifier: MIT
// One byte as cmp -l and -b show it.
#ifndef KOMPARU_APPS_REPORT_SHOWN_BYTE_H_
#define KOMPARU_APPS_REPORT_SHOWN_BYTE_H_

#include <array>
#include <cstddef>
#include <string_view>

namespace komparu::cli {

class ShownByte {
 public:
  constexpr explicit ShownByte(std::byte byte) {
    unsigned value = std::to_integer<unsigned>(byte);
    octal_ = {value < 0100 ? ' ' : digit(value >> 6), value < 010 ? ' ' : digit(value >> 3 & 7),
              digit(value & 7)};
    if (value >= 0200) {
      append('M');
      append('-');
      value -= 0200;
    }
    if (value < 040 || value == 0177) {
      append('^');
      value ^= 0100;
    }
    append(static_cast<char>(value));
  }

  // Three characters, the value right-aligned.
  constexpr std::string_view octal() const { return {octal_.data(), octal_.size()}; }

  // One to four characters: as it is where it can be printed in ASCII, ^A for control bytes, M-
  // before what bytes with the high bit are without it.
  constexpr std::string_view text() const { return {text_.data(), length_}; }

 private:
  static constexpr char digit(unsigned value) { return static_cast<char>('0' + value); }

  constexpr void append(char c) { text_[length_++] = c; }

  std::array<char, 3> octal_{};
  std::array<char, 4> text_{};
  std::size_t length_ = 0;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_SHOWN_BYTE_H_
