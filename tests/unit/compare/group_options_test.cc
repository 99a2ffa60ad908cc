// SPDX-License-Identifier: MIT
// What a caller of compare_many() makes of sources that cannot be judged.
#include <cstddef>
#include <string>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using komparu::testing::TemporaryDirectory;

TEST_CASE("T1: a source that cannot be judged ends the call if that is asked for") {
  const TemporaryDirectory directory;
  const std::string one = directory.write("a", std::string(100'000, 'a'));
  const std::string other = directory.write("b", std::string(100'000, 'a'));
  GroupOptions options;
  options.as = As::bytes;
  options.problems_throw = true;
  const auto code_of = [&](const std::vector<Source>& sources) {
    try {
      compare_many(sources, options);
    } catch (const Error& error) {
      CHECK(!error.subject().empty());
      return error.code();
    }
    FAIL("it was judged");
    return ErrorCode::cancelled;
  };
  for (const bool any : {false, true}) {
    options.stop_at_any_difference = any;
    CHECK(compare_many(std::vector<Source>{one, other}, options).verdict == Verdict::same);
    CHECK(code_of({one, directory.path("missing"), other}) == ErrorCode::not_found);
    CHECK(code_of({one, directory.path("."), other}) == ErrorCode::wrong_kind);
    // Opening it succeeds, reading it does not.
    CHECK(code_of({one, other, "/proc/self/mem"}) == ErrorCode::unreadable);
  }
}

TEST_CASE("a proven difference wins over a source that fails behind it") {
  const TemporaryDirectory directory;
  GroupOptions options;
  options.problems_throw = true;
  options.stop_at_any_difference = true;
  const std::vector<Source> sources{directory.write("a", "one"), directory.write("b", "two"),
                                    "/proc/self/mem"};
  CHECK(compare_many(sources, options).verdict == Verdict::different);
}

TEST_CASE("with streams only, no directory is a source") {
  const TemporaryDirectory directory;
  GroupOptions options;
  options.as = As::bytes;
  const std::vector<Source> sources{directory.path("."), directory.write("a", "1")};
  const GroupResult result = compare_many(sources, options);
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].source == 0);
  CHECK(result.problems[0].problem.code == ErrorCode::wrong_kind);
  CHECK(result.groups == std::vector<std::vector<std::size_t>>{{1}});
}
