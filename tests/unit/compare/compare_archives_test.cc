// SPDX-License-Identifier: MIT
// Two archives in memory: what is found does not depend on the order in which it comes.
#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "compared_archives.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/memory_archive.h"

using namespace komparu;
using komparu::testing::compared;
using komparu::testing::lines;
using komparu::testing::MemoryArchive;
using komparu::testing::TreeAnswer;

namespace {

using Expected = std::vector<std::string>;
using Ending = MemoryArchive::Ending;

std::string large(char fill, std::size_t size = 700'000) { return std::string(size, fill); }

}  // namespace

TEST_CASE("members are matched by name whatever order they come in") {
  const auto fill = [](MemoryArchive& archive, bool left) {
    archive.file("a", "same").file("d/x", left ? "1" : "2").file("d/y", left ? "long" : "lon");
    archive.file("m", large('m', 100'000)).directory("e").file(left ? "l" : "r", "1");
  };
  const Expected expected = {"differ d/x content", "differ d/y size", "only_left l",
                             "only_right r"};
  std::vector<std::size_t> order(6);
  std::iota(order.begin(), order.end(), 0u);
  do {
    MemoryArchive left;
    MemoryArchive right;
    fill(left, true);
    fill(right, false);
    right.reorder(order);
    const TreeAnswer answer = compared(left, right);
    REQUIRE(answer.lines == expected);
    REQUIRE(answer.summary.verdict == Verdict::different);
    REQUIRE(answer.summary.counts.same == 2);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("the first differing byte is known where members come in the same order") {
  MemoryArchive left;
  MemoryArchive right;
  std::string changed = large('x');
  changed[500'001] = 'y';
  left.file("big", large('x')).file("early", "1").file("q", "1");
  right.file("big", changed).file("q", "2").file("late", "1").file("early", "1");
  TreeOptions options;
  options.detail = Detail::offset;
  CHECK(lines(left, right, options) ==
        Expected{"differ big content 500001", "only_right late", "differ q content"});
}

TEST_CASE("members are told in path order, component by component") {
  MemoryArchive left;
  MemoryArchive right;
  for (const char* const name : {"a.t", "a-b/x", "B", "a/x", "/abs/f", "../up", "a/../x"}) {
    left.file(name, "1");
    right.file(name, "2");
  }
  CHECK(lines(left, right) == Expected{"differ ../up content", "differ /abs/f content",
                                       "differ B content", "differ a/../x content",
                                       "differ a/x content", "differ a-b/x content",
                                       "differ a.t content"});
}

TEST_CASE("a directory on one side is one line; names imply directories") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("only/deep/x", "1").file("both/x", "1").directory("empty").directory("both");
  right.file("other", "1").file("both/x", "1");
  CHECK(lines(left, right) == Expected{"only_left empty", "only_left only", "only_right other"});
  TreeOptions every;
  every.every_file = true;
  CHECK(lines(left, right, every) ==
        Expected{"only_left empty", "only_left only/deep/x", "only_right other"});
  TreeOptions one_way;
  one_way.one_way = true;
  CHECK(lines(left, right, one_way) == Expected{"only_left empty", "only_left only"});
}

TEST_CASE("archives, -N: what is absent equals what is empty") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("d/empty", "").directory("e").file("full", "x").hard_link("linked", "full");
  right.file("zero", "");
  TreeOptions options;
  options.new_file = true;
  CHECK(lines(left, right, options) == Expected{"differ full size", "differ linked size"});
}

TEST_CASE("every combination of kinds") {
  struct Sort {
    const char* name;
    std::function<void(MemoryArchive&)> add;
  };
  const std::vector<Sort> sorts = {
      {"file", [](MemoryArchive& a) { a.file("k", "1"); }},
      {"other file", [](MemoryArchive& a) { a.file("k", "2"); }},
      {"hard link", [](MemoryArchive& a) { a.file("t", "1").hard_link("k", "t"); }},
      {"directory", [](MemoryArchive& a) { a.directory("k"); }},
      {"link", [](MemoryArchive& a) { a.link("k", "t"); }},
      {"other link", [](MemoryArchive& a) { a.link("k", "u"); }},
      {"pipe", [](MemoryArchive& a) { a.special("k", Kind::fifo); }},
      {"device", [](MemoryArchive& a) { a.special("k", Kind::block_device, 1); }},
      {"other device", [](MemoryArchive& a) { a.special("k", Kind::block_device, 2); }},
  };
  const auto kind = [](std::size_t sort) { return sort < 3 ? 0u : sort == 5 ? 4u : sort; };
  for (std::size_t one = 0; one < sorts.size(); ++one) {
    for (std::size_t other = 0; other < sorts.size(); ++other) {
      MemoryArchive left;
      MemoryArchive right;
      sorts[one].add(left);
      sorts[other].add(right);
      if (one == 2 && other != 2) right.file("t", "1");
      if (other == 2 && one != 2) left.file("t", "1");
      Expected expected;
      const bool same = one == other || (one + other == 2 && one != 1);
      if (!same) {
        const bool both_devices = one >= 7 && other >= 7;
        const bool one_kind = kind(one) == kind(other) && !both_devices;
        expected = {one_kind ? one < 3 ? "differ k content" : "differ k link" : "differ k kind"};
      }
      INFO(sorts[one].name << " against " << sorts[other].name);
      CHECK(lines(left, right) == expected);
    }
  }
}

TEST_CASE("A9: a hard link has its target's content, before or behind it") {
  for (const bool link_first : {true, false}) {
    for (const bool hard_on_right : {true, false}) {
      for (const char* const content : {"1", "2"}) {
        MemoryArchive left;
        MemoryArchive right;
        if (link_first) left.hard_link("b", "a");
        left.file("a", "1");
        if (!link_first) left.hard_link("b", "a");
        if (hard_on_right) {
          right.file("b", content).hard_link("a", "b");
        } else {
          right.file("a", "1").file("b", content);
        }
        Expected expected;
        if (*content == '2' && hard_on_right) expected.push_back("differ a content");
        if (*content == '2') expected.push_back("differ b content");
        CHECK(lines(left, right) == expected);
      }
    }
  }
}

TEST_CASE("A9: hard links that lead nowhere, in circles, or to what is no file") {
  MemoryArchive left;
  MemoryArchive right;
  left.hard_link("gone", "nowhere").hard_link("c1", "c2").hard_link("c2", "c1").hard_link("s", "s");
  left.directory("d").hard_link("h", "d").link("l", "t").hard_link("m", "l").hard_link("n", "m");
  right.file("gone", "").file("c1", "").file("c2", "").file("s", "").directory("d").file("h", "");
  right.link("l", "t").link("m", "t").link("n", "t");
  CHECK(lines(left, right) == Expected{"error c1 bad_archive left", "error c2 bad_archive left",
                                       "error gone bad_archive left", "error h bad_archive left",
                                       "error s bad_archive left"});
}

TEST_CASE("A9: content of a link that has gone by in an archive that is read once has a digest") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1").hard_link("b", "a").once();
  right.file("a", "1").file("b", "1");
  CHECK(lines(left, right).empty());
  CHECK(left.passes() == 1);
  CHECK(right.passes() == 1);
}

TEST_CASE("A10: holes are compared symbolically") {
  const std::uint64_t huge = std::uint64_t{1} << 60;
  for (const bool same_order : {true, false}) {
    MemoryArchive left;
    MemoryArchive right;
    left.sparse("h", {{"ab", huge}, {"cd", huge}}).sparse("i", {{"", huge}});
    if (!same_order) right.sparse("i", {{"", huge - 1}, {"x", 0}});
    right.sparse("h", {{"ab", huge}, {"cd", huge}});
    if (same_order) right.sparse("i", {{"", huge - 1}, {"x", 0}});
    const TreeAnswer answer = compared(left, right);
    CHECK(answer.lines == Expected{"differ i content"});
    CHECK(answer.summary.counts.same == 1);
  }
}

TEST_CASE("A10: a hole equals the zeros it stands for") {
  for (const std::size_t hole : {1u, 4095u, 4096u, 4097u, 65536u, 300'001u}) {
    for (const bool same_order : {true, false}) {
      MemoryArchive left;
      MemoryArchive right;
      const std::string bytes = "head" + std::string(hole, '\0') + "tail";
      left.sparse("h", {{"head", hole}, {"tail", 0}}).file("i", "1");
      if (!same_order) right.file("i", "1");
      right.file("h", bytes);
      if (same_order) right.file("i", "1");
      CHECK(lines(left, right).empty());
    }
  }
}

TEST_CASE("filters, depth, name matching and kinship are those of trees") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("a.o", "1").file("d/e/f", "1").file("README", "1");
  right.file("d/e/f", "2").file("a.o", "2").file("Readme", "1");
  TreeOptions filtered;
  filtered.filter.exclude = {"*.o", "d/e"};
  const TreeAnswer answer = compared(left, right, filtered);
  CHECK(answer.lines == Expected{"only_left README like Readme", "only_right Readme like README"});
  CHECK(answer.summary.counts.excluded == 2);
  TreeOptions shallow;
  shallow.max_depth = 0;
  shallow.names.ignore_case = true;
  CHECK(lines(left, right, shallow) == Expected{"differ a.o content"});
  MemoryArchive ambiguous;
  ambiguous.file("readme", "1").file("README", "1").file("A.O", "1").file("D/e/F", "1");
  TreeOptions folded;
  folded.names.ignore_case = true;
  CHECK(lines(left, ambiguous, folded) ==
        Expected{"error README duplicate left", "error readme duplicate right"});
}

TEST_CASE("V1: -m tells the first differences in path order, whatever came first") {
  MemoryArchive left;
  MemoryArchive right;
  for (const char* const name : {"d", "c", "b", "a"}) {
    left.file(name, "1");
    right.file(name, "2");
  }
  TreeOptions options;
  options.max_differences = 2;
  const TreeAnswer answer = compared(left, right, options);
  CHECK(answer.lines == Expected{"differ a content", "differ b content"});
  CHECK(answer.summary.verdict == Verdict::different);
  CHECK(answer.summary.stopped_early);
}

TEST_CASE("V1: a bare verdict needs no more than one difference") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1").file("b", "1").block_after(2);
  right.file("a", "1").file("b", "2").block_after(2);
  TreeOptions options;
  options.stop_at_any_difference = true;
  const TreeAnswer answer = compared(left, right, options);
  CHECK(answer.lines == Expected{"differ b content"});
  CHECK(answer.summary.verdict == Verdict::different);
  CHECK(answer.summary.stopped_early);
}

TEST_CASE("equal entries are told if they are asked for") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1").link("l", "x").file("z", "1");
  right.file("z", "1").file("a", "1").link("l", "x");
  TreeOptions options;
  options.report_same = true;
  CHECK(lines(left, right, options) == Expected{"same a", "same l", "same z"});
}

TEST_CASE("declared sizes are not believed") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1").declares(7).file("b", "1").declares(9);
  right.file("a", "1").declares(1).file("b", "12").declares(9);
  CHECK(lines(left, right) == Expected{"differ b size"});
}
