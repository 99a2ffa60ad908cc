// SPDX-License-Identifier: MIT
// Characters as the RFCs of the web know them: bytes, whatever the locale.
#ifndef KOMPARU_HTTP_ASCII_H_
#define KOMPARU_HTTP_ASCII_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace komparu::http {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// Tabs do not count: they may stand in the value of a header field.
constexpr bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c != '\t' && is_control(c); });
}

// Of a token (RFC 9110, 5.6.2), such as the name of a header field.
constexpr bool is_token_char(char c) {
  return is_letter(c) || is_digit(c) ||
         (c != 0 && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

constexpr bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

inline std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
  return result;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

// Without spaces and tabs around it.
constexpr std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// A host without the brackets that stand around IPv6 addresses in URLs.
constexpr std::string_view without_brackets(std::string_view host) {
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return host;
  return host.substr(1, host.size() - 2);
}

// The value of a hexadecimal digit; -1 for another character.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// A number of decimal digits and nothing else, at most `maximum`.
constexpr std::optional<std::uint64_t> number_of(
    std::string_view digits, std::uint64_t maximum = std::numeric_limits<std::uint64_t>::max()) {
  if (digits.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > maximum / 10 || value * 10 > maximum - digit) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_ASCII_H_
