// SPDX-License-Identifier: MIT
#include "tree/name_key.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "tree/code_point.h"

namespace komparu {
namespace {

using CodePoints = std::vector<utf8proc_int32_t>;

constexpr NameMatching kIgnoreCase{.ignore_case = true, .nfc = false};
constexpr NameMatching kNfc{.ignore_case = false, .nfc = true};

// The code point before the first trailing consonant of Hangul is none, but utf8proc 2.8 composes
// it with the syllable before it, into that same syllable: two different names would be one.
constexpr char32_t kHangulTrailingBase = 0x11A7;

bool is_ascii(std::string_view name) {
  unsigned char all = 0;
  for (const char c : name) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  return all < 0x80;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

char lower(char c) { return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c; }

// What utf8proc makes of each code point, in a row.
CodePoints mapped(const CodePoints& points, int options) {
  CodePoints result;
  result.reserve(points.size());
  for (const utf8proc_int32_t c : points) {
    const std::size_t begin = result.size();
    std::size_t room = 0;
    std::size_t size = 4;
    while (size > room) {
      room = size;
      result.resize(begin + room);
      int boundary = 0;
      // No option that is used here refuses a code point, so that the size is never negative.
      size = static_cast<std::size_t>(
          utf8proc_decompose_char(c, result.data() + begin, static_cast<utf8proc_ssize_t>(room),
                                  static_cast<utf8proc_option_t>(options), &boundary));
    }
    result.resize(begin + size);
  }
  return result;
}

// Canonical order: marks between two others by their class. utf8proc would do it, too, but in
// quadratic time, and a name in an archive may consist of thousands of them.
void order_marks(CodePoints& points) {
  const auto class_of = [](utf8proc_int32_t c) {
    return utf8proc_get_property(c)->combining_class;
  };
  const auto is_mark = [&](utf8proc_int32_t c) { return class_of(c) != 0; };
  auto end = points.begin();
  for (;;) {
    const auto begin = std::find_if(end, points.end(), is_mark);
    if (begin == points.end()) return;
    end = std::find_if_not(begin, points.end(), is_mark);
    std::stable_sort(begin, end, [&](utf8proc_int32_t a, utf8proc_int32_t b) {
      return class_of(a) < class_of(b);
    });
  }
}

// Without UTF8PROC_STABLE the composition exclusions would be composed, which is not NFC.
void compose(CodePoints& points) {
  const utf8proc_ssize_t size =
      utf8proc_normalize_utf32(points.data(), static_cast<utf8proc_ssize_t>(points.size()),
                               static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  points.resize(static_cast<std::size_t>(size));
}

CodePoints key_points(CodePoints points, const NameMatching& matching) {
  if (matching.nfc) {
    // Folding comes after decomposing: it makes a letter of a mark (U+0345), whose place among the
    // other marks would be lost (Unicode, D145).
    points = mapped(points, UTF8PROC_DECOMPOSE);
    order_marks(points);
  }
  if (matching.ignore_case) {
    points = mapped(points, UTF8PROC_CASEFOLD | (matching.nfc ? UTF8PROC_DECOMPOSE : 0));
    if (matching.nfc) order_marks(points);
  }
  if (matching.nfc) compose(points);
  return points;
}

// Stretches of UTF-8, each on its own, and what is between them as it is.
std::string unicode_key(std::string_view name, const NameMatching& matching) {
  std::string key;
  CodePoints stretch;
  const auto flush = [&] {
    for (const utf8proc_int32_t c : key_points(stretch, matching)) {
      append_code_point(key, static_cast<char32_t>(c));
    }
    stretch.clear();
  };
  for (std::size_t at = 0; at < name.size();) {
    const CodePoint c = code_point_at(name, at);
    at += c.size;
    if (c.value < kFirstStrayByte && c.value != kHangulTrailingBase) {
      stretch.push_back(static_cast<utf8proc_int32_t>(c.value));
    } else {
      flush();
      append_code_point(key, c.value);
    }
  }
  flush();
  return key;
}

}  // namespace

std::string_view name_key(std::string_view name, const NameMatching& matching,
                          std::string& buffer) {
  if (!matching.ignore_case && !matching.nfc) return name;
  if (!is_ascii(name)) return buffer = unicode_key(name, matching);
  if (!matching.ignore_case || std::none_of(name.begin(), name.end(), is_upper)) return name;
  buffer.resize(name.size());
  std::transform(name.begin(), name.end(), buffer.begin(), lower);
  return buffer;
}

std::string name_key(std::string_view name, const NameMatching& matching) {
  std::string buffer;
  return std::string(name_key(name, matching, buffer));
}

NameKinship kinship(std::string_view a, std::string_view b) {
  if (a == b) return NameKinship::different;
  const auto are_one = [&](const NameMatching& matching) {
    std::string of_a;
    std::string of_b;
    return name_key(a, matching, of_a) == name_key(b, matching, of_b);
  };
  // The Kelvin sign and K are one under either; they look alike, so it is not the case that
  // differs.
  if (are_one(kNfc)) return NameKinship::only_normalization;
  if (are_one(kIgnoreCase)) return NameKinship::only_case;
  return NameKinship::different;
}

}  // namespace komparu
