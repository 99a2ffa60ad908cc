// SPDX-License-Identifier: MIT
#include "compare/many/group_trees.h"

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pool/thread_pool.h"
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

  Grouping run() {
    ThreadPool pool(1);
    Meter meter(&progress);
    Grouping grouping = group_trees(trees_, options, until, meter, pool);
    bytes_read = meter.bytes();
    return grouping;
  }

  Groups groups() {
    const Grouping grouping = run();
    CHECK(grouping.failures.empty());
    return grouping.groups;
  }

  GroupOptions options;
  Until until;
  Progress progress;
  std::uint64_t bytes_read = 0;

 private:
  std::vector<std::unique_ptr<Tree>> trees_;
};

struct Told {
  std::size_t tree;
  std::string path;
  ErrorCode code;

  bool operator==(const Told&) const = default;
};

std::vector<Told> told(const Grouping& grouping) {
  std::vector<Told> all;
  for (const Failure& failure : grouping.failures) {
    all.push_back({failure.member, failure.error.subject(), failure.error.code()});
  }
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

TEST_CASE("every file is read once, and none of a tree that is equal to no other") {
  Forest forest;
  std::array<MemoryTree*, 3> equal{};
  for (MemoryTree*& tree : equal) tree = &forest.add().file("a", "12").file("b/c", "123");
  MemoryTree& other = forest.add().file("a", "no").file("b/c", "123");
  CHECK(forest.groups() == Groups{{0, 1, 2}, {3}});
  for (const MemoryTree* const tree : equal) CHECK(tree->opened("b/c") == 1);
  CHECK(other.opened("a") == 1);
  CHECK(other.opened("b/c") == 0);
  CHECK(other.listed("b") == 0);
  CHECK(forest.bytes_read == 4 * 2 + 3 * 3);
  CHECK(forest.progress.bytes_read == forest.bytes_read);
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
    const Grouping grouping = forest.run();
    INFO(static_cast<int>(call));
    CHECK(grouping.groups == Groups{{0, 2}, {3}});
    REQUIRE(told(grouping) == std::vector<Told>{{1, path, ErrorCode::unreadable}});
    CHECK(grouping.failures[0].error.os_error() == 13);
    CHECK(grouping.failures[0].error.detail() == "failed on request");
  }
}

TEST_CASE("T1: an error in the middle of a file") {
  Forest forest;
  forest.plant({[](MemoryTree& tree) { tree.file("d/f", "123"); },
                [](MemoryTree& tree) { tree.file("d/f", "123", failing_from(2)); },
                [](MemoryTree& tree) { tree.file("d/f", "123"); }});
  const Grouping grouping = forest.run();
  CHECK(grouping.groups == Groups{{0, 2}});
  CHECK(told(grouping) == std::vector<Told>{{1, "d/f", ErrorCode::unreadable}});
}

TEST_CASE("T1: operands that cannot be listed are told without a path") {
  Forest forest;
  forest.add().fail("", Call::list, ErrorCode::unreadable, 13);
  forest.add();
  forest.add().fail("", Call::enter, ErrorCode::not_found, 2);
  forest.add();
  const Grouping grouping = forest.run();
  CHECK(grouping.groups == Groups{{1, 3}});
  CHECK(grouping.failures.size() == 2);
  CHECK(grouping.failures[0].error.subject().empty());
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

TEST_CASE("T3: a listed entry that is gone has vanished") {
  Forest forest;
  forest.add().file("f", "1").fail("f", Call::open, ErrorCode::not_found, 2);
  forest.add().file("f", "1");
  const Grouping grouping = forest.run();
  CHECK(grouping.groups == Groups{{1}});
  CHECK(told(grouping) == std::vector<Told>{{0, "f", ErrorCode::vanished}});
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
  const Grouping grouping = file.run();
  CHECK(grouping.groups == Groups{{1}});
  CHECK(told(grouping) == std::vector<Told>{{0, "l", ErrorCode::not_found}});
}

TEST_CASE("T2: links are followed, or compared by their texts") {
  Forest forest;
  forest.plant({[](MemoryTree& tree) { tree.file("a", "1").link("l", "a"); },
                [](MemoryTree& tree) { tree.file("a", "1").link("l", "./a"); },
                [](MemoryTree& tree) { tree.file("a", "1").link("l", "a"); },
                [](MemoryTree& tree) { tree.file("a", "1").link("l", "nowhere"); }});
  forest.options.trees.follow_links = false;
  CHECK(forest.groups() == Groups{{0, 2}, {1}, {3}});
}

TEST_CASE("T2: a link that leads back is a problem of its tree") {
  Forest forest;
  const auto base = [](MemoryTree& tree) { tree.file("d/e/f", "1"); };
  forest.plant({[&](MemoryTree& tree) { base(tree), tree.link("d/e/up", "d"); },
                [&](MemoryTree& tree) { base(tree), tree.file("d/e/up/x", ""); },
                [&](MemoryTree& tree) { base(tree), tree.file("d/e/up/x", ""); }});
  const Grouping grouping = forest.run();
  CHECK(grouping.groups == Groups{{1, 2}});
  CHECK(told(grouping) == std::vector<Told>{{0, "d/e/up", ErrorCode::loop}});
}

TEST_CASE("F4: one directory in several trees is walked once") {
  Forest forest;
  MemoryTree& first = forest.add();
  MemoryTree& second = forest.add();
  MemoryTree& third = forest.add();
  for (MemoryTree* const tree : {&first, &second, &third}) tree->file("d/e/f", "1");
  first.known_as("d", 7);
  second.known_as("d", 7);
  CHECK(forest.groups() == Groups{{0, 1, 2}});
  CHECK(first.listed("d") == 1);
  CHECK(second.listed("d") == 0);
  CHECK(second.opened("d/e/f") == 0);
  third.file("d/e/f", "2");
  CHECK(forest.groups() == Groups{{0, 1}, {2}});
  third.fail("d/e/f", Call::open, ErrorCode::unreadable);
  CHECK(forest.run().groups == Groups{{0, 1}});
  first.fail("d/e/f", Call::open, ErrorCode::unreadable);
  third.file("d/g", "");
  CHECK(forest.run().groups.empty());
  CHECK(forest.run().failures.size() == 3);
}

TEST_CASE("devices are compared by what they stand for") {
  const auto device = [](Kind kind, std::uint64_t number) {
    return [kind, number](MemoryTree& tree) { tree.special("d", kind, number); };
  };
  Forest forest;
  forest.plant({device(Kind::character_device, 1), device(Kind::character_device, 2),
                device(Kind::character_device, 1), device(Kind::block_device, 1)});
  CHECK(forest.groups() == Groups{{0, 2}, {1}, {3}});
}

TEST_CASE("excluded entries are as if they were not there") {
  Forest forest;
  forest.plant({[](MemoryTree& tree) { tree.file("a", "1"); },
                [](MemoryTree& tree) { tree.file("a", "1").file("b.o", "1"); },
                [](MemoryTree& tree) {
                  tree.file("a", "1").file("out/x", "1").fail("out", Call::list, ErrorCode::http);
                },
                [](MemoryTree& tree) { tree.file("a", "1").file("sub/b.o", "2"); }});
  forest.options.trees.filter.exclude = {"*.o", "out"};
  CHECK(forest.groups() == Groups{{0, 1, 2}, {3}});
  forest.options.trees.filter.exclude = {"*.o", "out", "sub"};
  CHECK(forest.groups() == Groups{{0, 1, 2, 3}});
  forest.options.trees.filter.exclude = {};
  forest.options.trees.filter.include = {"a"};
  CHECK(forest.run().groups == Groups{{0, 1}, {2}, {3}});
}

TEST_CASE("T6: names count as one when asked to, and twice in one tree is a problem") {
  Forest forest;
  forest.plant({[](MemoryTree& tree) { tree.file("Name/X", "1"); },
                [](MemoryTree& tree) { tree.file("name/x", "1"); },
                [](MemoryTree& tree) { tree.file("NAME/x", "2"); }});
  CHECK(forest.groups() == Groups{{0}, {1}, {2}});
  forest.options.trees.names.ignore_case = true;
  CHECK(forest.groups() == Groups{{0, 1}, {2}});
  forest.add().file("name/x", "1").file("name/X", "1");
  const Grouping grouping = forest.run();
  CHECK(grouping.groups == Groups{{0, 1}, {2}});
  CHECK(told(grouping) == std::vector<Told>{{3, "name/X", ErrorCode::duplicate}});
}

TEST_CASE(
    "T5: with new_file an absent file equals an empty one, an absent directory an empty one") {
  Forest forest;
  forest.plant({[](MemoryTree&) {}, [](MemoryTree& tree) { tree.file("a", ""); },
                [](MemoryTree& tree) { tree.directory("d/e"); },
                [](MemoryTree& tree) { tree.file("d/e/f", ""); },
                [](MemoryTree& tree) { tree.file("d/e/f", "1"); },
                [](MemoryTree& tree) { tree.special("p", Kind::fifo); }});
  CHECK(forest.groups() == Groups{{0}, {1}, {2}, {3}, {4}, {5}});
  forest.options.trees.new_file = true;
  CHECK(forest.groups() == Groups{{0, 1, 2, 3}, {4}, {5}});
}

TEST_CASE("max_depth says how deep to look") {
  Forest forest;
  forest.plant({[](MemoryTree& tree) { tree.file("a/b/c", "1"); },
                [](MemoryTree& tree) { tree.file("a/b/c", "2"); },
                [](MemoryTree& tree) { tree.file("a/x/c", "1"); }});
  forest.options.trees.max_depth = 0;
  CHECK(forest.groups() == Groups{{0, 1, 2}});
  forest.options.trees.max_depth = 1;
  CHECK(forest.groups() == Groups{{0, 1}, {2}});
  forest.options.trees.max_depth = 2;
  CHECK(forest.groups() == Groups{{0}, {1}, {2}});
}

TEST_CASE("one_file_system does not enter what is on another device, and compares the rest") {
  Forest forest;
  forest.plant({[](MemoryTree& tree) { tree.file("m/f", "1").mount("m", 9); },
                [](MemoryTree& tree) { tree.file("m/f", "2"); },
                [](MemoryTree& tree) { tree.file("m/f", "3"); }});
  CHECK(forest.groups() == Groups{{0}, {1}, {2}});
  forest.options.trees.one_file_system = true;
  CHECK(forest.groups() == Groups{{0, 1}, {2}});

  Forest all;
  for (const char* const text : {"1", "2"}) all.add().file("m/f", text).mount("m", 9);
  all.options.trees.one_file_system = true;
  CHECK(all.groups() == Groups{{0, 1}});
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
    CHECK(first.opened("z") == 1);
  }
}

TEST_CASE("T4: twenty thousand levels") {
  std::string path;
  for (int level = 0; level < 20000; ++level) path += "d/";
  Forest forest;
  forest.add().file(path + "f", "1");
  forest.add().file(path + "f", "2");
  forest.add().file(path + "f", "1");
  CHECK(forest.groups() == Groups{{0, 2}, {1}});
  forest.add().file(path + "f", "1", failing_from(0));
  CHECK(told(forest.run()) == std::vector<Told>{{3, path + "f", ErrorCode::unreadable}});
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
