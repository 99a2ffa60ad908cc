// SPDX-License-Identifier: MIT
#include "tree/name_filter.h"

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/catch.h"

using namespace komparu;

namespace {

bool passes_over(const NameFilter& filter, std::string_view path, bool is_directory = false) {
  return filter.excludes(path, path.substr(path.find_last_of('/') + 1), is_directory);
}

NameFilter excluding(std::vector<std::string> patterns) {
  return NameFilter(Filter{std::move(patterns), {}});
}

NameFilter including(std::vector<std::string> patterns) {
  return NameFilter(Filter{{}, std::move(patterns)});
}

}  // namespace

TEST_CASE("T7: an empty filter passes over nothing") {
  const NameFilter filter{Filter{}};
  CHECK(filter.empty());
  for (const std::string path : {"a", ".git", "node_modules", "tags", "x/.gitignore", "CVS"}) {
    CHECK_FALSE(passes_over(filter, path, false));
    CHECK_FALSE(passes_over(filter, path, true));
  }
}

TEST_CASE("excluded are entries that match any of the patterns") {
  const NameFilter filter = excluding({"*.o", "/build", "doc/**/*.tmp", "cache/"});
  CHECK_FALSE(filter.empty());
  CHECK(passes_over(filter, "a.o"));
  CHECK(passes_over(filter, "x/a.o", true));
  CHECK(passes_over(filter, "build"));
  CHECK(passes_over(filter, "build", true));
  CHECK_FALSE(passes_over(filter, "x/build"));
  CHECK(passes_over(filter, "doc/a.tmp"));
  CHECK(passes_over(filter, "doc/x/y/a.tmp"));
  CHECK_FALSE(passes_over(filter, "a.tmp"));
  CHECK(passes_over(filter, "x/cache", true));
  CHECK_FALSE(passes_over(filter, "x/cache", false));
  CHECK_FALSE(passes_over(filter, "a.c"));
}

TEST_CASE("what is below an excluded directory is excluded even if it is asked about") {
  const NameFilter filter = excluding({"cache/", "/build", "a/*/c", "*.d"});
  CHECK(passes_over(filter, "cache/x"));
  CHECK(passes_over(filter, "x/cache/y/z", true));
  CHECK(passes_over(filter, "build/x/y"));
  CHECK(passes_over(filter, "a/b/c/d"));
  CHECK(passes_over(filter, "etc/conf.d/x"));
  CHECK_FALSE(passes_over(filter, "x/build/y"));
  CHECK_FALSE(passes_over(filter, "cached/x"));
  CHECK_FALSE(passes_over(filter, "a/b/d"));
}

TEST_CASE("included patterns limit files and never directories") {
  const NameFilter filter = including({"*.c", "/doc/*", "src/**/x"});
  CHECK_FALSE(filter.empty());
  CHECK_FALSE(passes_over(filter, "a.c"));
  CHECK_FALSE(passes_over(filter, "x/y/a.c"));
  CHECK_FALSE(passes_over(filter, "doc/a"));
  CHECK_FALSE(passes_over(filter, "src/x"));
  CHECK_FALSE(passes_over(filter, "src/y/x"));
  CHECK(passes_over(filter, "a.h"));
  CHECK(passes_over(filter, "x/doc/a"));
  CHECK(passes_over(filter, "doc/a/b"));
  for (const std::string path : {"a", "x/y", "doc", "a.c", "src"}) {
    CHECK_FALSE(passes_over(filter, path, true));
  }
}

TEST_CASE("an included directory means the files below it") {
  const NameFilter filter = including({"src/", "/doc/api/"});
  CHECK_FALSE(passes_over(filter, "src/a"));
  CHECK_FALSE(passes_over(filter, "x/src/y/a"));
  CHECK_FALSE(passes_over(filter, "doc/api/a"));
  CHECK(passes_over(filter, "src"));
  CHECK(passes_over(filter, "a"));
  CHECK(passes_over(filter, "doc/a"));
  CHECK(passes_over(filter, "x/doc/api/a"));
  // Without the slash it is files of that name.
  CHECK(passes_over(including({"src"}), "src/a"));
  CHECK_FALSE(passes_over(including({"src"}), "src"));
}

TEST_CASE("exclusion wins") {
  const NameFilter filter(Filter{{"secret*", "tmp/"}, {"*.c"}});
  CHECK(passes_over(filter, "secret.c"));
  CHECK(passes_over(filter, "tmp/a.c"));
  CHECK(passes_over(filter, "secrets", true));
  CHECK_FALSE(passes_over(filter, "a.c"));
  CHECK(passes_over(filter, "a.h"));
}

TEST_CASE("patterns that match nothing exclude nothing and include nothing") {
  for (const std::string pattern : {"", "/", "[z-a]"}) {
    CAPTURE(pattern);
    CHECK_FALSE(passes_over(excluding({pattern}), "a"));
    CHECK_FALSE(passes_over(excluding({pattern}), "a/b", true));
    CHECK(passes_over(including({pattern}), "a"));
    CHECK_FALSE(passes_over(including({pattern}), "a", true));
  }
}

TEST_CASE("names that are not UTF-8 are filtered like others") {
  CHECK(passes_over(excluding({"*.o"}), "\xFF.o"));
  CHECK(passes_over(excluding({"?"}), "x/\xFF"));
  CHECK_FALSE(passes_over(excluding({"\xC3*"}), "é"));
}

TEST_CASE("a filter outlives what it was made from and may be asked by several threads") {
  const NameFilter filter = [] {
    const Filter made{{"*.o", "**/a*b*/c"}, {"*.[ch]"}};
    return NameFilter(made);
  }();
  std::vector<std::size_t> found(4, 0);
  std::vector<std::thread> threads;
  threads.reserve(found.size());
  for (std::size_t& count : found) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        const std::string name = std::to_string(i);
        for (const char* ending : {".o", ".c", ".txt"}) {
          count += passes_over(filter, "x/" + name + ending) ? 1U : 0U;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(found == std::vector<std::size_t>(4, 2000));
}
