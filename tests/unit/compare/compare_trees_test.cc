// SPDX-License-Identifier: MIT
// Two trees in memory: what is found, in which order, and what may not stop the rest.
#include <string>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/memory_tree.h"

using namespace komparu;
using komparu::testing::MemoryTree;

namespace {

class Lines final : public FindingSink {
 public:
  void add(const Finding& finding) override {
    lines.push_back(std::string(word(finding.status)) + " " + finding.path);
    if (finding.problem) lines.back() += " " + std::string(word(finding.problem->code));
    if (finding.status == Status::differ) lines.back() += " " + std::string(word(finding.reason));
  }
  std::vector<std::string> lines;
};

struct TreeAnswer {
  TreeSummary summary;
  std::vector<std::string> lines;
};

TreeAnswer compared(MemoryTree& left, MemoryTree& right, TreeOptions options = {},
                    unsigned jobs = 2) {
  options.jobs = jobs;
  Lines lines;
  const TreeSummary summary = compare(left, right, options, lines);
  return {summary, lines.lines};
}

using Expected = std::vector<std::string>;

}  // namespace

TEST_CASE("findings come in path order, component by component, at any number of jobs") {
  MemoryTree left;
  MemoryTree right;
  for (int i = 0; i < 300; ++i) {
    const std::string name = "d/" + std::to_string(i);
    left.file(name, std::string(static_cast<std::size_t>(i % 7) * 1000 + 1, 'x'));
    right.file(name, std::string(static_cast<std::size_t>(i % 7) * 1000 + 1, i % 50 ? 'x' : 'y'));
  }
  for (const char* const name : {"a/x", "a-b/x", "a.t", "B"}) {
    left.file(name, "left");
    right.file(name, "righ");
  }
  const Expected expected = {"differ B content",     "differ a/x content",   "differ a-b/x content",
                             "differ a.t content",   "differ d/0 content",   "differ d/100 content",
                             "differ d/150 content", "differ d/200 content", "differ d/250 content",
                             "differ d/50 content"};
  for (const unsigned jobs : {1u, 2u, 8u}) {
    const TreeAnswer answer = compared(left, right, {}, jobs);
    CHECK(answer.lines == expected);
    CHECK(answer.summary.verdict == Verdict::different);
    CHECK(answer.summary.counts.same == 294);
    CHECK(answer.summary.counts.differ == 10);
  }
}

TEST_CASE("what one side alone has is one line, however much is below it") {
  MemoryTree left;
  MemoryTree right;
  left.file("only/deep/x", "1").file("both", "1").directory("empty");
  right.file("other", "1").file("both", "1");
  CHECK(compared(left, right).lines ==
        Expected{"only_left empty", "only_left only", "only_right other"});
  TreeOptions every;
  every.every_file = true;
  CHECK(compared(left, right, every).lines ==
        Expected{"only_left empty", "only_left only/deep/x", "only_right other"});
  TreeOptions one_way;
  one_way.one_way = true;
  CHECK(compared(left, right, one_way).lines == Expected{"only_left empty", "only_left only"});
}

TEST_CASE("-N: what is absent equals what is empty") {
  MemoryTree left;
  MemoryTree right;
  left.file("d/empty", "").directory("e").file("full", "x");
  right.file("zero", "");
  TreeOptions options;
  options.new_file = true;
  CHECK(compared(left, right, options).lines == Expected{"differ full size"});
}

TEST_CASE("T1: what cannot be read is a finding and the rest is compared") {
  for (const unsigned jobs : {1u, 4u}) {
    MemoryTree left;
    MemoryTree right;
    for (MemoryTree* tree : {&left, &right}) {
      tree->file("a", "1").file("d/x", "1").file("e/y", "1").file("f", "1").file("z", "1");
    }
    right.file("z", "2");
    left.fail("d", MemoryTree::Call::list, ErrorCode::unreadable, 13);
    right.fail("f", MemoryTree::Call::open, ErrorCode::unreadable, 13);
    right.fail("e", MemoryTree::Call::enter, ErrorCode::unreadable, 13);
    const TreeAnswer answer = compared(left, right, {}, jobs);
    CHECK(answer.lines == Expected{"error d unreadable", "error e unreadable", "error f unreadable",
                                   "differ z content"});
    CHECK(answer.summary.verdict == Verdict::trouble);
    CHECK(answer.summary.counts.errors == 3);
    CHECK(answer.summary.counts.same == 1);
  }
}

TEST_CASE("T3: what was listed and is gone has vanished") {
  MemoryTree left;
  MemoryTree right;
  left.file("a", "1").fail("a", MemoryTree::Call::open, ErrorCode::not_found, 2);
  right.file("a", "1");
  CHECK(compared(left, right).lines == Expected{"error a vanished"});
}

TEST_CASE("a verdict needs both sides' confirmation, entry by entry") {
  komparu::testing::Behaviour changing;
  changing.refuses = {Verdict::same};
  MemoryTree left;
  MemoryTree right;
  left.file("a", "1", changing).file("b", "1");
  right.file("a", "1").file("b", "1");
  CHECK(compared(left, right).lines == Expected{"error a changed"});
}

TEST_CASE("kinds: files, directories, pipes, devices") {
  MemoryTree left;
  MemoryTree right;
  left.file("k", "x").directory("d").special("p", Kind::fifo).special("s", Kind::socket);
  right.directory("k").file("d", "x").special("p", Kind::fifo).special("s", Kind::fifo);
  left.special("n", Kind::character_device, 1).special("o", Kind::block_device, 1);
  right.special("n", Kind::character_device, 1).special("o", Kind::block_device, 2);
  CHECK(compared(left, right).lines ==
        Expected{"differ d kind", "differ k kind", "differ o kind", "differ s kind"});
}

TEST_CASE("T2: links are followed, or their texts compared") {
  MemoryTree left;
  MemoryTree right;
  left.file("f", "1").file("g", "1").link("l", "f").link("dead", "no").link("lost", "no");
  right.file("f", "1").file("g", "1").link("l", "g").link("dead", "no").file("lost", "1");
  CHECK(compared(left, right).lines == Expected{"error lost not_found"});
  TreeOptions texts;
  texts.follow_links = false;
  CHECK(compared(left, right, texts).lines == Expected{"differ l link", "differ lost kind"});
}

TEST_CASE("T2: a loop is cut where both sides lead back, and the rest goes on") {
  MemoryTree left;
  MemoryTree right;
  for (MemoryTree* tree : {&left, &right}) {
    tree->file("d/f", "1").link("d/up", "d").file("z", "1");
    tree->known_as("d", tree == &left ? 1 : 2);
  }
  const TreeAnswer answer = compared(left, right);
  CHECK(answer.lines == Expected{"error d/up loop"});
  CHECK(answer.summary.counts.same == 2);
}

TEST_CASE("V1: -m stops at the first differences in path order and says different") {
  MemoryTree left;
  MemoryTree right;
  for (const char* const name : {"a", "b", "c", "d"}) {
    left.file(name, name == std::string("a") ? std::string(3000000, 'x') : "1");
    right.file(name, name == std::string("a") ? std::string(2999999, 'x') + "y" : "2");
  }
  left.fail("c", MemoryTree::Call::open, ErrorCode::unreadable, 13);
  TreeOptions options;
  options.max_differences = 2;
  for (const unsigned jobs : {1u, 4u}) {
    const TreeAnswer answer = compared(left, right, options, jobs);
    CHECK(answer.lines == Expected{"differ a content", "differ b content"});
    CHECK(answer.summary.verdict == Verdict::different);
    CHECK(answer.summary.stopped_early);
  }
  options.max_differences = 10;
  CHECK(compared(left, right, options).summary.verdict == Verdict::trouble);
}

TEST_CASE("V1: a bare verdict may come from any difference, whatever else fails") {
  TreeOptions options;
  options.stop_at_any_difference = true;
  for (int repeat = 0; repeat < 50; ++repeat) {
    MemoryTree left;
    MemoryTree right;
    for (int i = 0; i < 100; ++i) {
      left.file(std::to_string(i), "1");
      right.file(std::to_string(i), i == 70 ? "2" : "1");
    }
    left.fail("3", MemoryTree::Call::open, ErrorCode::unreadable, 13);
    CHECK(compared(left, right, options, 4).summary.verdict == Verdict::different);
  }
}

TEST_CASE("F9: want of descriptors is waited out while others hold some") {
  MemoryTree left;
  MemoryTree right;
  for (int i = 0; i < 10; ++i) {
    left.file(std::to_string(i), "1");
    right.file(std::to_string(i), "1");
  }
  left.fail("5", MemoryTree::Call::open, ErrorCode::unreadable, EMFILE);
  // Here nobody will ever give one back: trouble, and no endless wait.
  const TreeAnswer answer = compared(left, right, {}, 1);
  CHECK(answer.lines == Expected{"error 5 unreadable"});
  CHECK(answer.summary.counts.same == 9);
}

TEST_CASE("F4: one directory on both sides is not walked") {
  MemoryTree left;
  MemoryTree right;
  left.file("d/f", "1").known_as("d", 7);
  right.file("d/f", "2").known_as("d", 7);
  CHECK(compared(left, right).lines.empty());
  CHECK(left.listed("d") <= 1);
  CHECK(left.opened("d/f") == 0);
}

TEST_CASE("names may match by case or normalisation; two that do are trouble") {
  TreeOptions options;
  options.names.ignore_case = true;
  MemoryTree left;
  MemoryTree right;
  left.file("README", "1").file("a", "1").file("A", "1");
  right.file("readme", "2").file("a", "1");
  CHECK(compared(left, right, options).lines ==
        Expected{"error A duplicate", "differ README content", "error a duplicate"});
  CHECK(compared(left, right).lines ==
        Expected{"only_left A", "only_left README", "only_right readme"});
}

TEST_CASE("T6: a name that is there in another case is pointed out") {
  MemoryTree left;
  MemoryTree right;
  left.file("README", "1");
  right.file("readme", "1");
  class Kin final : public FindingSink {
   public:
    void add(const Finding& finding) override { names.push_back(finding.resembles); }
    std::vector<std::string> names;
  } kin;
  compare(left, right, {}, kin);
  CHECK(kin.names == Expected{"readme", "README"});
}

TEST_CASE("filters, depth and devices limit the walk, and what they pass over is counted") {
  MemoryTree left;
  MemoryTree right;
  left.file("a.o", "1").file("d/e/f", "1").file("m/x", "1");
  right.file("a.o", "2").file("d/e/f", "2").file("m/x", "2");
  TreeOptions options;
  options.filter.exclude = {"*.o", "d/e"};
  const TreeAnswer answer = compared(left, right, options);
  CHECK(answer.lines == Expected{"differ m/x content"});
  CHECK(answer.summary.counts.excluded == 2);
  TreeOptions shallow;
  shallow.max_depth = 0;
  CHECK(compared(left, right, shallow).lines == Expected{"differ a.o content"});
  left.mount("m", 99);
  TreeOptions here;
  here.one_file_system = true;
  CHECK(compared(left, right, here).lines ==
        Expected{"differ a.o content", "differ d/e/f content"});
}

TEST_CASE("a comparison of trees that is stopped or late throws and says nothing") {
  MemoryTree left;
  MemoryTree right;
  left.file("a", "1");
  right.file("a", "1");
  Lines lines;
  StopSource stop;
  stop.request_stop();
  CHECK_THROWS_AS(compare(left, right, {}, lines, Until{stop.token()}), Error);
  CHECK_THROWS_AS(compare(left, right, {}, lines, Until::within(std::chrono::nanoseconds(0))),
                  Error);
  CHECK(lines.lines.empty());
}

TEST_CASE("what a sink throws ends the comparison, with work under way") {
  struct Enough {};
  class Thrower final : public FindingSink {
   public:
    void add(const Finding& /*finding*/) override { throw Enough(); }
  } thrower;
  for (int repeat = 0; repeat < 20; ++repeat) {
    MemoryTree left;
    MemoryTree right;
    for (int i = 0; i < 500; ++i) {
      left.file(std::to_string(i), std::string(20000, 'x'));
      right.file(std::to_string(i), std::string(20000, i == 100 ? 'y' : 'x'));
    }
    TreeOptions options;
    options.jobs = 4;
    CHECK_THROWS_AS(compare(left, right, options, thrower), Enough);
  }
}
