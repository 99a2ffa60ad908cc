// SPDX-License-Identifier: MIT
// The public function for many sources, with symbolic links.
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "komparu/compare.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using komparu::testing::TemporaryDirectory;

TEST_CASE("F4: one directory under two names is not walked") {
  const TemporaryDirectory directory;
  std::filesystem::create_directories(directory.path("a"));
  directory.write("a/f", "1");
  std::filesystem::create_directory_symlink("a", directory.path("link"));
  const GroupResult result =
      compare_many(std::vector<Source>{directory.path("a"), directory.path("link")});
  CHECK(result.verdict == Verdict::same);
  CHECK(result.bytes_read == 0);
}

TEST_CASE("trees of any content are grouped as pairs of them compare") {
  std::mt19937 random(20240229);
  const auto any = [&random](std::size_t below) { return random() % below; };
  std::size_t same_pairs = 0;
  for (int round = 0; round < 30; ++round) {
    const TemporaryDirectory directory;
    const std::vector<std::string> targets{directory.write("x", "0"), directory.write("y", "0")};
    TreeOptions options;
    options.names.ignore_case = any(2) == 0;
    options.follow_links = any(2) == 0;
    if (any(3) == 0) options.max_depth = any(2);
    if (any(3) == 0) options.filter.exclude = {"c"};
    options.allow_empty = true;
    std::vector<Source> sources;
    for (int tree = 0; tree < 6; ++tree) {
      const std::string root = directory.path(std::to_string(tree));
      std::filesystem::create_directories(root + "/sub");
      for (const char* const name : {any(2) == 0 ? "a" : "A", "sub/b", "sub/c"}) {
        const std::string path = root + "/" + name;
        switch (any(5)) {
          case 0:
            break;
          case 1:
            std::filesystem::create_directory(path);
            break;
          case 2:
            std::filesystem::create_symlink(targets[any(2)], path);
            break;
          default:
            std::ofstream(path) << any(2);
        }
      }
      sources.emplace_back(root);
    }
    GroupOptions many;
    many.trees = options;
    const GroupResult result = compare_many(sources, many);
    REQUIRE(result.problems.empty());
    std::vector<std::size_t> group_of(sources.size());
    for (std::size_t group = 0; group < result.groups.size(); ++group) {
      for (const std::size_t member : result.groups[group]) group_of[member] = group;
    }
    for (std::size_t left = 0; left < sources.size(); ++left) {
      for (std::size_t right = left + 1; right < sources.size(); ++right) {
        INFO("round " << round << ": " << left << " and " << right);
        const bool same = group_of[left] == group_of[right];
        PairOptions two;
        two.trees = options;
        REQUIRE(verdict_of(compare(sources[left], sources[right], two)) ==
                (same ? Verdict::same : Verdict::different));
        same_pairs += same ? 1 : 0;
      }
    }
  }
  CHECK(same_pairs > 20);
  CHECK(same_pairs < 200);
}
