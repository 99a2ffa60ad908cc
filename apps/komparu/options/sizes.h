// SPDX-License-Identifier: MIT
// Numbers as GNU cmp reads them: decimal, 0x hexadecimal or 0 octal, then perhaps a suffix out of
// k K M G T P E Z Y (powers of 1024), each followed by nothing, iB (the same) or B (powers of
// 1000). A suffix alone counts once. At most 2^63 - 1.
#ifndef KOMPARU_APPS_OPTIONS_SIZES_H_
#define KOMPARU_APPS_OPTIONS_SIZES_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace komparu::cli {

// The number at the start of a text.
struct LeadingNumber {
  std::uint64_t value = 0;
  std::size_t length = 0;  // characters it takes
};

// None if the text does not start with a number, or with one that is negative or too large.
std::optional<LeadingNumber> read_leading_number(std::string_view text);

// None unless the whole text is a number.
std::optional<std::uint64_t> read_number(std::string_view text);

// None unless the whole text is a plain decimal number.
std::optional<std::uint64_t> read_count(std::string_view text);

// Seconds above zero, with decimals if wanted; longer times than 100 years are cut to that.
std::optional<std::chrono::nanoseconds> read_seconds(std::string_view text);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_SIZES_H_
