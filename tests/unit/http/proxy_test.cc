// SPDX-License-Identifier: MIT
#include "http/proxy.h"

#include <string>
#include <string_view>
#include <vector>

#include "komparu/error.h"
#include "support/catch.h"

using namespace komparu;
using namespace komparu::http;

TEST_CASE("H14: a proxy's URL is taken apart", "[http]") {
  struct Row {
    std::string typed;
    std::string url;
  };
  const std::vector<Row> table = {
      {"http://h:3128", "http://h:3128"},
      {"http://h:3128/", "http://h:3128"},
      {"h:3128", "http://h:3128"},
      {"h", "http://h:1080"},
      {"H.ORG", "http://h.org:1080"},
      {"http://h", "http://h:1080"},
      {"http://h:", "http://h:1080"},
      {"http://h:80", "http://h:80"},
      {"https://h", "https://h:443"},
      {"HTTPS://h:8443", "https://h:8443"},
      {"socks4a://h", "socks4a://h:1080"},
      {"socks5://h:1", "socks5://h:1"},
      {"socks5h://h", "socks5h://h:1080"},
      {"[::1]:8080", "http://[::1]:8080"},
      {"http://127.1:8080", "http://127.0.0.1:8080"},
  };
  for (const Row& row : table) {
    CAPTURE(row.typed);
    const Proxy proxy = parse_proxy(row.typed);
    CHECK(proxy.url == row.url);
    CHECK(proxy.shown == row.url);
    CHECK_FALSE(proxy.credentials);
  }
}

TEST_CASE("H14: a proxy's user and password are not part of its URL", "[http]") {
  for (const std::string typed : {"http://u%40:p%2F@h:1/", "u%40:p%2F@h:1"}) {
    CAPTURE(typed);
    const Proxy proxy = parse_proxy(typed);
    CHECK(proxy.url == "http://h:1");
    CHECK(proxy.credentials == Credentials{"u@", "p/"});
    CHECK(proxy.shown == "http://***@h:1");
  }
  CHECK_FALSE(parse_proxy("http://@h:1").credentials);
}

TEST_CASE("V6: a malformed proxy is refused without showing its password", "[http]") {
  for (const std::string typed : {"",
                                  "/",
                                  "http://",
                                  "http:///",
                                  "://h",
                                  "ftp://u:secret@h/",
                                  "socks://u:secret@h",
                                  "socks4://u:secret@h",
                                  "file:///secret",
                                  "http://u:secret@h/path",
                                  "http://u:secret@h/?q",
                                  "http://h?secret",
                                  "http://h#secret",
                                  "http://h/#secret",
                                  "http://u:se/secret@h",
                                  "u:1/secret@h",
                                  "u:se?secret@h",
                                  "http://u:secret@a@h",
                                  "http://u:secret@h:99999",
                                  "http://u:secret@h:x",
                                  "http://u:secret@",
                                  "u:secret@",
                                  "u:secret@h h",
                                  "u:secret@h\n",
                                  "u:secret@[::1",
                                  "u:secret%@h",
                                  "u:secret%00@h",
                                  "u:secret",
                                  "u:secret://h",
                                  "http://u:secret@\xFF"}) {
    CAPTURE(typed);
    try {
      parse_proxy(typed);
      FAIL_CHECK("was taken for a proxy");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::bad_option);
      CHECK(std::string(error.what()).find("secret") == std::string::npos);
    }
  }
}

TEST_CASE("H14: the scheme of the URL chooses the proxy", "[http]") {
  const Proxies proxies{"p:1", "https://q:2", "direct.org"};
  CHECK(proxy_for({"http", "h", 80}, proxies)->url == "http://p:1");
  CHECK(proxy_for({"https", "h", 443}, proxies)->url == "https://q:2");
  CHECK_FALSE(proxy_for({"http", "direct.org", 80}, proxies));
  CHECK_FALSE(proxy_for({"https", "www.direct.org", 443}, proxies));
  CHECK_FALSE(proxy_for({"http", "h", 80}, {"", "q", ""}));
  CHECK_FALSE(proxy_for({"https", "h", 443}, {"p", "", ""}));
  CHECK_THROWS_AS(proxy_for({"http", "h", 80}, {"ftp://p", "", ""}), Error);
}

TEST_CASE("H14: hosts that bypass the proxies", "[http]") {
  struct Row {
    std::string list;
    std::vector<std::string> direct;
    std::vector<std::string> others;
  };
  const std::vector<Row> table = {
      {"", {}, {"h", "127.0.0.1", "[::1]", ""}},
      {"*", {"h", "127.0.0.1", "[::1]"}, {}},
      {"a,*", {"h"}, {}},
      {"*.org", {}, {"h.org", "org"}},
      {"h.org", {"h.org", "x.h.org", "x.y.h.org", "H.ORG", "h.org."}, {"xh.org", "org", "h.org.x"}},
      {".h.org", {"h.org", "x.h.org"}, {"xh.org"}},
      {"h.org.", {"h.org", "x.h.org", "h.org."}, {"xh.org"}},
      {"..h.org", {}, {"h.org"}},
      {"a, b\tc ,,d", {"a", "b", "c", "d"}, {"e", ""}},
      {".", {}, {"h", ""}},
      {",", {}, {"h", ""}},
      {"127.0.0.1", {"127.0.0.1"}, {"127.0.0.2", "x127.0.0.1", "h"}},
      {"0.1", {}, {"127.0.0.1"}},
      {"::1", {"[::1]", "::1"}, {"[::2]", "127.0.0.1"}},
      {"[::1]", {"[::1]"}, {"[::2]"}},
      {"10.0.0.0/8", {"10.0.0.0", "10.255.255.255"}, {"11.0.0.0", "9.255.255.255", "[::a00:0]"}},
      {"10.1.2.3/8", {"10.255.0.0"}, {"11.0.0.0"}},
      {"192.168.4.0/22", {"192.168.4.0", "192.168.7.255"}, {"192.168.8.0", "192.168.3.255"}},
      {"1.2.3.4/32", {"1.2.3.4"}, {"1.2.3.5"}},
      {"0.0.0.0/0", {"1.2.3.4"}, {"[::1]", "h"}},
      {"2001:db8::/33", {"[2001:db8::1]"}, {"[2001:db8:8000::]", "[2001:db9::]", "32.1.13.184"}},
      {"[fe80::]/10", {"[febf::1]"}, {"[fec0::1]"}},
      {"10.0.0.0/33,10.0.0.0/,10.0.0.0/x,10.0.0.0/-1,10.0.0.0/8/8,/8,h/8",
       {},
       {"10.0.0.0", "10.0.0.1", "h"}},
      {"h:80", {}, {"h"}},
  };
  for (const Row& row : table) {
    for (const std::string& host : row.direct) {
      CAPTURE(row.list, host);
      CHECK(bypassed(host, row.list));
    }
    for (const std::string& host : row.others) {
      CAPTURE(row.list, host);
      CHECK_FALSE(bypassed(host, row.list));
    }
  }
}
