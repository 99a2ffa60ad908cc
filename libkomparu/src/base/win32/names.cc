// SPDX-License-Identifier: MIT
#include "base/win32/names.h"

#include <array>
#include <cstdint>

namespace komparu {

namespace {

bool leads(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool trails(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

void add_bytes(std::string& name, std::uint32_t c) {
  const auto add = [&name](std::uint32_t byte) { name.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    add(0xe0 | c >> 12);
    add(0x80 | (c >> 6 & 0x3f));
  } else {
    add(0xf0 | c >> 18);
    add(0x80 | (c >> 12 & 0x3f));
    add(0x80 | (c >> 6 & 0x3f));
  }
  add(0x80 | (c & 0x3f));
}

void add_units(std::wstring& name, std::uint32_t c) {
  if (c >= 0x10000) {
    name.push_back(static_cast<wchar_t>(0xd800 + ((c - 0x10000) >> 10)));
    c = 0xdc00 + ((c - 0x10000) & 0x3ff);
  }
  name.push_back(static_cast<wchar_t>(c));
}

// How many bytes follow a first byte; none if there is no such first byte.
std::optional<std::size_t> followers(unsigned char first) {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first < 0xe0) return 1;
  if (first >= 0xe0 && first < 0xf0) return 2;
  if (first >= 0xf0 && first < 0xf5) return 3;
  return std::nullopt;
}

// The code point at `at`, which moves behind it; none if it is not UTF-8 in its shortest form.
std::optional<std::uint32_t> next_code_point(std::string_view name, std::size_t& at) {
  constexpr std::array<std::uint32_t, 4> kSmallest{0, 0x80, 0x800, 0x10000};
  const auto first = static_cast<unsigned char>(name[at++]);
  const std::optional<std::size_t> more = followers(first);
  if (!more || name.size() - at < *more) return std::nullopt;
  std::uint32_t c = *more == 0 ? first : first & (0x3fu >> *more);
  for (std::size_t i = 0; i < *more; ++i) {
    const auto next = static_cast<unsigned char>(name[at++]);
    if ((next & 0xc0u) != 0x80) return std::nullopt;
    c = c << 6 | (next & 0x3fu);
  }
  if (c < kSmallest[*more] || c > 0x10ffff) return std::nullopt;
  return c;
}

}  // namespace

std::string narrow_name(std::wstring_view name) {
  std::string bytes;
  bytes.reserve(name.size());
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::uint32_t c = static_cast<std::uint16_t>(name[i]);
    if (leads(c) && i + 1 < name.size() && trails(static_cast<std::uint16_t>(name[i + 1]))) {
      c = 0x10000 + ((c - 0xd800) << 10) + (static_cast<std::uint16_t>(name[++i]) - 0xdc00u);
    }
    add_bytes(bytes, c);
  }
  return bytes;
}

std::optional<std::wstring> wide_name(std::string_view name) {
  std::wstring units;
  units.reserve(name.size());
  for (std::size_t at = 0; at < name.size();) {
    const std::optional<std::uint32_t> c = next_code_point(name, at);
    if (!c || *c == 0) return std::nullopt;
    // Two halves apart would become one character that is written in other bytes.
    if (trails(*c) && !units.empty() && leads(static_cast<std::uint16_t>(units.back()))) {
      return std::nullopt;
    }
    add_units(units, *c);
  }
  return units;
}

}  // namespace komparu
