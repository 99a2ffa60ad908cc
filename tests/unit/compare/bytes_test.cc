// SPDX-License-Identifier: MIT
#include "compare/bytes/bytes.h"

#include <string>

#include "support/catch.h"
#include "support/memory_reader.h"

using komparu::count_newlines;
using komparu::first_difference;
using komparu::testing::bytes_of;

TEST_CASE("first_difference finds every position in every length") {
  for (const std::size_t length : {1u, 2u, 63u, 64u, 65u, 127u, 128u, 129u, 1000u}) {
    const std::string left(length, 'a');
    for (std::size_t at = 0; at < length; ++at) {
      std::string right = left;
      right[at] = 'b';
      right.back() = at + 1 < length ? 'c' : right.back();  // a later one must not be told
      INFO(length << " " << at);
      REQUIRE(first_difference(bytes_of(left), bytes_of(right)) == at);
    }
  }
}

TEST_CASE("first_difference of equal bytes is the shorter size") {
  CHECK(first_difference(bytes_of(""), bytes_of("")) == 0);
  CHECK(first_difference(bytes_of(""), bytes_of("abc")) == 0);
  CHECK(first_difference(bytes_of("abc"), bytes_of("abcdef")) == 3);
  CHECK(first_difference(bytes_of("abcdef"), bytes_of("abc")) == 3);
}

TEST_CASE("count_newlines counts across its blocks") {
  CHECK(count_newlines(bytes_of("")) == 0);
  CHECK(count_newlines(bytes_of("a\nb\n")) == 2);
  CHECK(count_newlines(bytes_of(std::string(100000, '\n'))) == 100000);
  for (const std::size_t length : {254u, 255u, 256u, 510u, 511u}) {
    const std::string all(length, '\n');
    CHECK(count_newlines(bytes_of(all)) == length);
    CHECK(count_newlines(bytes_of(std::string(length, 'x') + "\n")) == 1);
  }
}
