// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/tree.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using namespace komparu::testing;

namespace {

ErrorCode code_of(std::vector<MappedSource> files) {
  try {
    make_map(std::move(files));
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::output;  // stands for: nothing was thrown
}

}  // namespace

TEST_CASE("a map is a tree of its paths") {
  const auto tree = open_tree(
      make_map({{"d/e/b", Source("/b")}, {"a", Source("http://user:secret@host/a?key=secret")}}));
  const std::shared_ptr<Folder> root = tree->root();
  std::vector<Entry> entries = root->list();
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].kind == Kind::regular);
  CHECK(entries[1].kind == Kind::directory);
  CHECK(root->enter("d", true)->enter("e", true)->list()[0].name == "b");
  CHECK(root->look("a", true).side.shown_as == "http://***@host/a?key=***");
  CHECK_THROWS_AS(root->look("x", true), Error);
}

TEST_CASE("paths that are no plain relative names are refused") {
  using std::string_literals::operator""s;
  for (const std::string& path : {""s, "/a"s, "a/"s, "a//b"s, "."s, "a/../b"s, "a/."s, "a\0b"s}) {
    CAPTURE(path);
    CHECK(code_of({{path, Source("x")}}) == ErrorCode::bad_option);
  }
  CHECK(code_of({{"a", Source("http://host/d/")}}) == ErrorCode::bad_option);
  CHECK(code_of({{"a", Source("x")}, {"a", Source("x")}}) == ErrorCode::duplicate);
  CHECK(code_of({{"a", Source("x")}, {"a/b", Source("x")}}) == ErrorCode::duplicate);
  CHECK(code_of({{"a/b", Source("x")}, {"a", Source("x")}}) == ErrorCode::duplicate);
  CHECK(code_of({{"a/b", Source("x")}, {"a/c", Source("x")}, {"a b", Source("x")}}) ==
        ErrorCode::output);
}

TEST_CASE("a map of files is compared with a directory") {
  const TemporaryDirectory directory;
  std::filesystem::create_directories(directory.path("left/d"));
  directory.write("left/a", "1");
  directory.write("left/d/b", "2");
  directory.write("elsewhere", "2");
  const auto left = open_tree(Source(directory.path("left")));
  const auto right = open_tree(make_map(
      {{"d/b", Source(directory.path("elsewhere"))}, {"c", Source(directory.path("nowhere"))}}));
  class Sink final : public FindingSink {
   public:
    std::vector<std::string> lines;
    void add(const Finding& finding) override {
      lines.push_back(std::string(word(finding.status)) + ' ' + finding.path);
    }
  } sink;
  compare(*left, *right, {}, sink);
  CHECK(sink.lines == std::vector<std::string>{"only_left a", "only_right c"});
}
