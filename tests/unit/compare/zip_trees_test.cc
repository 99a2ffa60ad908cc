// SPDX-License-Identifier: MIT
// Zips, whose members are opened in any order: against each other and against a tree.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "komparu/compare.h"
#include "support/catch.h"
#include "support/memory_archive.h"
#include "support/memory_tree.h"
#include "unit/archive/zip_builder.h"
#include "unit/compare/compared_archives.h"

using namespace komparu;
using komparu::testing::Behaviour;
using komparu::testing::compared;
using komparu::testing::MemoryReader;
using komparu::testing::MemoryTree;
using komparu::testing::TreeAnswer;
using komparu::testing::ZipFile;
using komparu::testing::ZipMember;

namespace {

using Expected = std::vector<std::string>;

std::unique_ptr<Archive> zip(std::vector<ZipMember> members, const ArchiveOptions& options = {},
                             Behaviour behaviour = {}) {
  ZipFile file;
  file.members = std::move(members);
  return open_archive(std::make_unique<MemoryReader>(file.build(), std::move(behaviour)), "A.zip",
                      options);
}

ZipMember damaged(const std::string& name, std::string content) {
  ZipMember member(name, std::move(content));
  member.local.crc = member.central.crc = member.local.crc ^ 1U;
  return member;
}

TreeOptions with_offsets() {
  TreeOptions options;
  options.detail = Detail::offset;
  return options;
}

TreeOptions quiet() {
  TreeOptions options;
  options.stop_at_any_difference = true;
  return options;
}

}  // namespace

TEST_CASE("two zips in different orders are compared byte by byte", "[archives]") {
  const auto left = zip({{"b", "equal"}, {"d/a", "left"}, {"only", ""}});
  const auto right = zip({{"d/a", "leFt"}, {"b", "equal"}});
  const TreeAnswer answer = compared(*left, *right, with_offsets());
  CHECK(answer.lines == Expected{"differ d/a content 2", "only_left only"});
  CHECK(answer.summary.counts.same == 1);
}

TEST_CASE("a zip and a tree", "[archives]") {
  const auto archive = zip({{"x/b", "equal"}, {"x/a", "left"}, {"c", "longer"}});
  MemoryTree tree;
  tree.file("x/b", "equal").file("x/a", "leFt").file("c", "long");
  CHECK(compared(*archive, tree, with_offsets()).lines ==
        Expected{"differ c size", "differ x/a content 2"});
  CHECK(compared(tree, *archive, with_offsets()).lines ==
        Expected{"differ c size", "differ x/a content 2"});
}

TEST_CASE("many threads open the members of one zip", "[archives]") {
  std::vector<ZipMember> members;
  MemoryTree tree;
  for (int i = 0; i < 300; ++i) {
    const std::string name = "d" + std::to_string(i % 7) + "/" + std::to_string(i);
    const std::string content(static_cast<std::size_t>(i) * 37, static_cast<char>('a' + i % 26));
    members.emplace_back(name, content);
    tree.file(name, content);
  }
  const auto left = zip(members);
  const auto right = zip({members.rbegin(), members.rend()});
  TreeOptions options;
  options.jobs = 4;
  TreeAnswer answer = compared(*left, *right, options);
  CHECK(answer.lines.empty());
  CHECK(answer.summary.counts.same == 300);
  answer = compared(*left, tree, options);
  CHECK(answer.lines.empty());
  CHECK(answer.summary.counts.same == 300);
}

TEST_CASE("A5: of a damaged member nothing is proven", "[archives]") {
  MemoryTree tree;
  tree.file("a", "same").file("b", "other").file("c", "much longer").file("d", "sound");
  const std::vector<ZipMember> members{
      damaged("a", "same"), damaged("b", "wrong"), damaged("c", "short"), {"d", "sound"}};
  const auto archive = zip(members);
  CHECK(compared(*archive, tree).lines == Expected{"error a bad_archive left",
                                                   "error b bad_archive left",
                                                   "error c bad_archive left"});
  const std::string rest(1'000'000, 'x');
  const auto differing = zip({damaged("b", "wrong" + rest), {"d", "sound"}});
  MemoryTree two;
  two.file("b", "other" + rest).file("d", "sound");
  CHECK(compared(*differing, two, quiet()).summary.verdict == Verdict::different);
  const auto equal = zip({damaged("d", "sound")});
  MemoryTree one;
  one.file("d", "sound");
  CHECK(compared(*equal, one, quiet()).summary.verdict == Verdict::trouble);
}

TEST_CASE("A7: a name that comes again counts once if it is the same", "[archives]") {
  MemoryTree tree;
  tree.file("a", "one").file("b", "two");
  CHECK(compared(*zip({{"a", "one"}, {"b", "two"}, {"a", "one"}}), tree).lines.empty());
  CHECK(compared(*zip({{"a", "one"}, {"b", "two"}, {"a", "two"}}), tree).lines ==
        Expected{"error a duplicate left"});
  CHECK(compared(*zip({{"a", "one"}, {"b", "two"}, damaged("a", "one")}), tree).lines ==
        Expected{"error a bad_archive left"});
  ArchiveOptions stripped;
  stripped.strip_components = 1;
  CHECK(compared(*zip({{"x/a", "one"}, {"x/b", "two"}, {"y/b", "too"}}, stripped), tree).lines ==
        Expected{"error b duplicate left"});
}

TEST_CASE("A7: a directory and a file of one name in a zip", "[archives]") {
  MemoryTree tree;
  tree.file("a", "one");
  CHECK(compared(*zip({{"a", "one"}, {"a/b", "two"}}), tree).lines ==
        Expected{"error a duplicate left"});
}

TEST_CASE("A11: limits count what all members of a zip hold", "[archives]") {
  const std::string content(1000, 'x');
  MemoryTree tree;
  std::vector<ZipMember> members;
  for (const char* const name : {"a", "b", "c", "d"}) {
    members.emplace_back(name, content);
    tree.file(name, content);
  }
  ArchiveOptions options;
  options.limits.decompressed_size = 4000;
  CHECK(compared(*zip(members, options), tree).summary.verdict == Verdict::same);
  options.limits.decompressed_size = 3999;
  const TreeAnswer answer = compared(*zip(members, options), tree);
  CHECK(answer.summary.verdict == Verdict::trouble);
  CHECK(answer.summary.counts.errors == 1);
  CHECK(answer.summary.counts.same == 3);
}

TEST_CASE("F3: a zip that changed while it was read carries no verdict", "[archives]") {
  Behaviour behaviour;
  behaviour.refuses = {Verdict::same};
  const auto archive = zip({{"a", "one"}}, {}, behaviour);
  MemoryTree tree;
  tree.file("a", "one");
  const TreeAnswer answer = compared(*archive, tree);
  CHECK(answer.summary.verdict == Verdict::trouble);
  CHECK(answer.lines == Expected{"error  changed left"});
}
