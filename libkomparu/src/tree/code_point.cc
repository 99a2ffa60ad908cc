// SPDX-License-Identifier: MIT
#include "tree/code_point.h"

namespace komparu {
namespace {

// Lead bytes that can begin a well-formed sequence of two, three and four bytes.
constexpr char32_t kFirstLeadOfTwo = 0xC2;  // C0 and C1 only begin overlong forms
constexpr char32_t kFirstLeadOfThree = 0xE0;
constexpr char32_t kFirstLeadOfFour = 0xF0;
constexpr char32_t kLastLead = 0xF4;

char32_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool can_stand_for(char32_t value, std::size_t size) {
  switch (size) {
    case 2:
      return true;
    case 3:
      return value >= 0x800 && (value < 0xD800 || value > 0xDFFF);
    default:
      return value >= 0x10000 && value <= 0x10FFFF;
  }
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const char32_t lead = byte_at(text, at);
  if (lead < 0x80) return {lead, 1};
  const CodePoint stray{kFirstStrayByte + lead, 1};
  if (lead < kFirstLeadOfTwo || lead > kLastLead) return stray;
  const std::size_t size = lead >= kFirstLeadOfFour ? 4 : lead >= kFirstLeadOfThree ? 3 : 2;
  if (text.size() - at < size) return stray;
  char32_t value = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const char32_t next = byte_at(text, at + i);
    if ((next & 0xC0) != 0x80) return stray;
    value = value << 6 | (next & 0x3F);
  }
  return can_stand_for(value, size) ? CodePoint{value, size} : stray;
}

void append_code_point(std::string& text, char32_t value) {
  const auto append = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (value >= kFirstStrayByte) {
    append(value - kFirstStrayByte);
    return;
  }
  if (value < 0x80) {
    append(value);
    return;
  }
  if (value < 0x800) {
    append(0xC0 | value >> 6);
  } else {
    if (value < 0x10000) {
      append(0xE0 | value >> 12);
    } else {
      append(0xF0 | value >> 18);
      append(0x80 | (value >> 12 & 0x3F));
    }
    append(0x80 | (value >> 6 & 0x3F));
  }
  append(0x80 | (value & 0x3F));
}

}  // namespace komparu
