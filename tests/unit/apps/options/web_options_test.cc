// SPDX-License-Identifier: MIT
#include "options/web_options.h"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "options/apply.h"
#include "support/catch.h"

using namespace komparu;
using namespace komparu::cli;
using namespace std::chrono_literals;

namespace {

using Words = std::vector<std::string_view>;
using Variables = std::map<std::string, std::string>;

std::variant<Invocation, Answer> read(const Words& words, const Variables& variables) {
  return read_command_line("komparu", words, false, [&variables](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

// What is asked of a comparison with a URL.
WebOptions web(Words words, const Variables& variables = {}) {
  words.insert(words.end(), {"a", "http://host/a"});
  const auto typed = read(words, variables);
  if (const Answer* const answer = std::get_if<Answer>(&typed)) FAIL(answer->messages[0]);
  return std::get<Invocation>(typed).web;
}

// The message of a usage error; the operands are no URLs unless `right` is one.
std::string fault(Words words, const Variables& variables = {}, std::string_view right = "b") {
  words.insert(words.end(), {"a", right});
  const auto typed = read(words, variables);
  REQUIRE(std::holds_alternative<Answer>(typed));
  CHECK(std::get<Answer>(typed).status == 2);
  return std::get<Answer>(typed).messages[0];
}

}  // namespace

TEST_CASE("without options URLs are fetched with the library's defaults") {
  const HttpOptions http = web({}).http;
  const HttpOptions defaults;
  CHECK(http.connect_timeout == defaults.connect_timeout);
  CHECK(http.stall_timeout == defaults.stall_timeout);
  CHECK(http.connections == defaults.connections);
  CHECK_FALSE(http.retries.has_value());
  CHECK(http.verify_tls);
  CHECK(http.follow_redirects);
  CHECK_FALSE(web({}).typed);
}

TEST_CASE("each option that concerns URLs has its place") {
  const WebOptions typed =
      web({"-HA: 1", "--header", "B: 2", "--header-left=C: 3", "--header-right=@file",
           "--user-agent=me", "--connect-timeout=1.5", "--timeout=0.25", "--retry=3",
           "--max-redirs=0", "--connections=256", "--limit-rate=1K", "--cacert=bundle"});
  CHECK(typed.headers == std::vector<std::string>{"A: 1", "B: 2"});
  CHECK(typed.left_headers == std::vector<std::string>{"C: 3"});
  CHECK(typed.right_headers == std::vector<std::string>{"@file"});
  CHECK(typed.http.user_agent == "me");
  CHECK(typed.http.connect_timeout == 1500ms);
  CHECK(typed.http.stall_timeout == 250ms);
  CHECK(typed.http.retries == 3);
  CHECK(typed.http.max_redirects == 0);
  CHECK(typed.http.connections == 256);
  CHECK(typed.http.rate_limit == 1024);
  CHECK(typed.http.ca_file == "bundle");
  CHECK_FALSE(web({"-k"}).http.verify_tls);
  CHECK_FALSE(web({"--no-location"}).http.follow_redirects);
  CHECK(web({"--allow-private-redirects"}).http.allow_private_redirects);
  CHECK(web({"--allow-unframed"}).http.allow_unframed);
  CHECK(web({"--public-only"}).http.public_only);
}

TEST_CASE("a stall limit of zero is none, and times are rounded up to what can be waited") {
  for (const char* const none : {"--timeout=0", "--timeout=0.0", "--timeout=.0"}) {
    CHECK_FALSE(web({none}).http.stall_timeout.has_value());
  }
  CHECK(web({"--timeout=0.0001"}).http.stall_timeout == 1ms);
  CHECK(web({"--connect-timeout=.0001"}).http.connect_timeout == 1ms);
}

TEST_CASE("V4: values that an option cannot have are usage errors, for files too") {
  for (const char* const typed :
       {"--timeout=x", "--timeout=", "--timeout=-1", "--timeout=0.0.0", "--timeout=.",
        "--connect-timeout=0", "--retry=-1", "--retry=4294967296", "--max-redirs=x",
        "--connections=0", "--connections=257", "--limit-rate=fast", "--cacert=", "-H",
        "--header=", "--header=@", "--user-agent=a\nb", "--url-map="}) {
    CAPTURE(typed);
    CHECK_FALSE(fault({typed}).empty());
  }
  CHECK(fault({"--connections=257"}) == "invalid --connections value '257'");
}

TEST_CASE("V6: no message about an option shows a secret") {
  for (const char* const typed :
       {"-Hsecret", "-HRange: secret", "-HA: secret\nB", "--header-left=secret",
        "--proxy=x://me:secret@host", "--proxy=http://user:secret@host/path", "--heade=A: secret",
        "--url=http://me:secret@host/", "--user=me:secret", "--retry=http://me:secret@host/"}) {
    CAPTURE(typed);
    CHECK(fault({typed}).find("secret") == std::string::npos);
  }
  for (const Words& words : {Words{"-H", "A: secret"}, Words{"--header-right=A: secret"},
                             Words{"-sHA: secret"}, Words{"--proxy", "http://me:secret@host"}}) {
    const auto typed = read(words, {});
    const std::string message = std::get<Answer>(typed).messages[0];
    CHECK(message.find("missing operand after '--") == 0);
    CHECK(message.find("secret") == std::string::npos);
  }
  CHECK(fault({"--pairs=list"}, {}, "http://me:secret@host/") == "extra operand 'a'");
}

TEST_CASE("proxies and certificates come from the environment unless typed") {
  const Variables variables = {{"http_proxy", "http://one"},
                               {"https_proxy", "http://two"},
                               {"no_proxy", "host"},
                               {"SSL_CERT_FILE", "bundle"},
                               {"SSL_CERT_DIR", "directory"}};
  const HttpOptions known = web({}, variables).http;
  CHECK(known.proxies.http == "http://one");
  CHECK(known.proxies.https == "http://two");
  CHECK(known.proxies.bypass == "host");
  CHECK(known.ca_file == "bundle");
  CHECK(known.ca_directory == "directory");
  const HttpOptions typed = web({"--proxy=http://p", "--noproxy=x", "--cacert=f"}, variables).http;
  CHECK(typed.proxies.http == "http://p");
  CHECK(typed.proxies.https == "http://p");
  CHECK(typed.proxies.bypass == "x");
  CHECK(typed.ca_file == "f");
  CHECK(typed.ca_directory.empty());
  const HttpOptions none = web({"--proxy="}, variables).http;
  CHECK(none.proxies.http.empty());
  CHECK(none.proxies.https.empty());
}

TEST_CASE("the environment is not looked at for local operands") {
  const auto never = [](const char* name) -> const char* {
    if (std::string_view(name) == "TMPDIR") return nullptr;  // temporary files are local
    throw std::string("asked");
  };
  const Words files = {"-k", "--netrc", "a", "b"};
  CHECK_NOTHROW(read_command_line("komparu", files, false, never));
  const Words urls = {"a", "http://host/"};
  CHECK_THROWS_AS(read_command_line("komparu", urls, false, never), std::string);
}

TEST_CASE("H14: --public-only and a proxy that would be used exclude each other") {
  const char* const url = "http://host/";
  const Variables variables = {{"all_proxy", "socks5h://proxy"}};
  CHECK(fault({"--public-only", "--proxy=http://p"}).find("--public-only") == 0);
  CHECK(fault({"--public-only"}, variables, url).find("--public-only") == 0);
  CHECK(web({"--public-only", "--proxy="}, variables).http.public_only);
  CHECK(web({"--public-only", "--noproxy=*"}, variables).http.public_only);
  CHECK(web({"--public-only", "--proxy=http://p", "--noproxy=*"}).http.public_only);
  CHECK(fault({}, {{"http_proxy", "ftp://me:secret@proxy"}}, url).find("secret") ==
        std::string::npos);
}

TEST_CASE("--netrc names the file that curl would read") {
  CHECK(web({"--netrc"}, {{"HOME", "/h"}}).http.netrc_file == "/h/.netrc");
  CHECK(web({"--netrc"}, {{"HOME", "/h"}, {"NETRC", "/n"}}).http.netrc_file == "/n");
  CHECK(web({}, {{"HOME", "/h"}, {"NETRC", "/n"}}).http.netrc_file.empty());
  CHECK(fault({"--netrc"}, {}, "http://host/") == "--netrc needs NETRC or HOME in the environment");
}

TEST_CASE("V4: what cannot go together is told before anything is opened") {
  CHECK(fault({"--url-map=m"}) == "extra operand 'b'");
  CHECK(fault({"--url-map=m", "--pairs=p"}) == "options --url-map and --pairs are incompatible");
  CHECK(fault({"--url-map=m", "--groups"}) == "options --url-map and --groups are incompatible");
  CHECK(fault({"--url-map=m", "-l"}) == "--url-map compares trees, not bytes");
  CHECK(fault({"--groups", "--header-left=A: 1"}).find("--header-left") == 0);
  const std::pair<Words, std::string_view> twice[] = {{{"-H@-"}, "-"},
                                                      {{"-H@-", "--header-right=@-"}, "b"}};
  for (const auto& [words, right] : twice) {
    CHECK(fault(words, {}, right) == "standard input can be read only once");
  }
}
