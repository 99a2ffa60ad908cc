// SPDX-License-Identifier: MIT
#include "http/url.h"

#include <string>
#include <string_view>
#include <vector>

#include "komparu/error.h"
#include "support/catch.h"

using namespace komparu;
using namespace komparu::http;

namespace {

// The code of the Error that parse() throws; fails the test if it throws none.
void check_refused(std::string_view typed) {
  CAPTURE(typed);
  try {
    Url::parse(typed);
    FAIL_CHECK("was taken for a URL");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_option);
    CHECK(error.subject() == redacted(typed));
    CHECK_FALSE(error.detail().empty());
  }
}

std::string resolve(std::string_view base, std::string_view location) {
  return Url::parse(base).resolved(location).text();
}

void check_not_followed(std::string_view base, std::string_view location) {
  CAPTURE(base, location);
  try {
    Url::parse(base).resolved(location);
    FAIL_CHECK("was followed");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::http);
    CHECK(error.subject() == Url::parse(base).shown());
  }
}

}  // namespace

TEST_CASE("a URL is taken apart into what is asked for", "[http]") {
  const Url url = Url::parse("HTTP://User:Pass@Example.COM:8080/a/../b?x=1#part");
  CHECK(url.origin() == Origin{"http", "example.com", 8080});
  CHECK(url.credentials() == Credentials{"User", "Pass"});
  CHECK(url.target() == "/a/../b?x=1");
  CHECK(url.text() == "http://example.com:8080/a/../b?x=1");
}

TEST_CASE("a path is never empty and ports of the scheme are left out", "[http]") {
  struct Row {
    std::string typed;
    std::string text;
  };
  const std::vector<Row> table = {
      {"http://h", "http://h/"},
      {"http://h?q", "http://h/?q"},
      {"http://h#f", "http://h/"},
      {"http://h?", "http://h/?"},
      {"http://h/?q#f?g", "http://h/?q"},
      {"http://h:80/", "http://h/"},
      {"http://h:0080/", "http://h/"},
      {"http://h:/", "http://h/"},
      {"http://h:443/", "http://h:443/"},
      {"https://h:443/", "https://h/"},
      {"https://h:80/", "https://h:80/"},
      {"http://h:65535/", "http://h:65535/"},
      {"http://h.:8/", "http://h.:8/"},
      {"http://a_b-c.xn--p1ai/", "http://a_b-c.xn--p1ai/"},
      {"http://h//a//./b/", "http://h//a//./b/"},
      {"http://h/%2e%00%zz%", "http://h/%2e%00%zz%"},
      {"http://h/\xC3\xA9?\xFF=\x80", "http://h/%C3%A9?%FF=%80"},
      {"http://h/@?a@b", "http://h/@?a@b"},
      {"http://h/a:b?c://d", "http://h/a:b?c://d"},
  };
  for (const Row& row : table) {
    CAPTURE(row.typed);
    CHECK(Url::parse(row.typed).text() == row.text);
  }
}

TEST_CASE("H13: addresses get their usual spelling", "[http]") {
  struct Row {
    std::string typed;
    std::string host;
  };
  const std::vector<Row> table = {
      {"http://127.1/", "127.0.0.1"},
      {"http://0x7f.1/", "127.0.0.1"},
      {"http://0177.0.0.1/", "127.0.0.1"},
      {"http://2130706433/", "127.0.0.1"},
      {"http://0x7F000001:80/", "127.0.0.1"},
      {"http://127.0.0.1./", "127.0.0.1"},
      {"http://0/", "0.0.0.0"},
      {"http://[::1]/", "[::1]"},
      {"http://[0:0::0:1]:8/", "[::1]"},
      {"http://[2001:DB8::A]/", "[2001:db8::a]"},
      {"http://[::ffff:127.0.0.1]/", "[::ffff:127.0.0.1]"},
      {"http://user@[::1]/", "[::1]"},
  };
  for (const Row& row : table) {
    CAPTURE(row.typed);
    CHECK(Url::parse(row.typed).origin().host == row.host);
  }
}

TEST_CASE("V4: what two parsers could read in two ways is refused", "[http]") {
  for (const std::string typed : {"",
                                  "h",
                                  "/a",
                                  "//h/",
                                  "http",
                                  "http:",
                                  "http:/",
                                  "http:h",
                                  "http:/h",
                                  "http://",
                                  "http:///",
                                  "http:///path",
                                  "http://?q",
                                  "http://#f",
                                  "http://@",
                                  "http://u@/",
                                  "http://u:p@:80/",
                                  "ftp://h/",
                                  "file:///a",
                                  "httpx://h/",
                                  "http+x://h/",
                                  "1http://h/",
                                  " http://h/",
                                  "http://a@b@c/",
                                  "http://u:p@x@h/",
                                  "http://h@:80@evil/",
                                  "http://u:p%@h/",
                                  "http://u:%zz@h/",
                                  "http://u%0A:p@h/",
                                  "http://u:%00@h/",
                                  "http://h:0/",
                                  "http://h:65536/",
                                  "http://h:99999/",
                                  "http://h:18446744073709551697/",
                                  "http://h:-1/",
                                  "http://h:+80/",
                                  "http://h:80a/",
                                  "http://h:0x50/",
                                  "http://h:80:80/",
                                  "http://::1/",
                                  "http://[::1",
                                  "http://[::1/",
                                  "http://[::1]8/",
                                  "http://[::1]h/",
                                  "http://[::1]:x/",
                                  "http://[]/",
                                  "http://[::g]/",
                                  "http://[127.0.0.1]/",
                                  "http://[[::1]]/",
                                  "http://[::1%25lo]/",
                                  "http://[::1%lo]/",
                                  "http://[fe80::1%25eth0]/",
                                  "http://[v1.a]/",
                                  "http://::1]/",
                                  "http://.",
                                  "http://./",
                                  "http://../",
                                  "http://.h/",
                                  "http://a..b/",
                                  "http://a.../",
                                  "http://h%2Fevil/",
                                  "http://h%00.evil/",
                                  "http://%68/",
                                  "http://h!/",
                                  "http://h,evil/",
                                  "http://h;evil/",
                                  "http://a|b/",
                                  "http://h\\@evil/",
                                  "http://h\\/",
                                  "http://h/a\\b",
                                  "http://h /",
                                  "http://h/a b",
                                  "http://h/\t",
                                  "http://h/\r\nHost: evil",
                                  "http://h/\x7F",
                                  "http://1.2.3.256/",
                                  "http://1.2.3.4.5/",
                                  "http://4294967296/",
                                  "http://09/",
                                  "http://evil.0x/",
                                  "http://a.1/",
                                  "http://1..2/",
                                  "http://0x100000000/",
                                  "http://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1/",
                                  "http://127\xE3\x80\x82.1/",
                                  "http://\xFF/",
                                  "http://h\xC3\xA9/"}) {
    check_refused(typed);
  }
  using namespace std::string_literals;
  for (const std::string& typed : {"http://h\0.evil/"s, "http://h/\0"s, "http://\0"s}) {
    check_refused(typed);
  }
  check_refused("http://" + std::string(64, 'a') + "/");
  check_refused("http://" + std::string(130, 'a').replace(60, 1, ".") + "/");
  std::string long_name;
  for (int i = 0; i < 64; ++i) long_name += "abc.";
  check_refused("http://" + long_name + "h/");
  CHECK(Url::parse("http://" + std::string(63, 'a') + "/").origin().host.size() == 63);
}

TEST_CASE("users and passwords are percent-decoded", "[http]") {
  CHECK(Url::parse("http://u@h/").credentials() == Credentials{"u", ""});
  CHECK(Url::parse("http://u:@h/").credentials() == Credentials{"u", ""});
  CHECK(Url::parse("http://:p@h/").credentials() == Credentials{"", "p"});
  CHECK(Url::parse("http://u:a:b@h/").credentials() == Credentials{"u", "a:b"});
  CHECK(Url::parse("http://%75%40:%2f%3A%25\xC3\xA9@h/").credentials() ==
        Credentials{"u@", "/:%\xC3\xA9"});
  CHECK_FALSE(Url::parse("http://@h/").credentials());
  CHECK_FALSE(Url::parse("http://h/u:p@x").credentials());
}

TEST_CASE("H10: a Location is resolved as RFC 3986 says", "[http]") {
  // RFC 3986, 5.4, but for what that RFC itself leaves to strictness.
  struct Row {
    std::string location;
    std::string text;
  };
  const std::vector<Row> table = {
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g/"},
      {"?y", "http://a/b/c/d;p?y"},
      {"?", "http://a/b/c/d;p?"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q"},
      {"g#s", "http://a/b/c/g"},
      {"g?y#s", "http://a/b/c/g?y"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"/..", "http://a/"},
      {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},
      {"...", "http://a/b/c/..."},
      {"./../g", "http://a/b/g"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"/a//../b", "http://a/a/b"},
      {"g?u=http://x/..", "http://a/b/c/g?u=http://x/.."},
      {"g/a:b", "http://a/b/c/g/a:b"},
      {"\xC3\xA9?\xFF", "http://a/b/c/%C3%A9?%FF"},
      {"http://x/a/./b/../c?d/../e", "http://x/a/c?d/../e"},
      {"HTTPS://X:444", "https://x:444/"},
      {"//x?q", "http://x/?q"},
      {"//127.1:81/", "http://127.0.0.1:81/"},
  };
  for (const Row& row : table) {
    CAPTURE(row.location);
    CHECK(resolve("http://a/b/c/d;p?q", row.location) == row.text);
  }
  CHECK(resolve("http://a:8", "g") == "http://a:8/g");
  CHECK(resolve("http://a:8/?x/y", "g") == "http://a:8/g");
  CHECK(resolve("http://a:8/b", "//a/c") == "http://a/c");
  CHECK(resolve("https://a/b", "//c") == "https://c/");
  CHECK(resolve("http://a/b", "https://a/b") == "https://a/b");
}

TEST_CASE("H10: a Location that is ambiguous is not followed", "[http]") {
  for (const std::string location : {"",
                                     "http:evil",
                                     "http:/evil",
                                     "http:",
                                     "http://",
                                     "http:///evil",
                                     "///evil",
                                     "//",
                                     "//?q",
                                     "////evil",
                                     "https:evil",
                                     "//@/",
                                     "//a@b@c/",
                                     "//h:99999/",
                                     "//h:x/",
                                     "//[::1",
                                     "//h%2F/",
                                     "//\xEF\xBC\x91.0.0.1/",
                                     "ftp://h/",
                                     "file:///etc/passwd",
                                     "javascript:alert(1)",
                                     "a:b",
                                     "a:1/x",
                                     "h:80",
                                     "127.0.0.1:80/x",
                                     ":80/",
                                     "/a b",
                                     " /a",
                                     "/a\\b",
                                     "\\\\evil",
                                     "/\\evil",
                                     "http:\\\\evil/",
                                     "/a\tb",
                                     "/a\r\nSet-Cookie: x",
                                     "/\x01",
                                     "#a b",
                                     "http://h#\\"}) {
    check_not_followed("http://h/x?q=1", location);
  }
  check_not_followed("http://h/", std::string_view("/a\0b", 4));
  check_not_followed("https://h/", "http://h/");
  check_not_followed("https://h/", "HTTP://h:443/");
}

TEST_CASE("H11: a Location carries no user and no password", "[http]") {
  const Url url = Url::parse("http://u:p@a/b");
  for (const std::string location :
       {"c", "?q", "#f", "/c", "//x:y@a/", "http://x:y@a/", "//x@b/"}) {
    CAPTURE(location);
    const Url next = url.resolved(location);
    CHECK_FALSE(next.credentials());
    CHECK(next.text().find('@') == std::string::npos);
  }
}

TEST_CASE("H11: the origin is scheme, host and port", "[http]") {
  const Origin origin = Url::parse("http://h/").origin();
  for (const std::string typed : {"http://H:80/x", "HTTP://u:p@h?q"}) {
    CAPTURE(typed);
    CHECK(Url::parse(typed).origin() == origin);
  }
  for (const std::string typed :
       {"https://h/", "https://h:80/", "http://h:81/", "http://h./", "http://a.h/", "http://hh/"}) {
    CAPTURE(typed);
    CHECK_FALSE(Url::parse(typed).origin() == origin);
  }
}

TEST_CASE("files below a base URL have their names encoded", "[http]") {
  const Url base = Url::parse("http://u:p@h:8/a/");
  CHECK(base.below("b").text() == "http://h:8/a/b");
  CHECK(base.below("b/c").text() == "http://h:8/a/b/c");
  CHECK(base.below("b").credentials() == Credentials{"u", "p"});
  CHECK(base.below("AZaz09-._~").text() == "http://h:8/a/AZaz09-._~");
  CHECK(base.below("a b?c#d%e\\f:g@h;i&j").target() == "/a/a%20b%3Fc%23d%25e%5Cf%3Ag%40h%3Bi%26j");
  CHECK(base.below("\xC3\xA9\xFF\n\x7F").target() == "/a/%C3%A9%FF%0A%7F");
  CHECK(base.below("%2e%2e/...").target() == "/a/%252e%252e/...");
  CHECK(Url::parse("http://h").below("b").target() == "/b");
  CHECK(Url::parse("http://h/a?q").below("b").target() == "/a/b");
}

TEST_CASE("nothing is asked for outside a base URL", "[http]") {
  const Url base = Url::parse("http://h/a/");
  for (const std::string path :
       {"", "/", "/b", "b/", "b//c", ".", "..", "./b", "../b", "b/..", "b/../c", "b/."}) {
    CAPTURE(path);
    CHECK_THROWS_AS(base.below(path), Error);
  }
}
