// SPDX-License-Identifier: MIT
#include "tree/paths.h"

#include <string>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using namespace komparu::testing;

TEST_CASE("paths are sorted, written plainly and kept once") {
  const auto paths = make_paths({"b", "./a//c", "a-b", "a/./c", "a"});
  std::vector<std::string> all;
  for (std::size_t at = 0; at < paths->count(); ++at) all.emplace_back(paths->path(at));
  CHECK(all == std::vector<std::string>{"a", "a/c", "a-b", "b"});
  CHECK(paths->kind(0) == Kind::directory);
  CHECK(paths->kind(1) == Kind::regular);
  CHECK(paths->kind(2) == Kind::regular);
  CHECK(paths->contains("a/c"));
  CHECK_FALSE(paths->contains("a/c/d"));
  CHECK_FALSE(paths->contains("c"));
}

TEST_CASE("what leads out of a tree is no path in it") {
  using std::string_literals::operator""s;
  for (const std::string& path : {""s, "/a"s, ".."s, "a/../b"s, "."s, "./"s, "a\0b"s}) {
    CAPTURE(path);
    CHECK_THROWS_AS(check_path(path), Error);
    CHECK_THROWS_AS(make_paths({path}), Error);
  }
  CHECK_NOTHROW(check_path("..a/b../..."));
}

TEST_CASE("paths do not go with what would leave some of them out") {
  const TemporaryDirectory directory;
  PairOptions options;
  options.trees.paths = make_paths({"a"});
  SECTION("max_depth") { options.trees.max_depth = 1; }
  SECTION("case") { options.trees.names.ignore_case = true; }
  SECTION("normal form") { options.trees.names.nfc = true; }
  const std::string path = directory.path(".");
  CHECK_THROWS_AS(compare(path, path, options), Error);
}
