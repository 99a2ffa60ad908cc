// SPDX-License-Identifier: MIT
#include "tree/code_point.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace komparu;

namespace {

std::vector<char32_t> decoded(const std::string& text) {
  std::vector<char32_t> values;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    REQUIRE(c.size > 0);
    REQUIRE(c.size <= text.size() - at);
    values.push_back(c.value);
    at += c.size;
  }
  return values;
}

std::string encoded(const std::vector<char32_t>& values) {
  std::string text;
  for (const char32_t value : values) append_code_point(text, value);
  return text;
}

std::vector<char32_t> all_stray(const std::string& text) {
  std::vector<char32_t> values;
  for (const char c : text) values.push_back(kFirstStrayByte + static_cast<unsigned char>(c));
  return values;
}

}  // namespace

TEST_CASE("the first and last code point of each length are read and written") {
  const std::vector<std::pair<std::string, char32_t>> table = {
      {"\x01", 0x01},
      {"\x7F", 0x7F},
      {"\xC2\x80", 0x80},
      {"\xDF\xBF", 0x7FF},
      {"\xE0\xA0\x80", 0x800},
      {"\xED\x9F\xBF", 0xD7FF},
      {"\xEE\x80\x80", 0xE000},
      {"\xEF\xBF\xBF", 0xFFFF},
      {"\xF0\x90\x80\x80", 0x10000},
      {"\xF4\x8F\xBF\xBF", 0x10FFFF},
  };
  for (const auto& [bytes, value] : table) {
    INFO("U+" << std::hex << static_cast<unsigned>(value));
    CHECK(decoded(bytes) == std::vector<char32_t>{value});
    CHECK(encoded({value}) == bytes);
  }
}

TEST_CASE("each byte that is not UTF-8 is a code point of its own") {
  const std::vector<std::string> table = {
      "\x80",              // a continuation without a lead
      "\xBF\x80",          //
      "\xC0\xAF",          // overlong
      "\xC1\xBF",          //
      "\xE0\x80\xAF",      //
      "\xE0\x9F\xBF",      //
      "\xF0\x80\x80\xAF",  //
      "\xF0\x8F\xBF\xBF",  //
      "\xED\xA0\x80",      // surrogates
      "\xED\xBF\xBF",      //
      "\xF4\x90\x80\x80",  // beyond U+10FFFF
      "\xF5\x80\x80\x80",  //
      "\xFE\xFF",          //
      "\xC3",              // cut off
      "\xE2\x82",          //
      "\xF0\x9F\x98",      //
  };
  for (const std::string& bytes : table) {
    CAPTURE(bytes);
    CHECK(decoded(bytes) == all_stray(bytes));
    CHECK(encoded(decoded(bytes)) == bytes);
  }
}

TEST_CASE("reading goes on right behind a stray byte") {
  CHECK(decoded("\xC3"
                "a") == std::vector<char32_t>{kFirstStrayByte + 0xC3, U'a'});
  CHECK(decoded("\xE2\xC3\xA9") == std::vector<char32_t>{kFirstStrayByte + 0xE2, 0xE9});
  CHECK(decoded("\xC3\xA9\xA9") == std::vector<char32_t>{0xE9, kFirstStrayByte + 0xA9});
}

TEST_CASE("every code point and every pair of bytes comes back as it was") {
  for (char32_t value = 1; value <= 0x10FFFF; ++value) {
    if (value >= 0xD800 && value <= 0xDFFF) continue;
    std::string text;
    append_code_point(text, value);
    const CodePoint c = code_point_at(text, 0);
    if (c.value != value || c.size != text.size()) FAIL("U+" << static_cast<unsigned>(value));
  }
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const std::string text = {static_cast<char>(first), static_cast<char>(second)};
      std::string again;
      for (std::size_t at = 0; at < text.size(); at += code_point_at(text, at).size) {
        append_code_point(again, code_point_at(text, at).value);
      }
      if (again != text) FAIL(first << " " << second);
    }
  }
  SUCCEED();
}
