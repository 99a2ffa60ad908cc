// SPDX-License-Identifier: MIT
#include "report/shown_text.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace komparu::cli {
namespace {

constexpr unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Bytes that the character at the start of `text` takes; 0 if it is not well-formed.
std::size_t utf8_length(std::string_view text) {
  const unsigned lead = byte_at(text, 0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte_at(text, 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second > 0x9F;
  const bool beyond = lead == 0xF4 && second > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

// The code point of a well-formed character.
char32_t code_point(std::string_view character) {
  const std::size_t length = character.size();
  if (length == 1) return byte_at(character, 0);
  char32_t value = byte_at(character, 0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) value = value << 6 | (byte_at(character, i) & 0x3F);
  return value;
}

// Controls, and what changes the direction or the end of a line.
bool steers(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value <= 0x9F) || value == 0x200E || value == 0x200F ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
}

void append_escaped(std::string& result, std::string_view bytes) {
  for (const char c : bytes) {
    result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
}

void append_json_ascii(std::string& result, char c) {
  switch (c) {
    case '"':
    case '\\':
      result.push_back('\\');
      result.push_back(c);
      return;
    case '\n':
      result += "\\n";
      return;
    case '\t':
      result += "\\t";
      return;
    default:
      break;
  }
  const unsigned code = static_cast<unsigned char>(c);
  if (code < 0x20 || code == 0x7F) {
    result += fmt::format("\\u{:04x}", code);
  } else {
    result.push_back(c);
  }
}

}  // namespace

std::string escape(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    if (length == 0 || steers(code_point(character))) {
      append_escaped(result, character);
    } else if (character == "\\") {
      result += "\\\\";
    } else {
      result += character;
    }
    text.remove_prefix(character.size());
  }
  return result;
}

std::string escape_controls(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char& c : text) {
    const unsigned code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7F) {
      append_escaped(result, {&c, 1});
    } else {
      result.push_back(c);
    }
  }
  return result;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string json_string(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      result += "\xEF\xBF\xBD";
    } else if (length == 1) {
      append_json_ascii(result, text[0]);
    } else if (const char32_t value = code_point(text.substr(0, length)); steers(value)) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(value));
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  result.push_back('"');
  return result;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (j < count ? byte_at(bytes, i + j) : 0);
    for (std::size_t j = 0; j < 4; ++j) {
      result.push_back(j <= count ? kDigits[group >> (18 - 6 * j) & 63] : '=');
    }
  }
  return result;
}

}  // namespace komparu::cli
