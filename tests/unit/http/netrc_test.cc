// SPDX-License-Identifier: MIT
#include "http/netrc.h"

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

#include "komparu/error.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using namespace komparu::http;

namespace {

using Found = std::optional<Credentials>;

Found entry(std::string_view text) { return netrc_entry(text, "h"); }

const Found kBoth = Credentials{"u", "p"};

ErrorCode code_of_lookup(const std::string& path) {
  try {
    netrc_lookup(path, "h");
  } catch (const Error& error) {
    CHECK(error.subject() == path);
    return error.code();
  }
  FAIL_CHECK("nothing was thrown");
  return ErrorCode::output;
}

}  // namespace

TEST_CASE("H12: an entry is found however it is laid out", "[http]") {
  for (const std::string text :
       {"machine h login u password p", "machine h\nlogin u\npassword p\n",
        "machine h\r\n\tlogin u\r\n\tpassword p\r\n", "MACHINE H Login u PASSWORD p",
        "machine h password p login u", "machine h login u account a password p",
        "machine x login a password b\nmachine h login u password p",
        "machine h login u password p\nmachine h login a password b",
        "machine h password z\nmachine h login u password p",
        "machine h login u password p login a password b",
        "machine h login u password p\ndefault login a password b",
        "default login a password b\nmachine h login u password p",
        "machine\nh\nlogin\nu\npassword\np", "machine \"h\" login \"u\" password \"p\"",
        "machine h protocol x login u password p",
        "\xEF\xBB\xBF x\nmachine h login u password p"}) {
    CAPTURE(text);
    CHECK(entry(text) == kBoth);
  }
  CHECK(entry("machine h login u") == Credentials{"u", ""});
}

TEST_CASE("H12: only the exact host counts", "[http]") {
  for (const std::string host : {"h.", "x.h", "hh", "", "H.org", "127.0.0.1", "*", "h:80"}) {
    CAPTURE(host);
    CHECK_FALSE(netrc_entry("machine h login u password p\n", host).has_value());
    CHECK_FALSE(netrc_entry("default login u password p\n", host).has_value());
  }
  CHECK(netrc_entry("machine GitHub.com login u password p", "github.com") == kBoth);
  CHECK(netrc_entry("machine ::1 login u password p", "[::1]") == kBoth);
  CHECK(netrc_entry("machine [::1] login u password p", "[::1]") == kBoth);
}

TEST_CASE("H12: no entry, or none with a login", "[http]") {
  for (const std::string text :
       {"", "\n", "# nothing", "machine", "machine h", "machine h password p", "machine h login",
        "login u password p", "machine x login u password p", "default login u password p",
        "machine h\ndefault login u password p", "machine h\nmachine x login u password p",
        "# machine h login u password p", "machine # h\nlogin u", "machine h login \"u",
        "machine h login u password \"p", "machine h login u password \"p\nlogin a\"",
        "machine \"h login u password p", "machine h login u password \"p\\"}) {
    CAPTURE(text);
    CHECK_FALSE(entry(text).has_value());
  }
}

TEST_CASE("H12: a forgotten value never makes one entry's password another host's", "[http]") {
  for (const std::string text :
       {"machine h login\nmachine x login u password p",
        "machine h login a password\nmachine x login u password p",
        "machine h\nlogin\ndefault login u password p", "machine\nmachine h\n",
        "machine h account\nmachine x login u password p",
        "machine h login a password\n\n  machine x login u password p",
        "machine h login a password # none\nmachine x login u password p"}) {
    CAPTURE(text);
    CHECK(entry(text).value_or(Credentials{}).password != "p");
    CHECK(entry(text).value_or(Credentials{}).user != "u");
  }
  CHECK(netrc_entry("machine h login\nmachine x login u password p", "x") == kBoth);
  CHECK(entry("machine h login default password machine") == Credentials{"default", "machine"});
}

TEST_CASE("H12: quotes and escapes", "[http]") {
  CHECK(entry(R"(machine h login "a b" password "c\"d\\e\n\r\t\x")") ==
        Credentials{"a b", "c\"d\\e\n\r\tx"});
  CHECK(entry(R"(machine h login a"b password c\"d)") == Credentials{"a\"b", "c\\\"d"});
  CHECK(entry(R"(machine h login "" password "#")") == Credentials{"", "#"});
  CHECK(entry("machine h login \"machine\" password \"login\"") == Credentials{"machine", "login"});
  CHECK(entry("machine h \"login\" login u password p") == kBoth);
  CHECK(entry("machine h login \xC3\xA9 password \xFF") == Credentials{"\xC3\xA9", "\xFF"});
}

TEST_CASE("H12: comments end with their line and do not begin within a value", "[http]") {
  CHECK(entry("# machine h login a\nmachine h # login b\n # x\nlogin u #c\npassword p#") ==
        Credentials{"u", "p#"});
  CHECK(entry("machine h login #u password #p") == Credentials{"#u", "#p"});
  CHECK(entry("#\n#\n\n#x\nmachine h login u password p") == kBoth);
}

TEST_CASE("H12: macros are passed over up to an empty line", "[http]") {
  CHECK(entry("macdef m\nmachine h login a password b\n\nmachine h login u password p") == kBoth);
  CHECK(entry("macdef m\r\nmachine h login a\r\n\r\nmachine h login u password p") == kBoth);
  CHECK(entry("macdef m\n\nmachine h login u password p") == kBoth);
  CHECK_FALSE(entry("macdef m\nmachine h login a password b\n").has_value());
  CHECK_FALSE(entry("macdef m machine h login a password b").has_value());
  CHECK_FALSE(entry("machine h macdef m\nx\n\nlogin a password b").has_value());
}

TEST_CASE("H12: an entry is read from a file", "[http]") {
  const testing::TemporaryDirectory directory;
  const std::string path =
      directory.write("netrc", std::string(5000, '#') + "\nmachine h login u password p\n");
  CHECK(netrc_lookup(path, "h") == kBoth);
  CHECK_FALSE(netrc_lookup(path, "x").has_value());
}

TEST_CASE("H12: a netrc file that cannot be read is an error", "[http]") {
  const testing::TemporaryDirectory directory;
  CHECK(code_of_lookup(directory.path("missing")) == ErrorCode::not_found);
  CHECK(code_of_lookup(directory.path(".")) == ErrorCode::wrong_kind);
#ifndef _WIN32
  const std::string fifo = directory.path("fifo");
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(code_of_lookup(fifo) == ErrorCode::wrong_kind);
#endif
  const std::string large = directory.write("large", std::string((1 << 20) + 1, '#'));
  CHECK(code_of_lookup(large) == ErrorCode::unreadable);
}
