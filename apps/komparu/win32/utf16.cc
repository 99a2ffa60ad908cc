// SPDX-License-Identifier: MIT
#include "win32/utf16.h"

#include <cstddef>
#include <cstdint>

namespace komparu::cli {

namespace {

constexpr bool is_high(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool is_low(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

void append_utf8(std::uint32_t point, std::string& text) {
  const auto add = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  const auto add_last = [&](unsigned shift) { add(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | point >> 6);
    add_last(0);
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add_last(6);
    add_last(0);
  } else {
    add(0xF0 | point >> 18);
    add_last(12);
    add_last(6);
    add_last(0);
  }
}

// Takes the code point away from the front of the text; one byte and U+FFFD where there is none.
std::uint32_t take_point(std::string_view& text) {
  constexpr std::uint32_t kNone = 0xFFFD;
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
  };
  const std::uint32_t first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  std::uint32_t point = length < 2 ? first : first & (0x7Fu >> length);
  bool whole = length > 0;
  for (std::size_t i = 1; i < length; ++i) {
    whole = whole && (byte(i) & 0xC0u) == 0x80;
    point = point << 6 | (byte(i) & 0x3Fu);
  }
  const bool shortest = length < 3 || point >= (length == 3 ? 0x800u : 0x10000u);
  if (!whole || !shortest || point > 0x10FFFF) {
    text.remove_prefix(1);
    return kNone;
  }
  text.remove_prefix(length);
  return point;
}

}  // namespace

std::string utf8_of(std::wstring_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint32_t point = text[i];
    if (is_high(point) && i + 1 < text.size() && is_low(text[i + 1])) {
      point = 0x10000 + ((point - 0xD800) << 10) + (text[++i] - 0xDC00u);
    }
    append_utf8(point, result);
  }
  return result;
}

std::wstring utf16_of(std::string_view text) {
  std::wstring result;
  result.reserve(text.size());
  while (!text.empty()) {
    std::uint32_t point = take_point(text);
    if (point >= 0x10000) {
      point -= 0x10000;
      result.push_back(static_cast<wchar_t>(0xD800 + (point >> 10)));
      point = 0xDC00 + (point & 0x3FF);
    }
    result.push_back(static_cast<wchar_t>(point));
  }
  return result;
}

}  // namespace komparu::cli
