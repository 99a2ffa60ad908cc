// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "http/exchange.h"
#include "http/framing.h"
#include "support/catch.h"

using namespace komparu::http;
using namespace std::chrono_literals;

namespace {

std::optional<std::uint64_t> after(const std::vector<std::string>& values, std::int64_t read) {
  HeadParser parser;
  parser.begin("HTTP/1.1 503 Busy");
  for (const std::string& value : values) parser.add("Retry-After: " + value);
  return retry_after(parser.head(), read);
}

constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();

}  // namespace

TEST_CASE("H17: what libcurl has read in a Retry-After counts", "[http]") {
  CHECK(after({" 120 "}, 120) == 120U);
  CHECK(after({"5", "6"}, 6) == 6U);
  CHECK(after({"Sun, 06 Nov 1994 08:49:37 GMT"}, 86400) == 86400U);
  CHECK(after({"9223372036854775807"}, std::numeric_limits<std::int64_t>::max()) == kMost / 2);
}

TEST_CASE("H17: a date that has passed is no reason to wait", "[http]") {
  CHECK(after({"Sun, 06 Nov 1994 08:49:37 GMT"}, -1) == 0U);
  CHECK(after({"Thu, 01 Jan 1970 00:00:00 GMT"}, std::numeric_limits<std::int64_t>::min()) == 0U);
}

TEST_CASE("H17: where libcurl says 0, the header says if that is zero, too much or nothing",
          "[http]") {
  CHECK(after({"0"}, 0) == 0U);
  CHECK(after({" 000 "}, 0) == 0U);
  CHECK(after({"9223372036854775808"}, 0) == kMost);
  CHECK(after({"99999999999999999999999"}, 0) == kMost);
  CHECK_FALSE(after({}, 0).has_value());
  CHECK_FALSE(after({""}, 0).has_value());
  CHECK_FALSE(after({"soon"}, 0).has_value());
  CHECK_FALSE(after({"-1"}, 0).has_value());
  CHECK_FALSE(after({"0", "soon"}, 0).has_value());
}

TEST_CASE("H17: a Retry-After is honoured up to a minute, however long one has waited", "[http]") {
  for (const auto allowed : {std::optional<unsigned>(), std::optional(7u)}) {
    for (const auto waited : {0ms, 9'999ms, 3'600'000ms}) {
      CHECK(pause_before_retry(allowed, 0, 0, waited) == 0ms);
      CHECK(pause_before_retry(allowed, 1, 59, waited) == 59s);
      CHECK(pause_before_retry(allowed, 1, 61, waited) == 60s);
      CHECK(pause_before_retry(allowed, 0, kMost, waited) == 60s);
    }
  }
}

TEST_CASE("H17: without a Retry-After pauses grow from half a second to a minute", "[http]") {
  auto least = 250ms;
  for (unsigned retries = 0; retries < 2000; ++retries) {
    const auto pause = pause_before_retry(3000, retries, std::nullopt, 3'600'000ms);
    REQUIRE(pause.has_value());
    CHECK(*pause >= least);
    CHECK(*pause < 2 * least);
    least = std::min<std::chrono::milliseconds>(2 * least, 30s);
  }
}

TEST_CASE("H17: two retries within 10 s are made of one's own accord", "[http]") {
  for (const std::optional<std::uint64_t> asked : {std::optional<std::uint64_t>(), {0}}) {
    CHECK(pause_before_retry(std::nullopt, 1, asked, 1000ms).has_value());
    CHECK_FALSE(pause_before_retry(std::nullopt, 2, asked, 1000ms).has_value());
    CHECK_FALSE(pause_before_retry(0, 0, asked, 0ms).has_value());
    CHECK(pause_before_retry(3, 2, asked, 11'000ms).has_value());
    CHECK_FALSE(pause_before_retry(3, 3, asked, 0ms).has_value());
  }
  CHECK(pause_before_retry(std::nullopt, 0, std::nullopt, 9'500ms).has_value());
  CHECK_FALSE(pause_before_retry(std::nullopt, 0, std::nullopt, 9'750ms).has_value());
}
