// SPDX-License-Identifier: MIT
#include "archive/member_pass.h"

#include "support/catch.h"

namespace komparu::archive {

TEST_CASE("A8: names are normalised and never resolved", "[archive]") {
  CHECK(normalised_name("a/b") == "a/b");
  CHECK(normalised_name("./a") == "a");
  CHECK(normalised_name("././a//b///") == "a/b");
  CHECK(normalised_name(".//a") == "a");
  CHECK(normalised_name("/a") == "/a");
  CHECK(normalised_name("//a//b/") == "/a/b");
  CHECK(normalised_name("../a") == "../a");
  CHECK(normalised_name("a/../b/.") == "a/../b/.");
  CHECK(normalised_name("...") == "...");
  CHECK(normalised_name(".a") == ".a");
}

TEST_CASE("A8: the root has no name", "[archive]") {
  for (const auto* const name : {"", ".", "./", "/", "//", ".//."}) {
    CAPTURE(name);
    CHECK(normalised_name(name).empty());
  }
}

TEST_CASE("Leading components are taken off a name", "[archive]") {
  CHECK(stripped_name("a/b/c", 0) == "a/b/c");
  CHECK(stripped_name("a/b/c", 1) == "b/c");
  CHECK(stripped_name("a/b/c", 2) == "c");
  CHECK(stripped_name("a/b/c", 3).empty());
  CHECK(stripped_name("a", 1).empty());
  CHECK(stripped_name("/a/b", 1) == "b");
  CHECK(stripped_name("", 1).empty());
}

}  // namespace komparu::archive
