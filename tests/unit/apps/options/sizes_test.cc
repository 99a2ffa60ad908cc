// SPDX-License-Identifier: MIT
#include "options/sizes.h"

#include <limits>
#include <string>
#include <utility>

#include "support/catch.h"

using namespace komparu::cli;

namespace {

constexpr std::uint64_t kKilo = 1024;
constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("numbers are decimal, octal or hexadecimal") {
  const std::pair<const char*, std::uint64_t> rows[] = {
      {"0", 0},       {"7", 7},
      {"007", 7},     {"010", 8},
      {"0x10", 16},   {"0XfF", 255},
      {" \t\n5", 5},  {"+5", 5},
      {"-0", 0},      {"0x0", 0},
      {"0", 0},       {"00", 0},
      {"4096", 4096}, {"9223372036854775807", kLargest}};
  for (const auto& [text, value] : rows) {
    CAPTURE(text);
    CHECK(read_number(text) == value);
  }
}

TEST_CASE("suffixes multiply by powers of 1024 or 1000") {
  const std::pair<const char*, std::uint64_t> rows[] = {
      {"1k", kKilo},       {"1K", kKilo},      {"K", kKilo},
      {"kB", 1000},        {"2KB", 2000},      {"2KiB", 2 * kKilo},
      {"2kiB", 2 * kKilo}, {"1MD", 1000000},   {"3M", 3 * kKilo * kKilo},
      {"1GB", 1000000000}, {"G", 1ULL << 30},  {"1T", 1ULL << 40},
      {"1P", 1ULL << 50},  {"7E", 7ULL << 60}, {"9EB", 9000000000000000000ULL},
      {"0Z", 0},           {"0Y", 0},          {"0x1k", kKilo}};
  for (const auto& [text, value] : rows) {
    CAPTURE(text);
    CHECK(read_number(text) == value);
  }
}

TEST_CASE("what cmp refuses is no number") {
  for (const char* const text : {"",
                                 " ",
                                 "x",
                                 "5x",
                                 "5 ",
                                 "5,",
                                 "1e3",
                                 "-1",
                                 "-K",
                                 " K",
                                 "- 5",
                                 "+ 5",
                                 "++5",
                                 "+",
                                 "-",
                                 "08",
                                 "0x",
                                 "0xg",
                                 "1ki",
                                 "1Ki",
                                 "1kb",
                                 "1kBx",
                                 "1m",
                                 "1g",
                                 "1t",
                                 "1b",
                                 "1B",
                                 "0B",
                                 "8E",
                                 "10EB",
                                 "1Z",
                                 "1Y",
                                 "9223372036854775808",
                                 "18446744073709551615",
                                 "18446744073709551616",
                                 "99999999999999999999",
                                 "5:",
                                 "0x8000000000000000",
                                 "9007199254740992K"}) {
    CAPTURE(text);
    CHECK_FALSE(read_number(text).has_value());
  }
}

TEST_CASE("a leading number ends where it can go no further") {
  const auto number = read_leading_number("1KiB:2");
  REQUIRE(number.has_value());
  CHECK(number->value == kKilo);
  CHECK(number->length == 4);
  CHECK(read_leading_number("5x")->length == 1);
  CHECK(read_leading_number("1Ki:3")->length == 2);
  CHECK_FALSE(read_leading_number(":5").has_value());
  CHECK_FALSE(read_leading_number("-1:5").has_value());
}

TEST_CASE("a number may end in the middle of a longer text") {
  const std::string text = "12345";
  CHECK(read_number(std::string_view(text).substr(0, 2)) == 12U);
  CHECK(read_number(std::string_view("0x1f").substr(0, 3)) == 1U);
}

TEST_CASE("counts are plain decimal numbers") {
  CHECK(read_count("0") == 0U);
  CHECK(read_count("010") == 10U);
  for (const char* const text :
       {"", "-1", "+1", " 1", "1k", "0x1", "1.5", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(read_count(text).has_value());
  }
}

TEST_CASE("seconds may have decimals and must be above zero") {
  using namespace std::chrono_literals;
  CHECK(read_seconds("1") == 1s);
  CHECK(read_seconds("0.5") == 500ms);
  CHECK(read_seconds(".25") == 250ms);
  CHECK(read_seconds("2.") == 2s);
  CHECK(read_seconds("0.0000000019") == 1ns);
  CHECK(read_seconds("99999999999999999999999.5") == read_seconds("88888888888888888888888.5"));
  for (const char* const text :
       {"", ".", "0", "0.0", "0.0000000001", "-1", "+1", "x", "nan", "inf", "1e3", "1 ", "1.2.3"}) {
    CAPTURE(text);
    CHECK_FALSE(read_seconds(text).has_value());
  }
}
