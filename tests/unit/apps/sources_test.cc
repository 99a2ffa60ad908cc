// SPDX-License-Identifier: MIT
#include "sources.h"

#include <string>
#include <vector>

#include "komparu/error.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using namespace komparu::cli;
using komparu::testing::TemporaryDirectory;

namespace {

using Lines = std::vector<std::string>;

Invocation asked(const Lines& headers, const Lines& left = {}, const Lines& right = {}) {
  Invocation result;
  result.meets_urls = true;
  result.web.headers = headers;
  result.web.left_headers = left;
  result.web.right_headers = right;
  return result;
}

}  // namespace

TEST_CASE("headers of one side are not those of the other") {
  const Fetching both = fetching(asked({"A: 1"}), {});
  CHECK(both.left == both.both);
  CHECK(both.right == both.both);
  const Fetching each = fetching(asked({"A: 1"}, {"L: 1"}, {"R: 1"}), {});
  CHECK(each.both->headers == Lines{"A: 1"});
  CHECK(each.left->headers == Lines{"A: 1", "L: 1"});
  CHECK(each.right->headers == Lines{"A: 1", "R: 1"});
}

TEST_CASE("nothing is made where no URL can be met") {
  Invocation local = asked({"@/missing"});
  local.meets_urls = false;
  CHECK(fetching(local, {}).both == nullptr);
}

TEST_CASE("a file of header lines is read as curl reads it") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("h", "\r\nA: 1\r\n\nB: # 2\rC: 3");
  CHECK(fetching(asked({"X: 0", "@" + file, "Y: 4"}), {}).both->headers ==
        Lines{"X: 0", "A: 1", "B: # 2", "C: 3", "Y: 4"});
  CHECK(fetching(asked({"@" + directory.write("empty", "")}), {}).both->headers.empty());
}

TEST_CASE("V6: a line that is no header is trouble that names its line and not its text") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("h", "A: 1\n\nsecret\n");
  try {
    fetching(asked({"@" + file}), {});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unreadable);
    CHECK(error.subject() == file);
    CHECK(error.detail().find("line 3: ") == 0);
    CHECK(std::string(error.what()).find("secret") == std::string::npos);
  }
  CHECK_THROWS_AS(fetching(asked({}, {"@" + directory.path("missing")}), {}), Error);
}

TEST_CASE("only URLs are given a way to be fetched") {
  const auto http = std::make_shared<const HttpOptions>();
  CHECK(source_of(read_operand("http://host/"), http).http == http);
  CHECK(source_of(read_operand("http://u:p@host/"), http).name == "http://u:p@host/");
  CHECK(source_of(read_operand("file:///a"), http).http == nullptr);
  CHECK(source_of(read_operand("-"), http).descriptor == 0);
}
