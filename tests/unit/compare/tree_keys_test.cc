// SPDX-License-Identifier: MIT
// Keys against the verb: no key tells trees apart that it calls the same, or about which it tells a
// problem.
#include "compare/many/tree_keys.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "compare/many/content_key.h"
#include "komparu/compare.h"
#include "support/catch.h"
#include "support/memory_reader.h"
#include "support/memory_tree.h"

using namespace komparu;
using komparu::testing::MemoryReader;
using komparu::testing::MemoryTree;
using Call = MemoryTree::Call;
using Plan = std::function<void(MemoryTree&)>;
using Keys = std::vector<std::optional<SourceKey>>;

namespace {

class Making {
 public:
  KeyMaking making() { return {read_, until_, {1, 2}, scratch_, meter_}; }

 private:
  ReadOptions read_;
  Until until_;
  Scratch scratch_;
  Meter meter_{nullptr};
};

Keys keys_of(MemoryTree& tree, const TreeOptions& options = {}) {
  Making making;
  const KeyMaking with = making.making();
  Keys keys;
  for (unsigned level = 0; level < tree_key_levels(options); ++level) {
    keys.push_back(tree_key(tree, level, options, with));
  }
  return keys;
}

Keys keys_of(const Plan& plan, const TreeOptions& options = {}) {
  MemoryTree tree;
  plan(tree);
  return keys_of(tree, options);
}

// The first level at which the keys of two trees differ.
std::optional<unsigned> told_apart(const Plan& a, const Plan& b, const TreeOptions& options = {}) {
  const Keys left = keys_of(a, options);
  const Keys right = keys_of(b, options);
  for (unsigned level = 0; level < left.size(); ++level) {
    if (left[level] && right[level] && left[level] != right[level]) return level;
  }
  return std::nullopt;
}

// How many levels, from the first on, a tree has keys of.
std::ptrdiff_t levels_with_key(const Plan& plan, const TreeOptions& options = {}) {
  const Keys keys = keys_of(plan, options);
  return std::find(keys.begin(), keys.end(), std::nullopt) - keys.begin();
}

void base(MemoryTree& tree) { tree.file("a", "1").file("d/b", "2").directory("d/e"); }

class Problems final : public FindingSink {
 public:
  void add(const Finding& finding) override { any = any || finding.status == Status::error; }

  bool any = false;
};

// Anything at one of a few paths, often the same.
std::unique_ptr<MemoryTree> random_tree(std::minstd_rand& random) {
  static const std::vector<std::string> kPaths{"a", "A", "d", "d/a", "d/b", "d/e/a", "l", "x"};
  auto tree = std::make_unique<MemoryTree>();
  for (const std::string& path : kPaths) {
    try {
      switch (random() % 9) {
        case 0:
          tree->file(path, "");
          break;
        case 1:
        case 2:
          tree->file(path, "1");
          break;
        case 3:
          tree->file(path, "2");
          break;
        case 4:
          tree->directory(path);
          break;
        case 5:
          tree->link(path, random() % 2 == 0 ? "d" : "a");
          break;
        case 6:
          tree->special(path, Kind::fifo);
          break;
        default:
          break;
      }
    } catch (const Error&) {
      // Below what is no directory.
    }
  }
  return tree;
}

std::vector<TreeOptions> many_options() {
  std::vector<TreeOptions> all(1);
  const auto add = [&all](const std::function<void(TreeOptions&)>& change) {
    change(all.emplace_back());
  };
  add([](TreeOptions& options) { options.new_file = true; });
  add([](TreeOptions& options) { options.follow_links = false; });
  add([](TreeOptions& options) { options.names.ignore_case = true; });
  add([](TreeOptions& options) { options.max_depth = 0; });
  add([](TreeOptions& options) { options.max_depth = 1; });
  add([](TreeOptions& options) { options.filter.exclude = {"a"}; });
  add([](TreeOptions& options) { options.filter.exclude = {"d/", "x"}; });
  add([](TreeOptions& options) { options.filter.exclude = {"d/e/**"}; });
  add([](TreeOptions& options) { options.filter.include = {"b", "x"}; });
  add([](TreeOptions& options) {
    options.filter.exclude = {"a"};
    options.names.ignore_case = true;
  });
  for (TreeOptions& options : all) {
    options.max_differences = 1;
    options.allow_empty = true;
    options.jobs = 1;
  }
  return all;
}

}  // namespace

TEST_CASE(
    "trees of any shape: what is the same or cannot be judged is compared, with any options") {
  std::minstd_rand random(1);
  std::size_t same = 0;
  std::size_t problems = 0;
  for (const TreeOptions& options : many_options()) {
    std::vector<std::unique_ptr<MemoryTree>> trees;
    std::vector<Keys> keys;
    for (int count = 0; count < 40; ++count) {
      trees.push_back(random_tree(random));
      keys.push_back(keys_of(*trees.back(), options));
    }
    for (std::size_t a = 0; a < trees.size(); ++a) {
      for (std::size_t b = 0; b < trees.size(); ++b) {
        Problems sink;
        const Verdict verdict = compare(*trees[a], *trees[b], options, sink, {}).verdict;
        if (verdict == Verdict::different && !sink.any) continue;
        ++(sink.any ? problems : same);
        for (std::size_t level = 0; level < keys[a].size(); ++level) {
          if (keys[a][level] && keys[b][level]) CHECK(keys[a][level] == keys[b][level]);
        }
      }
    }
  }
  CHECK(same > 400);
  CHECK(problems > 500);
}

TEST_CASE("each level tells apart what it covers") {
  const auto with = [](const Plan& more) {
    return [more](MemoryTree& tree) { base(tree), more(tree); };
  };
  CHECK_FALSE(told_apart(base, base));
  // The name of the first entry; then each step with lengths and with contents: 1 and 2 for the
  // first entry, 3 and 4 for the first three, 5 and 6 for the first seven.
  CHECK(told_apart(base, with([](MemoryTree& tree) { tree.file("A", ""); })) == 0);
  CHECK(told_apart(base, with([](MemoryTree& tree) { tree.file("c", ""); })) == 1);
  CHECK(told_apart(base, with([](MemoryTree& tree) { tree.file("a", "12"); })) == 1);
  CHECK(told_apart(base, with([](MemoryTree& tree) { tree.file("a", "2"); })) == 2);
  CHECK(told_apart(base, with([](MemoryTree& tree) { tree.file("d", "1"); })) == 3);
  CHECK(told_apart(base, with([](MemoryTree& tree) { tree.file("d/c", ""); })) == 3);
  CHECK(told_apart(base, with([](MemoryTree& tree) { tree.file("d/b", "12"); })) == 3);
  CHECK(told_apart(base, with([](MemoryTree& tree) { tree.file("d/b", "3"); })) == 4);
  CHECK(told_apart(base, with([](MemoryTree& tree) { tree.file("d/e/f", ""); })) == 5);
}

TEST_CASE("where a directory ends is part of the key") {
  CHECK(told_apart([](MemoryTree& tree) { tree.directory("a/b").directory("c"); },
                   [](MemoryTree& tree) { tree.directory("a").directory("c/b"); }));
  CHECK(told_apart([](MemoryTree& tree) { tree.file("a/x", "1").directory("b"); },
                   [](MemoryTree& tree) { tree.directory("a").file("b/x", "1"); }));
}

TEST_CASE("what cannot be judged leaves a tree without the keys that would cover it") {
  const std::ptrdiff_t all = tree_key_levels({});
  CHECK(levels_with_key(base) == all);
  CHECK(levels_with_key([](MemoryTree& tree) { tree.link("l", "nowhere"); }) == 1);
  CHECK(levels_with_key([](MemoryTree& tree) { tree.link("d/l", "nowhere"); }) == 3);
  CHECK(levels_with_key([](MemoryTree& tree) { tree.directory("d").link("l", "d"); }) == 3);
  CHECK(levels_with_key([](MemoryTree& tree) { tree.file("f", "1").link("l", "f"); }) == all);
  for (const Call call : {Call::list, Call::enter}) {
    CHECK(levels_with_key([call](MemoryTree& tree) {
            base(tree), tree.fail("d", call, ErrorCode::unreadable, 13);
          }) == 3);
  }
  CHECK(levels_with_key([](MemoryTree& tree) {
          base(tree), tree.fail("a", Call::open, ErrorCode::unreadable, 13);
        }) == 1);
  CHECK(levels_with_key([](MemoryTree& tree) {
          base(tree), tree.fail("d/b", Call::open, ErrorCode::unreadable, 13);
        }) == 3);
  CHECK(levels_with_key(
            [](MemoryTree& tree) { tree.fail("", Call::list, ErrorCode::unreadable, 13); }) == 0);
  TreeOptions folded;
  folded.names.ignore_case = true;
  CHECK(levels_with_key([](MemoryTree& tree) { tree.file("x", "1").file("X", "1"); }, folded) == 0);
  TreeOptions one_system;
  one_system.one_file_system = true;
  CHECK(levels_with_key([](MemoryTree& tree) { base(tree), tree.mount("d", 7); }, one_system) == 3);
}

TEST_CASE("T4: a deep tree has its keys") {
  const auto deep = [](const char* content) {
    return [content](MemoryTree& tree) {
      std::string path;
      for (int level = 0; level < 2000; ++level) path += "d/";
      tree.file(path + "f", content);
    };
  };
  CHECK_FALSE(told_apart(deep("1"), deep("1")));
  CHECK(told_apart(deep("1"), deep("2")) == 22);
}

TEST_CASE("the key of a content depends on its bytes, and not on how they come") {
  const auto key = [](const std::string& bytes, const testing::Behaviour& behaviour = {}) {
    Making making;
    KeyedHash hash({1, 2});
    MemoryReader reader(bytes, behaviour);
    CHECK(add_content(hash, reader, kWholeContent, making.making()) == bytes.size());
    return hash.value();
  };
  const std::string zeros(300'000, '\0');
  std::vector<std::string> contents{"", "x", std::string(4096, 'x'), zeros, zeros + "x"};
  for (const std::size_t place : {0u, 1u, 4095u, 4096u, 65'535u, 65'536u, 200'000u, 299'999u}) {
    std::string content = zeros;
    content[place] = 'x';
    contents.push_back(std::move(content));
  }
  for (const std::size_t length : {1u, 4095u, 4096u, 4097u, 65'536u, 299'999u}) {
    contents.push_back(zeros.substr(0, length));
  }
  for (std::size_t a = 0; a < contents.size(); ++a) {
    CHECK(key(contents[a]) == key(contents[a]));
    for (std::size_t b = 0; b < a; ++b) CHECK(key(contents[a]) != key(contents[b]));
  }
}
