// SPDX-License-Identifier: MIT
#include "options/sizes.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

namespace komparu::cli {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kPowers = "kMGTPEZY";

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Magnitude {
  std::uint64_t value = 0;
  std::size_t end = 0;
  bool negative = false;
  bool too_large = false;
};

// What strtol(3) with base 0 takes off the front; none if it finds no digits.
std::optional<Magnitude> read_digits(std::string_view text) {
  Magnitude result;
  std::size_t at = text.find_first_not_of(" \t\n\v\f\r");
  if (at == std::string_view::npos) return std::nullopt;
  if (text[at] == '+' || text[at] == '-') result.negative = text[at++] == '-';
  int base = 10;
  if (at < text.size() && text[at] == '0') {
    const bool hexadecimal =
        at + 2 < text.size() && (text[at + 1] == 'x' || text[at + 1] == 'X') &&
        std::string_view("0123456789abcdefABCDEF").find(text[at + 2]) != std::string_view::npos;
    base = hexadecimal ? 16 : 8;
    if (hexadecimal) at += 2;
  }
  const char* const first = text.data() + at;
  const auto [end, error] = std::from_chars(first, text.data() + text.size(), result.value, base);
  if (end == first) return std::nullopt;
  result.end = static_cast<std::size_t>(end - text.data());
  result.too_large = error == std::errc::result_out_of_range || result.value > kLargest;
  return result;
}

// 1 for kilo, 2 for mega ...; 0 if the character is no suffix.
unsigned power_of(char suffix) {
  if (suffix == 'K') return 1;
  const std::size_t place = kPowers.find(suffix);
  return place == std::string_view::npos ? 0 : static_cast<unsigned>(place) + 1;
}

}  // namespace

std::optional<LeadingNumber> read_leading_number(std::string_view text) {
  Magnitude number;
  if (const auto digits = read_digits(text)) {
    number = *digits;
  } else if (!text.empty() && power_of(text[0]) != 0) {
    number.value = 1;
  } else {
    return std::nullopt;
  }
  std::string_view rest = text.substr(number.end);
  if (const unsigned power = rest.empty() ? 0 : power_of(rest[0])) {
    // GNU's D is an older spelling of B.
    const bool thousands = rest.size() > 1 && (rest[1] == 'B' || rest[1] == 'D');
    const std::uint64_t base = thousands ? 1000 : 1024;
    for (unsigned i = 0; i < power; ++i) {
      if (number.value > kLargest / base) number.too_large = true;
      number.value *= base;
    }
    rest.remove_prefix(rest.substr(1, 2) == "iB" ? 3 : thousands ? 2 : 1);
  }
  if (number.too_large || (number.negative && number.value != 0)) return std::nullopt;
  return LeadingNumber{number.value, text.size() - rest.size()};
}

std::optional<std::uint64_t> read_number(std::string_view text) {
  const std::optional<LeadingNumber> number = read_leading_number(text);
  if (!number || number->length != text.size()) return std::nullopt;
  return number->value;
}

std::optional<std::uint64_t> read_count(std::string_view text) {
  std::uint64_t value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc() || end != last) return std::nullopt;
  return value;
}

std::optional<std::chrono::nanoseconds> read_seconds(std::string_view text) {
  constexpr std::uint64_t kCentury = 100ULL * 366 * 24 * 60 * 60;
  constexpr std::uint64_t kNanoseconds = 1'000'000'000;
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() && part.empty()) return std::nullopt;
  std::uint64_t seconds = 0;
  for (const char c : whole) {
    if (!is_digit(c)) return std::nullopt;
    seconds = std::min(seconds * 10 + static_cast<std::uint64_t>(c - '0'), kCentury);
  }
  std::uint64_t fraction = 0;
  std::uint64_t unit = kNanoseconds / 10;
  for (const char c : part) {
    if (!is_digit(c)) return std::nullopt;
    fraction += static_cast<std::uint64_t>(c - '0') * unit;
    unit /= 10;
  }
  if (seconds == 0 && fraction == 0) return std::nullopt;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * kNanoseconds + fraction));
}

}  // namespace komparu::cli
