// SPDX-License-Identifier: MIT
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "komparu/error.h"
#include "komparu/http.h"
#include "support/catch.h"

using namespace komparu;
using namespace std::chrono_literals;

namespace {

HttpOptions with_header(const std::string& line) {
  HttpOptions options;
  options.headers = {"Fine: 1", line};
  return options;
}

void check_bad(const HttpOptions& options, const std::string& subject) {
  try {
    check_http_options(options);
    FAIL_CHECK("was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_option);
    CHECK(error.subject() == subject);
    CHECK(std::string(error.what()).find("secret") == std::string::npos);
  }
}

HttpOptions from(const std::map<std::string, std::string>& environment) {
  return http_options_from([&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  });
}

}  // namespace

TEST_CASE("the default options are valid", "[http]") { CHECK_NOTHROW(check_http_options({})); }

TEST_CASE("V4: a header has a name, a colon and a value without control bytes", "[http]") {
  for (const std::string line :
       {"A: b", "A:b", "A:", "X-Token: a: b", "A: \t\xC3\xA9\xFF", "Authorization: Bearer x",
        "Cookie: a=b", "Host: h", "!#$%&'*+-.^_`|~09azAZ: 1", "Ranges: 1", "Accept: */*"}) {
    CAPTURE(line);
    CHECK_NOTHROW(check_http_options(with_header(line)));
  }
  using namespace std::string_literals;
  for (const std::string& line :
       {""s, ":"s, ": secret"s, "secret"s, "Bearer secret"s, "A secret: b"s, " A: secret"s,
        "A : secret"s, "secret\r\nA: b"s, "secret\0A: b"s, "\xC3\xA9: secret"s, "(A): secret"s}) {
    CAPTURE(line);
    check_bad(with_header(line), "header");
  }
  for (const std::string& value :
       {"secret\r\nB: c"s, "secret\n"s, "\rsecret"s, "sec\0ret"s, "secret\x7F"s, "\x1Bsecret"s}) {
    CAPTURE(value);
    check_bad(with_header("A: " + value), "header A");
  }
}

TEST_CASE("V4: headers that would change what is compared are refused", "[http]") {
  for (const std::string name :
       {"Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since",
        "If-Unmodified-Since", "Accept-Encoding", "TE", "Transfer-Encoding", "Content-Length",
        "Connection", "Upgrade", "Expect", "Proxy-Authorization", "Proxy-Connection", "rAnGe",
        "te"}) {
    CAPTURE(name);
    check_bad(with_header(name + ": secret"), "header " + name);
    check_bad(with_header(name + ":"), "header " + name);
  }
}

TEST_CASE("V4: values outside their range are refused", "[http]") {
  const auto bad = [](const std::string& subject, const std::function<void(HttpOptions&)>& change) {
    CAPTURE(subject);
    HttpOptions options;
    change(options);
    check_bad(options, subject);
  };
  bad("connect_timeout", [](HttpOptions& o) { o.connect_timeout = 0ms; });
  bad("connect_timeout", [](HttpOptions& o) { o.connect_timeout = -1ms; });
  bad("stall_timeout", [](HttpOptions& o) { o.stall_timeout = 0ms; });
  bad("stall_timeout", [](HttpOptions& o) { o.stall_timeout = -1ms; });
  bad("connections", [](HttpOptions& o) { o.connections = 0; });
  bad("connections", [](HttpOptions& o) { o.connections = kMaximumConnections + 1; });
  bad("user_agent", [](HttpOptions& o) { o.user_agent = "a\r\nB: c"; });
  bad("netrc_file", [](HttpOptions& o) { o.netrc_file = std::string("a\0b", 3); });
  bad("ca_file", [](HttpOptions& o) { o.ca_file = std::string("a\0b", 3); });
  bad("ca_directory", [](HttpOptions& o) { o.ca_directory = std::string("\0", 1); });
  bad("ftp://***@h", [](HttpOptions& o) { o.proxies.http = "ftp://u:secret@h"; });
  bad("http://***", [](HttpOptions& o) { o.proxies.https = "u:secret"; });
  bad("public_only", [](HttpOptions& o) {
    o.public_only = true;
    o.proxies.http = "h";
  });
  bad("public_only", [](HttpOptions& o) {
    o.public_only = true;
    o.proxies.https = "h";
  });
}

TEST_CASE("values at the ends of their ranges are accepted", "[http]") {
  HttpOptions options;
  options.connect_timeout = 1ms;
  options.stall_timeout = std::nullopt;
  options.connections = 1;
  options.max_redirects = 0;
  options.user_agent = "a/1 (b)";
  options.proxies = {"socks5h://u:p@h:1", "https://h", "*"};
  CHECK_NOTHROW(check_http_options(options));
  options.connections = kMaximumConnections;
  options.proxies = {"", "", "*"};
  options.public_only = true;
  CHECK_NOTHROW(check_http_options(options));
}

TEST_CASE("H14: proxies come from the environment by curl's rules", "[http]") {
  CHECK(from({}).proxies.http.empty());
  CHECK(from({{"http_proxy", "a"}, {"HTTP_PROXY", "b"}}).proxies.http == "a");
  CHECK(from({{"HTTP_PROXY", "b"}}).proxies.http.empty());
  CHECK(from({{"https_proxy", "a"}, {"HTTPS_PROXY", "b"}}).proxies.https == "a");
  CHECK(from({{"HTTPS_PROXY", "b"}}).proxies.https == "b");
  CHECK(from({{"http_proxy", "a"}}).proxies.https.empty());
  CHECK(from({{"https_proxy", "a"}}).proxies.http.empty());
  const Proxies all = from({{"all_proxy", "a"}, {"ALL_PROXY", "b"}, {"HTTPS_PROXY", "c"}}).proxies;
  CHECK(all.http == "a");
  CHECK(all.https == "c");
  CHECK(from({{"ALL_PROXY", "b"}}).proxies.http == "b");
  CHECK(from({{"http_proxy", ""}, {"ALL_PROXY", "b"}}).proxies.http == "b");
  CHECK(from({{"no_proxy", "a"}, {"NO_PROXY", "b"}}).proxies.bypass == "a");
  CHECK(from({{"no_proxy", ""}, {"NO_PROXY", "b"}}).proxies.bypass == "b");
}

TEST_CASE("H19: certificates come from the environment", "[http]") {
  const HttpOptions both = from({{"SSL_CERT_FILE", "f"}, {"SSL_CERT_DIR", "d"}});
  CHECK(both.ca_file == "f");
  CHECK(both.ca_directory == "d");
  const HttpOptions bundle =
      from({{"CURL_CA_BUNDLE", "b"}, {"SSL_CERT_FILE", "f"}, {"SSL_CERT_DIR", "d"}});
  CHECK(bundle.ca_file == "b");
  CHECK(bundle.ca_directory.empty());
  CHECK(from({{"SSL_CERT_DIR", "d"}}).ca_file.empty());
  CHECK(from({}).verify_tls);
}

TEST_CASE("a URL is told by its scheme", "[http]") {
  for (const std::string name : {"http://", "https://", "HTTP://h", "hTtPs://h", "http://:bad"}) {
    CAPTURE(name);
    CHECK(is_url(name));
  }
  for (const std::string name : {"", "http", "http:", "http:/h", "httpx://h", "ftp://h",
                                 " http://h", "./http://h", "https:/h", "file:///h"}) {
    CAPTURE(name);
    CHECK_FALSE(is_url(name));
  }
}

TEST_CASE("V4: a URL that cannot be requested is refused", "[http]") {
  CHECK_NOTHROW(check_url("http://h/a?b#c"));
  for (const std::string url : {"http://", "http://h:99999/", "http://h/ ", "http://h/\n"}) {
    CAPTURE(url);
    CHECK_THROWS_AS(check_url(url), Error);
  }
}

TEST_CASE("a base URL ends in a slash and has no query", "[http]") {
  for (const std::string url :
       {"http://h/", "HTTPS://u:p@h:1/a/b/", "http://h/a/#x", "http://h//"}) {
    CAPTURE(url);
    CHECK(is_base_url(url));
  }
  for (const std::string url :
       {"http://h", "http://", "http:///", "http://h/a", "http://h/?", "http://h/?a=/",
        "http://h?/", "http://h#/", "http://h/a#/", "/", "a/", "ftp://h/", ""}) {
    CAPTURE(url);
    CHECK_FALSE(is_base_url(url));
  }
}

TEST_CASE("V6: sources are shown without secrets", "[http]") {
  CHECK(shown_name("http://u:p@h/a?b=c") == "http://***@h/a?b=***");
  CHECK(shown_name("HTTP://u:p/q@h/") == "HTTP://***");
  CHECK(shown_name("ftp://u:p@h/a") == "ftp://***@h/a");
  CHECK(shown_name("sftp://u:p/q@h/a") == "sftp://***");
  for (const std::string name : {"", "-", "a", "/a/b?c=d", "u@h", "./u:p@h", "a\n\xFF", "ftp://h/a",
                                 "file:///a@b", "./http://u:p@h", "/x:a@b"}) {
    CAPTURE(name);
    CHECK(shown_name(name) == name);
  }
}
