// SPDX-License-Identifier: MIT
#include "http/address_policy.h"

#include <cstring>
#include <string>
#include <vector>

#include "http/sockets.h"
#include "support/catch.h"

using namespace komparu::http;

namespace {

bool judged_as_sockaddr(const std::string& text) {
  sockaddr_storage storage{};
  if (text.find(':') == std::string::npos) {
    sockaddr_in ip{};
    ip.sin_family = AF_INET;
    REQUIRE(read_address(AF_INET, text.c_str(), &ip.sin_addr));
    std::memcpy(&storage, &ip, sizeof ip);
  } else {
    sockaddr_in6 ip{};
    ip.sin6_family = AF_INET6;
    REQUIRE(read_address(AF_INET6, text.c_str(), &ip.sin6_addr));
    std::memcpy(&storage, &ip, sizeof ip);
  }
  return is_public(reinterpret_cast<const sockaddr&>(storage));
}

void check(const std::vector<std::string>& addresses, bool expected) {
  for (const std::string& address : addresses) {
    CAPTURE(address);
    CHECK(is_public_text(address) == expected);
    CHECK(judged_as_sockaddr(address) == expected);
  }
}

}  // namespace

TEST_CASE("H13: first and last addresses of the special IPv4 blocks are not public", "[http]") {
  check(
      {"0.0.0.0",         "0.255.255.255",   "10.0.0.0",        "10.255.255.255", "100.64.0.0",
       "100.127.255.255", "127.0.0.0",       "127.255.255.255", "169.254.0.0",    "169.254.169.254",
       "169.254.255.255", "172.16.0.0",      "172.31.255.255",  "192.0.0.0",      "192.0.0.255",
       "192.0.2.0",       "192.0.2.255",     "192.31.196.0",    "192.31.196.255", "192.52.193.0",
       "192.52.193.255",  "192.88.99.0",     "192.88.99.255",   "192.168.0.0",    "192.168.255.255",
       "192.175.48.0",    "192.175.48.255",  "198.18.0.0",      "198.19.255.255", "198.51.100.0",
       "198.51.100.255",  "203.0.113.0",     "203.0.113.255",   "224.0.0.0",      "239.255.255.255",
       "240.0.0.0",       "255.255.255.254", "255.255.255.255"},
      false);
}

TEST_CASE("H13: the neighbours of the special IPv4 blocks are public", "[http]") {
  check(
      {"1.0.0.0",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255", "100.128.0.0",
       "126.255.255.255", "128.0.0.0",       "169.253.255.255", "169.255.0.0",    "172.15.255.255",
       "172.32.0.0",      "191.255.255.255", "192.0.1.0",       "192.0.1.255",    "192.0.3.0",
       "192.31.195.255",  "192.31.197.0",    "192.52.192.255",  "192.52.194.0",   "192.88.98.255",
       "192.88.100.0",    "192.167.255.255", "192.169.0.0",     "192.175.47.255", "192.175.49.0",
       "198.17.255.255",  "198.20.0.0",      "198.51.99.255",   "198.51.101.0",   "203.0.112.255",
       "203.0.114.0",     "223.255.255.255", "8.8.8.8"},
      true);
}

TEST_CASE("H13: of IPv6 only 2000::/3 without its special blocks is public", "[http]") {
  check({"::",
         "::1",
         "::2",
         "100::",
         "100::1",
         "1fff:ffff::",
         "4000::",
         "5f00::1",
         "fc00::",
         "fdff::1",
         "fe80::1",
         "fec0::1",
         "ff02::1",
         "ff0e::1",
         "64:ff9b:1::",
         "64:ff9b:1::808:808",
         "64:ff9b:0:0:0:1::",
         "64:ff9a::808:808",
         "::ffff:0:808:808",
         "2001::",
         "2001::1",
         "2001:0:808:808::",
         "2001:10::1",
         "2001:20::1",
         "2001:1ff:ffff::",
         "2001:db8::",
         "2001:db8:ffff::1",
         "3fff::",
         "3fff:fff:ffff::1",
         "2620:4f:8000::",
         "2620:4f:8000:ffff::1"},
        false);
  check({"2000::", "2001:200::", "2001:db7:ffff::", "2001:db9::", "2003::1", "2606:4700::1111",
         "2620:4f:7fff:ffff::", "2620:4f:8001::", "2a00:1450::1",
         "3fff:1000::", "3ffe:ffff::", "3fff:ffff::"},
        true);
}

TEST_CASE("H13: an IPv4 address inside an IPv6 address is what is judged", "[http]") {
  for (const std::string prefix : {"::ffff:", "::", "64:ff9b::"}) {
    check({prefix + "127.0.0.1", prefix + "10.1.2.3", prefix + "169.254.169.254",
           prefix + "192.168.1.1", prefix + "0.0.0.0"},
          false);
    check({prefix + "8.8.8.8", prefix + "93.184.216.34"}, true);
  }
  check({"2002::", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101:ffff::", "2002:a9fe:a9fe::"},
        false);
  check({"2002:808:808::", "2002:808:808:7f00::1"}, true);
}

TEST_CASE("H13: other families are never public", "[http]") {
  sockaddr local{};
  local.sa_family = AF_UNIX;
  CHECK_FALSE(is_public(local));
  sockaddr none{};
  none.sa_family = AF_UNSPEC;
  CHECK_FALSE(is_public(none));
}

TEST_CASE("addresses in text have the usual notation", "[http]") {
  CHECK(is_public_text("[::1]") == false);
  CHECK(is_public_text("[2606:4700::1111]") == true);
  for (const std::string text :
       {"", "[]", "h", "127.1", "0x7f.0.0.1", "1.2.3.256", "1.2.3.4.5", "[127.0.0.1]", "[::1",
        "::1]", "[[::1]]", "::g", "fe80::1%eth0", "8.8.8.8 ", "8.8.8.8:80"}) {
    CAPTURE(text);
    CHECK_FALSE(is_public_text(text).has_value());
  }
  CHECK_FALSE(is_public_text(std::string_view("8.8.8.8\0.evil", 13)).has_value());
  CHECK_FALSE(is_public_text(std::string_view("::1\0", 4)).has_value());
}

TEST_CASE("H13: odd spellings of addresses are recognised", "[http]") {
  struct Row {
    std::string host;
    std::string address;
  };
  const std::vector<Row> table = {
      {"127.0.0.1", "127.0.0.1"},
      {"127.1", "127.0.0.1"},
      {"127.0.1", "127.0.0.1"},
      {"127.257", "127.0.1.1"},
      {"1.2.772", "1.2.3.4"},
      {"2130706433", "127.0.0.1"},
      {"0x7f000001", "127.0.0.1"},
      {"0X7F000001", "127.0.0.1"},
      {"0x7f.1", "127.0.0.1"},
      {"0x7f.0x0.0x0.0x1", "127.0.0.1"},
      {"0177.0.0.1", "127.0.0.1"},
      {"0177.0x.00.01", "127.0.0.1"},
      {"017700000001", "127.0.0.1"},
      {"00000000177.1", "127.0.0.1"},
      {"127.0.0.1.", "127.0.0.1"},
      {"127.16777215", "127.255.255.255"},
      {"0", "0.0.0.0"},
      {"0x", "0.0.0.0"},
      {"4294967295", "255.255.255.255"},
      {"::1", "::1"},
      {"[::1]", "::1"},
      {"[0:0:0:0:0:0:0:1]", "::1"},
      {"[2001:DB8:0:0::1]", "2001:db8::1"},
      {"[::FFFF:7f00:1]", "::ffff:127.0.0.1"},
  };
  for (const Row& row : table) {
    CAPTURE(row.host);
    CHECK(address_of_host(row.host) == row.address);
  }
}

TEST_CASE("names are no addresses", "[http]") {
  for (const std::string host : {"",
                                 ".",
                                 "..",
                                 "h",
                                 "a.b",
                                 "1.2.3.4.5",
                                 "1.2.3.256",
                                 "256.0.0.1",
                                 "127.16777216",
                                 "1.2.65536",
                                 "4294967296",
                                 "99999999999999999999999",
                                 "0x100000000",
                                 "08",
                                 "0189.0.0.1",
                                 "0xg",
                                 "1..2",
                                 ".1",
                                 "1.2.3.4..",
                                 "127.0.0.1 ",
                                 "-1",
                                 "+1",
                                 "1e3",
                                 "[127.0.0.1]",
                                 "[]",
                                 "[",
                                 "[::1",
                                 "[::1%25lo]",
                                 "fe80::1%lo",
                                 "\xEF\xBC\x91.0.0.1",
                                 "dead.beef",
                                 "0x7f.evil"}) {
    CAPTURE(host);
    CHECK_FALSE(address_of_host(host).has_value());
  }
  CHECK_FALSE(address_of_host(std::string_view("127.0.0.1\0", 10)).has_value());
}
