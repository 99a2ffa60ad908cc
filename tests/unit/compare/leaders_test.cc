// SPDX-License-Identifier: MIT
// Groups of trees that stand in memory, as compare() judges each pair of them.
#include "compare/many/leaders.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "komparu/compare.h"
#include "support/catch.h"
#include "support/memory_tree.h"

using namespace komparu;
using komparu::testing::Behaviour;
using komparu::testing::MemoryTree;
using Call = MemoryTree::Call;

namespace {

using Groups = std::vector<std::vector<std::size_t>>;

// Trees to be grouped, and what became of them.
class Forest {
 public:
  MemoryTree& add() {
    auto tree = std::make_unique<MemoryTree>();
    MemoryTree& added = *tree;
    trees_.push_back(std::move(tree));
    return added;
  }

  // Adds as many trees as there are `plans`.
  Forest& plant(const std::vector<std::function<void(MemoryTree&)>>& plans) {
    for (const auto& plan : plans) plan(add());
    return *this;
  }

  struct Outcome {
    Groups groups;
    std::vector<GroupProblem> problems;
    bool stopped = false;
  };

  Outcome run() {
    Leaders leaders(
        [this](std::size_t leader, std::size_t newcomer, FindingSink& findings) {
          TreeOptions trees = options;
          trees.max_differences = 1;
          return compare(*trees_[leader], *trees_[newcomer], trees, findings, until).verdict;
        },
        {}, options.stop_at_any_difference, until);
    for (std::size_t tree = 0; tree < trees_.size(); ++tree) {
      if (!leaders.stopped()) leaders.place(tree);
    }
    Outcome outcome{leaders.take_groups(), leaders.problems(), leaders.stopped()};
    std::sort(outcome.groups.begin(), outcome.groups.end());
    return outcome;
  }

  Groups groups() {
    const Outcome outcome = run();
    CHECK(outcome.problems.empty());
    return outcome.groups;
  }

  TreeOptions options;
  Until until;

 private:
  std::vector<std::unique_ptr<Tree>> trees_;
};

struct Told {
  std::size_t tree;
  std::string path;
  ErrorCode code;

  bool operator==(const Told&) const = default;
};

std::vector<Told> told(const Forest::Outcome& outcome) {
  std::vector<Told> all;
  for (const GroupProblem& problem : outcome.problems) {
    all.push_back({problem.source, problem.path, problem.problem.code});
  }
  std::sort(all.begin(), all.end(), [](const Told& a, const Told& b) { return a.tree < b.tree; });
  return all;
}

Behaviour failing_from(std::uint64_t offset) {
  Behaviour behaviour;
  behaviour.fails_from = offset;
  return behaviour;
}

}  // namespace

namespace Catch {
template <>
struct StringMaker<Told> {
  static std::string convert(const Told& told) {
    return std::to_string(told.tree) + ":" + told.path + ":" + std::string(word(told.code));
  }
};
}  // namespace Catch

TEST_CASE("no trees, one tree, empty trees") {
  CHECK(Forest().groups().empty());
  Forest one;
  one.add().file("f", "x").fail("f", Call::open, ErrorCode::unreadable);
  CHECK(one.groups() == Groups{{0}});
  Forest two;
  two.add();
  two.add();
  two.add().directory("d");
  CHECK(two.groups() == Groups{{0, 1}, {2}});
}

TEST_CASE("trees are grouped by names, kinds and content") {
  Forest forest;
  const auto base = [](MemoryTree& tree) {
    tree.file("a", "1").file("d/b", "2").directory("d/e").link("l", "a").special("p", Kind::fifo);
  };
  forest.plant({
      base, [&](MemoryTree& tree) { base(tree), tree.file("d/b", "3"); }, base,
      [&](MemoryTree& tree) { base(tree), tree.file("d/b", "3"); },
      [&](MemoryTree& tree) { base(tree), tree.file("d/e/f", ""); },
      [&](MemoryTree& tree) { base(tree), tree.file("p", ""); },
      [&](MemoryTree& tree) { base(tree), tree.special("p", Kind::socket); },
      [&](MemoryTree& tree) { base(tree), tree.file("l", "1"); },  // the same when followed
  });
  CHECK(forest.groups() == Groups{{0, 2, 7}, {1, 3}, {4}, {5}, {6}});
}

TEST_CASE("trees of any shape are grouped as pairs of them compare") {
  // All trees over two names, each absent, one of two files, or a directory with one of two files.
  std::vector<std::pair<std::string, std::function<void(MemoryTree&, const std::string&)>>> shapes{
      {"-", [](MemoryTree&, const std::string&) {}},
      {"1", [](MemoryTree& tree, const std::string& name) { tree.file(name, "1"); }},
      {"2", [](MemoryTree& tree, const std::string& name) { tree.file(name, "2"); }},
      {"d", [](MemoryTree& tree, const std::string& name) { tree.directory(name); }},
      {"d1", [](MemoryTree& tree, const std::string& name) { tree.file(name + "/f", "1"); }},
      {"d2", [](MemoryTree& tree, const std::string& name) { tree.file(name + "/f", "2"); }},
  };
  Forest forest;
  Groups expected;
  for (int copy = 0; copy < 2; ++copy) {
    for (std::size_t x = 0; x < shapes.size(); ++x) {
      for (std::size_t y = 0; y < shapes.size(); ++y) {
        MemoryTree& tree = forest.add();
        shapes[x].second(tree, "x");
        shapes[y].second(tree, "y");
        const std::size_t index = x * shapes.size() + y;
        if (copy == 0) expected.push_back({index});
        if (copy == 1) expected[index].push_back(index + shapes.size() * shapes.size());
      }
    }
  }
  CHECK(forest.groups() == expected);
}

TEST_CASE("T1: a tree with an entry that cannot be judged is a problem, the others are grouped") {
  const auto base = [](MemoryTree& tree) { tree.file("a", "1").file("d/b", "2").file("z", "3"); };
  for (const Call call : {Call::list, Call::enter, Call::open, Call::look}) {
    const std::string path = call == Call::open ? "d/b" : "d";
    Forest forest;
    forest.plant({
        base,
        [&](MemoryTree& tree) {
          base(tree);
          tree.hide_kind("d").fail(path, call, ErrorCode::unreadable, 13);
        },
        base,
        [&](MemoryTree& tree) { base(tree), tree.file("z", "4"); },
    });
    const Forest::Outcome outcome = forest.run();
    INFO(static_cast<int>(call));
    CHECK(outcome.groups == Groups{{0, 2}, {3}});
    REQUIRE(told(outcome) == std::vector<Told>{{1, path, ErrorCode::unreadable}});
    CHECK(outcome.problems[0].problem.os_error == 13);
    CHECK(outcome.problems[0].problem.detail == "failed on request");
  }
}

TEST_CASE("T1: an error in the middle of a file") {
  Forest forest;
  forest.plant({[](MemoryTree& tree) { tree.file("d/f", "123"); },
                [](MemoryTree& tree) { tree.file("d/f", "123", failing_from(2)); },
                [](MemoryTree& tree) { tree.file("d/f", "123"); }});
  const Forest::Outcome outcome = forest.run();
  CHECK(outcome.groups == Groups{{0, 2}});
  CHECK(told(outcome) == std::vector<Told>{{1, "d/f", ErrorCode::unreadable}});
}

TEST_CASE("T1: operands that cannot be listed are told without a path") {
  Forest forest;
  forest.add().fail("", Call::list, ErrorCode::unreadable, 13);
  forest.add();
  forest.add().fail("", Call::enter, ErrorCode::not_found, 2);
  forest.add();
  const Forest::Outcome outcome = forest.run();
  CHECK(outcome.groups == Groups{{1, 3}});
  REQUIRE(outcome.problems.size() == 2);
  CHECK(outcome.problems[0].path.empty());
}

TEST_CASE("what nobody else has is not looked into") {
  Forest forest;
  forest.plant({[](MemoryTree& tree) { tree.file("a", "").fail("a", Call::open, ErrorCode::http); },
                [](MemoryTree& tree) { tree.file("b", "").fail("b", Call::open, ErrorCode::http); },
                [](MemoryTree& tree) {
                  tree.file("c", "").hide_kind("c").fail("c", Call::look, ErrorCode::http);
                }});
  CHECK(forest.groups() == Groups{{0}, {1}, {2}});
}

TEST_CASE("T2: links that lead nowhere are equal to such links with the same text only") {
  const auto link = [](const char* text) {
    return [text](MemoryTree& tree) { tree.link("l", text); };
  };
  Forest alike;
  alike.plant({link("x"), link("x"), [](MemoryTree&) {}});
  CHECK(alike.groups() == Groups{{0, 1}, {2}});

  Forest texts;
  texts.plant({link("x"), link("y")});
  CHECK(told(texts.run()) ==
        std::vector<Told>{{0, "l", ErrorCode::not_found}, {1, "l", ErrorCode::not_found}});

  Forest file;
  file.plant({link("x"), [](MemoryTree& tree) { tree.file("l", ""); }});
  const Forest::Outcome outcome = file.run();
  CHECK(outcome.groups == Groups{{1}});
  CHECK(told(outcome) == std::vector<Told>{{0, "l", ErrorCode::not_found}});
}

TEST_CASE("stop_at_any_difference ends at a difference of any kind") {
  const std::vector<std::function<void(MemoryTree&)>> others{
      [](MemoryTree& tree) { tree.file("a", "2"); },
      [](MemoryTree& tree) { tree.directory("a"); },
      [](MemoryTree& tree) { tree.file("A", ""); },
  };
  for (const auto& other : others) {
    Forest forest;
    forest.options.stop_at_any_difference = true;
    MemoryTree& first = forest.add().file("a", "1").file("z", "1");
    forest.add().file("a", "1").file("z", "1");
    CHECK_FALSE(forest.run().stopped);
    CHECK(first.opened("z") == 1);
    MemoryTree& third = forest.add().file("z", "1");
    other(third);
    CHECK(forest.run().stopped);
    CHECK(third.opened("z") == 0);
  }
}

TEST_CASE("grouping trees ends when asked to stop and at the deadline") {
  for (const bool stopped : {false, true}) {
    Forest forest;
    for (int index = 0; index < 2; ++index) forest.add().file("a/b", "1");
    StopSource source;
    source.request_stop();
    if (stopped) {
      forest.until.stop = source.token();
    } else {
      forest.until.deadline = std::chrono::steady_clock::now();
    }
    try {
      forest.run();
      FAIL("grouped");
    } catch (const Error& error) {
      CHECK(error.code() == (stopped ? ErrorCode::cancelled : ErrorCode::timed_out));
    }
  }
}
