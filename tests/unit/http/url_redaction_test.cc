// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "http/url.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "support/catch.h"

using namespace komparu;
using namespace komparu::http;

namespace {

constexpr std::string_view kSecret = "s3cr3tpa55";

// '%' in the pattern stands for the secret.
std::string seeded(std::string_view pattern) {
  std::string text;
  for (const char c : pattern) text += c == '%' ? std::string(kSecret) : std::string(1, c);
  return text;
}

bool shows_secret(std::string_view text) { return text.find(kSecret) != std::string_view::npos; }

// What is shown of a text on all ways on which a URL comes in.
std::vector<std::string> shown_of(const std::string& text) {
  std::vector<std::string> shown = {redacted(text)};
  try {
    const Url url = Url::parse(text);
    shown.insert(shown.end(),
                 {url.shown(), url.resolved("next").shown(), url.below("next").shown()});
  } catch (const Error& error) {
    shown.emplace_back(error.what());
  }
  if (text.rfind("http", 0) != 0) return shown;
  try {
    shown.push_back(Url::parse("http://host.example/").resolved(text).shown());
  } catch (const Error& error) {
    shown.emplace_back(error.what());
  }
  return shown;
}

void check_hidden(const std::string& text) {
  for (const std::string& shown : shown_of(text)) {
    CAPTURE(text, shown);
    CHECK_FALSE(shows_secret(shown));
  }
}

}  // namespace

TEST_CASE("V6: users, passwords, values of queries and fragments are not shown", "[http]") {
  struct Row {
    std::string url;
    std::string shown;
  };
  const std::vector<Row> table = {
      {"", ""},
      {"http://h.org/a/b.tar", "http://h.org/a/b.tar"},
      {"HTTPS://H.org:8443/A", "HTTPS://H.org:8443/A"},
      {"http://[::1]:8/a", "http://[::1]:8/a"},
      {"http://h", "http://h"},
      {"http://u:p@h/a", "http://***@h/a"},
      {"http://u@h:8/a", "http://***@h:8/a"},
      {"http://@h/a", "http://***@h/a"},
      {"http://h/a?x=1&y=2", "http://h/a?x=***&y=***"},
      {"http://h/a?x", "http://h/a?***"},
      {"http://h/a?x&y=1&&z", "http://h/a?***&y=***&&***"},
      {"http://h/a?", "http://h/a?"},
      {"http://h/a?x=y=z?&b=http://c/?d=e", "http://h/a?x=***&b=***"},
      {"http://h/a?X-Amz-Signature=1&a[0]=2&$f=3",
       "http://h/a?X-Amz-Signature=***&a[0]=***&$f=***"},
      {"http://h/a?YWJj==", "http://h/a?***"},
      {"http://h/a?YWJj=", "http://h/a?***"},
      {"http://h/a?x;y=1", "http://h/a?***"},
      {"http://h/a?=x", "http://h/a?***"},
      {"http://h/a#x", "http://h/a#***"},
      {"http://h/a?x=1#y", "http://h/a?x=***#***"},
      {"http://h?x=1", "http://h?x=***"},
      {"ftp://u:p@h/a", "ftp://***@h/a"},
      {"socks5h://u:p@h:1080", "socks5h://***@h:1080"},
      {"http://cdn.example.org/npm/vue@3/x", "http://cdn.example.org/npm/vue@3/x"},
      {"http://localhost:8/pkg@1/x", "http://localhost:8/pkg@1/x"},
      {"http://127.0.0.1:8/pkg@1/x", "http://127.0.0.1:8/pkg@1/x"},
      {"http://[::1]:8/pkg@1/x", "http://[::1]:8/pkg@1/x"},
      {"http://h.org/a?mail=x@y", "http://h.org/a?mail=***"},
  };
  for (const Row& row : table) {
    CAPTURE(row.url);
    CHECK(redacted(row.url) == row.shown);
  }
}

TEST_CASE("V6: what is not understood is not shown", "[http]") {
  for (const std::string text : {"x", "u:p@h", "//u:p@h/", "http:u:p@h", "http:/u:p@h",
                                 " http://u:p@h/", "://u:p@h/", "1x://u:p@h", "u:p://h", "http"}) {
    CAPTURE(text);
    CHECK(redacted(text) == "***");
  }
  for (const std::string text : {"",
                                 "/",
                                 "/p",
                                 "?q",
                                 "u:p",
                                 "u:p@",
                                 "u:p@/",
                                 "a@b@c/",
                                 "u:p@[::1/",
                                 "[::1",
                                 "h:x/",
                                 "h:99999/",
                                 "u/p@h/",
                                 "u?p@h/",
                                 "u#p@h/",
                                 "u:1/p@h/",
                                 "u:/p@h/",
                                 "1000:1/p@h",
                                 "a.b:/p@h/",
                                 "u:p@h/x@y",
                                 "u:p@h?x@y",
                                 "u:p@h#x@y",
                                 "h/a b",
                                 "h/a\\b",
                                 "h\\@evil",
                                 "h/\n",
                                 "h/\x7F",
                                 "h\x80/",
                                 "h.org/x/http://u:p@h/",
                                 "h.org//u:p@h/",
                                 "h.org//u@h/",
                                 "h.org/http%3A%2f%2Fu%40h/"}) {
    CAPTURE(text);
    CHECK(redacted("http://" + text) == "http://***");
  }
}

TEST_CASE("V6: shown() is the redaction of what is asked for", "[http]") {
  CHECK(Url::parse("HTTP://u:p@H.org:80/a?b=c#d").shown() == "http://***@h.org/a?b=***");
  CHECK(Url::parse("http://h.org:81?b").shown() == "http://h.org:81/?***");
  CHECK(Url::parse("https://h.org").shown() == "https://h.org/");
  CHECK(Url::parse("http://u:1/p@h/").shown() == "http://***");
  CHECK(Url::parse("http://u:p@h/a/").below("x@y").shown() == "http://***@h/a/x%40y");
}

TEST_CASE("V6: a seeded secret is found nowhere", "[http]") {
  for (const std::string pattern : {"http://%@h/",
                                    "http://u:%@h/",
                                    "http://%:p@h/",
                                    "http://u:a@%@h/",
                                    "http://u:%@a@h/",
                                    "http://u:a/%@h/",
                                    "http://u:%/a@h/",
                                    "http://u:1/%@h/",
                                    "http://u:1?%@h/",
                                    "http://u:1#%@h/",
                                    "http://u:/%@h/",
                                    "http://u.v:/%@h/",
                                    "http://u.v:1/%@h/",
                                    "http://u/%@h/",
                                    "http://u:a?%@h/",
                                    "http://u:a#%@h/",
                                    "http://u:a?b=%@h/",
                                    "http://u:?%=x@h/",
                                    "http://1000:1/%@h/",
                                    "http://u:[%]@h/",
                                    "http://u:[%@h/",
                                    "http://[::1]@%@h/",
                                    "http://u:a@b/%@h/",
                                    "http://u:% a@h/",
                                    "http://u:a\\%@h/",
                                    "http://u:\n%@h/",
                                    "http://u:%\x80@h/",
                                    "http://u:%@",
                                    "http://u:%",
                                    "http://u:%@/",
                                    "http://u:%@h:x/",
                                    "http://u:%@[::1/",
                                    "http://h:80:%@x",
                                    "http:u:%@h/",
                                    "http:/u:%@h/",
                                    "http:///u:%@h/",
                                    "http//u:%@h/",
                                    "//u:%@h/",
                                    "u:%@h/",
                                    "%",
                                    " http://u:%@h/",
                                    "\thttp://%@h/",
                                    "htt p://u:%@h/",
                                    "ftp://u:%@h/",
                                    "socks5://u:%@h",
                                    "x://u:a/%@h",
                                    "http://h.org/?a=%",
                                    "http://h.org/?a=b&c=%&d",
                                    "http://h.org/?%",
                                    "http://h.org/?%&a=b",
                                    "http://h.org/?%=",
                                    "http://h.org/?%==",
                                    "http://h.org/?a;%=b",
                                    "http://h.org/?%;a=b",
                                    "http://h.org/?a=b;c=%",
                                    "http://h.org/?a=b=%",
                                    "http://h.org/?a=b?%",
                                    "http://h.org/?=%",
                                    "http://h.org/?/%=a",
                                    "http://h.org?%",
                                    "http://h.org#%",
                                    "http://h.org/#%",
                                    "http://h.org/#a=%",
                                    "http://h.org/?a#%",
                                    "http://h.org/?a=b c=%",
                                    "http://h.org/ http://u:%@h/",
                                    "http://h.org/\nhttp://%@h/",
                                    "http://h.org/http://u:%@h/",
                                    "http://h.org/http://%@h/",
                                    "http://h.org//%@h/",
                                    "http://h:99999/?%",
                                    "http://h..org/%"}) {
    check_hidden(seeded(pattern));
  }
}

TEST_CASE("V6: no byte around a password or a value brings it to light", "[http]") {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string c(1, static_cast<char>(byte));
    const std::string behind = c + std::string(kSecret);
    const std::string before = std::string(kSecret) + c;
    check_hidden(fmt::format("http://user:a{}@host/", behind));
    check_hidden(fmt::format("http://user:{}a@host/", before));
    check_hidden(fmt::format("http://user:1{}@host.example/p", behind));
    check_hidden(fmt::format("http://us.er:{}@host/", behind));
    if (c != "&") check_hidden(fmt::format("http://host.example/?a={}", before));
    check_hidden(fmt::format("http://host.example/?a=b{}", behind));
    check_hidden(fmt::format("http://host.example/#{}", behind));
  }
}

TEST_CASE("V6: redaction survives any bytes", "[http]") {
  std::mt19937 random(20240229);
  const std::string_view pieces[] = {"http", "://", ":", "/", "@",  "?",   "#",      "[",
                                     "]",    "%",   "&", "=", "..", "::1", "%2f%40", "127.1"};
  for (int round = 0; round < 20000; ++round) {
    std::string before = random() % 2 ? "http://user:" : "";
    std::string after;
    for (auto n = random() % 6; n > 0; --n) before += pieces[random() % std::size(pieces)];
    for (auto n = random() % 6; n > 0; --n) after += pieces[random() % std::size(pieces)];
    for (auto n = random() % 4; n > 0; --n) after += static_cast<char>(random() % 256);
    const std::string shown = redacted(before + after);
    CHECK(shown.size() <= before.size() + after.size() + 3 * (1 + after.size() + before.size()));
    // Before an '@', behind a user and a colon, nothing is shown whatever else is there.
    if (before.rfind("http://user:", 0) == 0) {
      check_hidden(before + std::string(kSecret) + "@host.example/");
    }
  }
}

TEST_CASE("X6: a mistyped URL with a user part shows none of it", "[http]") {
  for (const char* const pattern :
       {"http:/u:%@host/x", "http:u:%@host", " http://u:%@host/", "\thttps://u:%@host", "u:%@host/",
        "u:%@host", "//u:%@host/x", "//%@host", "http//u:%@host/", "htp://u:%@host/x",
        "<http://u:%@host>", "'https://u:%@host'", "ttps://%@host", "https:/u:%/w@host/",
        "u:p/%@host/", "https:\\\\u:%@host"}) {
    const std::string text = seeded(pattern);
    CAPTURE(text);
    CHECK_FALSE(shows_secret(shown_name(text)));
  }
  for (const char* const name : {"a@b", "./u:p@host", "dir/u:p@host", "file:///a:b@c", "C:/a@b",
                                 "10:30", "a:b", "@", "x//y@z"}) {
    CHECK(shown_name(name) == name);
  }
}

TEST_CASE("X6: a password that begins with '?' or '#' never makes a user into a host", "[http]") {
  for (const char* const url : {"http://user?%@host/", "https://user#%@host", "http://user?%@"}) {
    const std::string text = seeded(url);
    CHECK_THROWS_AS(Url::parse(text), Error);
  }
  CHECK(Url::parse("http://host.example?mail=a@host").origin().host == "host.example");
  CHECK(Url::parse("http://intranet/?mail=a@host").origin().host == "intranet");
}

TEST_CASE("X7: a long URL is cut where it is shown", "[http]") {
  const std::string shown = redacted("http://host/" + std::string(90'000, 'x'));
  CHECK(shown.size() == 2048);
  CHECK(shown.ends_with("x..."));
}
