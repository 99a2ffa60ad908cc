// SPDX-License-Identifier: MIT
// Whatever archives hold, and in whatever order, they are told as trees of the same entries are.
#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "komparu/compare.h"
#include "support/catch.h"
#include "support/finding_lines.h"
#include "support/memory_archive.h"
#include "support/memory_tree.h"

using namespace komparu;
using komparu::testing::FindingLines;
using komparu::testing::MemoryArchive;
using komparu::testing::MemoryTree;
using komparu::testing::TreeAnswer;

namespace {

using Random = std::mt19937;

std::size_t pick(Random& random, std::size_t below) { return random() % below; }

// One side of a comparison, as an archive and as a tree.
struct Both {
  MemoryArchive archive;
  MemoryTree tree;
  std::set<std::string> files;
};

std::string content(Random& random) {
  static const std::vector<std::string> contents = {"",
                                                    "1",
                                                    "2",
                                                    "22",
                                                    std::string(70'000, 'x'),
                                                    std::string(70'000, 'x') + "y",
                                                    std::string(300'000, '\0')};
  return contents[pick(random, contents.size())];
}

void add_entries(Both& side, Random& random) {
  static const std::vector<std::string> names = {"a", "A", "b", "c.o", "d"};
  std::set<std::string> taken;
  for (std::size_t i = pick(random, 14); i > 0; --i) {
    std::string path;
    for (std::size_t depth = pick(random, 3); depth > 0; --depth) {
      path += (path.empty() ? "dir" : "sub") + std::to_string(pick(random, 2)) + "/";
    }
    path += names[pick(random, names.size())];
    if (!taken.insert(path).second) continue;
    switch (pick(random, 8)) {
      case 0:
        side.archive.directory(path);
        side.tree.directory(path);
        break;
      case 1:
        side.archive.special(path, Kind::fifo);
        side.tree.special(path, Kind::fifo);
        break;
      case 2: {
        const std::string text = pick(random, 2) == 0 ? "here" : "there";
        side.archive.link(path, text);
        side.tree.link(path, text);
        break;
      }
      default: {
        const std::string bytes = content(random);
        side.archive.file(path, bytes);
        side.tree.file(path, bytes);
      }
    }
  }
}

void shuffle(MemoryArchive& archive, Random& random) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < archive.size(); ++i) order.push_back(i);
  std::shuffle(order.begin(), order.end(), random);
  archive.reorder(order).dither(static_cast<unsigned>(random()));
  if (pick(random, 3) == 0) archive.once();
}

TreeOptions some_options(Random& random) {
  const auto now_and_then = [&] { return pick(random, 4) == 0; };
  TreeOptions options;
  options.follow_links = false;
  options.jobs = 1;
  options.report_same = now_and_then();
  options.every_file = now_and_then();
  options.new_file = now_and_then();
  options.one_way = now_and_then();
  options.names.ignore_case = now_and_then();
  if (now_and_then()) options.max_depth = pick(random, 3);
  if (now_and_then()) options.max_differences = 1 + pick(random, 3);
  if (now_and_then()) options.filter.exclude = {"*.o", "sub1"};
  if (now_and_then()) options.filter.include = {"a", "c.o"};
  options.allow_empty = true;
  return options;
}

template <typename Compare>
TreeAnswer answer(const Compare& compare) {
  FindingLines lines(false);  // where the order of members differs, nobody knows them
  const TreeSummary summary = compare(lines);
  return {summary, lines.lines};
}

void check_alike(const TreeAnswer& one, const TreeAnswer& other) {
  REQUIRE(one.lines == other.lines);
  REQUIRE(one.summary.verdict == other.summary.verdict);
  REQUIRE(one.summary.stopped_early == other.summary.stopped_early);
  REQUIRE(one.summary.counts.same == other.summary.counts.same);
  REQUIRE(one.summary.counts.excluded == other.summary.counts.excluded);
  REQUIRE(one.summary.counts.errors == other.summary.counts.errors);
}

// Every seed starts threads, and a sanitizer makes that ten times as slow.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr unsigned kSeeds = 200;
#else
constexpr unsigned kSeeds = 1500;
#endif

}  // namespace

TEST_CASE("archives are told as trees are: any entries, any order, any options") {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    Both left;
    Both right;
    add_entries(left, random);
    if (pick(random, 2) == 0) {
      add_entries(right, random);
    } else {
      Random same_again(seed);
      add_entries(right, same_again);
      right.archive.file("more", "1");
      right.tree.file("more", "1");
    }
    shuffle(left.archive, random);
    if (pick(random, 2) == 0) shuffle(right.archive, random);
    const TreeOptions options = some_options(random);
    const TreeAnswer expected =
        answer([&](FindingSink& sink) { return compare(left.tree, right.tree, options, sink); });
    check_alike(answer([&](FindingSink& sink) {
                  return compare(left.archive, right.archive, options, sink);
                }),
                expected);
    check_alike(
        answer([&](FindingSink& sink) { return compare(left.archive, right.tree, options, sink); }),
        expected);
    check_alike(
        answer([&](FindingSink& sink) { return compare(left.tree, right.archive, options, sink); }),
        expected);
  }
}
