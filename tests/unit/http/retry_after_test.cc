// SPDX-License-Identifier: MIT
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "http/framing.h"
#include "support/catch.h"

using namespace komparu::http;

namespace {

constexpr std::int64_t kNow = 784111777;  // Sun, 06 Nov 1994 08:49:37 GMT

std::optional<std::uint64_t> after(const std::vector<std::string>& values,
                                   std::int64_t now = kNow) {
  HeadParser parser;
  parser.begin("HTTP/1.1 503 Busy");
  for (const std::string& value : values) parser.add("Retry-After: " + value);
  return retry_after(parser.head(), now);
}

}  // namespace

TEST_CASE("H17: Retry-After is a number of seconds", "[http]") {
  CHECK(after({"0"}) == 0U);
  CHECK(after({" 120 "}) == 120U);
  CHECK(after({"5", "5"}) == 5U);
  CHECK(after({"18446744073709551615"}) == std::numeric_limits<std::uint64_t>::max());
  CHECK(after({"99999999999999999999999"}) == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("H17: Retry-After is a date", "[http]") {
  CHECK(after({"Sun, 06 Nov 1994 08:49:37 GMT"}) == 0U);
  CHECK(after({"Sun, 06 Nov 1994 08:49:38 GMT"}) == 1U);
  CHECK(after({"Mon, 07 Nov 1994 08:49:37 GMT"}) == 86400U);
  CHECK(after({"Sun, 06 Nov 1994 08:49:36 GMT"}) == 0U);
  CHECK(after({"Thu, 01 Jan 1970 00:00:00 GMT"}) == 0U);
  CHECK(after({"Fri, 31 Dec 1999 23:59:60 GMT"}, 946684799) == 1U);
  CHECK(after({"Thu, 29 Feb 2024 00:00:00 GMT"}, 1709164800) == 0U);
  CHECK(after({"Fri, 01 Mar 2024 00:00:00 GMT"}, 1709164800) == 86400U);
  CHECK(after({"Thu, 01 Jan 1970 00:00:00 GMT"}, std::numeric_limits<std::int64_t>::min()) ==
        std::uint64_t{1} << 63);
  CHECK(after({"Fri, 31 Dec 9999 23:59:59 GMT"}, std::numeric_limits<std::int64_t>::max()) == 0U);
}

TEST_CASE("H17: a Retry-After that is neither asks for nothing", "[http]") {
  CHECK_FALSE(after({}).has_value());
  for (const std::string value : {"",
                                  "-1",
                                  "+1",
                                  "1.5",
                                  "1s",
                                  "soon",
                                  "1, 2",
                                  "Sun, 06 Nov 1994 08:49:37",
                                  "Sun, 06 Nov 1994 08:49:37 UTC",
                                  "sun, 06 Nov 1994 08:49:37 GMT",
                                  "Sun, 06 nov 1994 08:49:37 GMT",
                                  "Sun, 00 Nov 1994 08:49:37 GMT",
                                  "Sun, 31 Nov 1994 08:49:37 GMT",
                                  "Wed, 29 Feb 2023 00:00:00 GMT",
                                  "Sun, 06 Nov 1994 24:00:00 GMT",
                                  "Sun, 06 Nov 1994 08:60:37 GMT",
                                  "Sun, 06 Nov 1994 08:49:61 GMT",
                                  "Sun, 6 Nov 1994 08:49:37 GMT ",
                                  "Sun,  6 Nov 1994 08:49:37 GMT",
                                  "Sun  06 Nov 1994 08:49:37 GMT",
                                  "Sunday, 06-Nov-94 08:49:37 GMT",
                                  "Sun Nov  6 08:49:37 1994"}) {
    CAPTURE(value);
    CHECK_FALSE(after({value}).has_value());
  }
  CHECK_FALSE(after({"5", "6"}).has_value());
}
