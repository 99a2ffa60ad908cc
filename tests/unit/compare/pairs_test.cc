// SPDX-License-Identifier: MIT
#include "komparu/pairs.h"

#include <chrono>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "komparu/compare.h"
#include "support/catch.h"
#include "support/temporary_directory.h"
#include "unit/archive/archive_builder.h"

using namespace komparu;
using komparu::testing::tar_end;
using komparu::testing::tar_member;
using komparu::testing::TemporaryDirectory;

namespace {

class Queue final : public PairFeed {
 public:
  void push(const std::string& left, const std::string& right) {
    pairs_.push_back({Source(left), Source(right), std::nullopt});
  }
  void push_refused() {
    pairs_.push_back({Source(""), Source(""), Error(ErrorCode::not_found, "list", "no pair")});
  }
  std::optional<Pair> next() override {
    if (pairs_.empty()) return std::nullopt;
    Pair pair = pairs_.front();
    pairs_.pop_front();
    return pair;
  }

 private:
  std::deque<Pair> pairs_;
};

class Told final : public PairSink {
 public:
  void add(std::size_t number, const Pair& /*pair*/, const Finding& finding) override {
    lines.push_back(std::to_string(number) + " " + finding.path);
  }
  void close(std::size_t number, const Pair& /*pair*/, const PairAnswer& answer) override {
    std::string text = std::to_string(number) + " ";
    if (const auto* const bytes = std::get_if<ByteResult>(&answer)) {
      text += bytes->verdict == Verdict::same ? "same" : "different";
    } else if (const auto* const trees = std::get_if<TreeSummary>(&answer)) {
      text += trees->verdict == Verdict::same ? "same trees" : "different trees";
    } else {
      text += word(std::get<Error>(answer).code());
    }
    lines.push_back(text);
  }
  std::vector<std::string> lines;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("pairs of every kind are answered in the order of the feed") {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", "1");
  const std::string b = directory.write("b", "2");
  std::filesystem::create_directories(directory.path("t/u"));
  std::filesystem::create_directories(directory.path("v/u"));
  directory.write("t/u/f", "1");
  directory.write("v/u/f", "2");
  for (const unsigned jobs : {1u, 4u}) {
    Queue queue;
    queue.push(a, a);
    queue.push(directory.path("t"), directory.path("v"));
    queue.push(a, b);
    queue.push(a, directory.path("missing"));
    queue.push(a, directory.path("t"));
    queue.push_refused();
    queue.push(directory.path("t"), directory.path("t"));
    Told told;
    PairOptions options;
    options.bytes.jobs = jobs;
    CHECK(compare_pairs(queue, options, told) == Verdict::trouble);
    CHECK(told.lines == Lines{"0 same", "1 u/f", "1 different trees", "2 different", "3 not_found",
                              "4 wrong_kind", "5 not_found", "6 same trees"});
  }
}

TEST_CASE("a pair of a tree and an archive is one of trees, two archives if they are to be",
          "[archive]") {
  const TemporaryDirectory directory;
  std::filesystem::create_directories(directory.path("t"));
  directory.write("t/f", "1");
  const std::string tree = directory.path("t");
  const std::string tar = directory.write("a.tar", tar_member("f", "1") + tar_end());
  const std::string other = directory.write("b.tar", tar_member("f", "2") + tar_end());
  const auto told_of = [&](bool members) {
    Queue queue;
    queue.push(tree, tar);
    queue.push(other, tree);
    queue.push(tar, other);
    queue.push(tree, directory.path("t/f"));
    Told told;
    PairOptions options;
    options.as = members ? As::tree : As::automatic;
    CHECK(compare_pairs(queue, options, told, Until::within(std::chrono::hours(1))) ==
          Verdict::trouble);
    return told.lines;
  };
  CHECK(told_of(false) ==
        Lines{"0 same trees", "1 f", "1 different trees", "2 different", "3 wrong_kind"});
  CHECK(told_of(true) == Lines{"0 same trees", "1 f", "1 different trees", "2 f",
                               "2 different trees", "3 bad_archive"});
}

TEST_CASE("the verdict over pairs is the worst; a bare one may stop at a difference") {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", "1");
  const std::string b = directory.write("b", "2");
  Told told;
  Queue same;
  same.push(a, a);
  CHECK(compare_pairs(same, {}, told) == Verdict::same);
  Queue different;
  different.push(a, a);
  different.push(a, b);
  CHECK(compare_pairs(different, {}, told) == Verdict::different);
  Queue first;
  first.push(a, b);
  first.push(a, directory.path("missing"));
  PairOptions any;
  any.stop_at_any_difference = true;
  CHECK(compare_pairs(first, any, told) == Verdict::different);
  Queue none;
  CHECK_THROWS_AS(compare_pairs(none, {}, told), Error);
  PairOptions empty;
  empty.trees.allow_empty = true;
  CHECK(compare_pairs(none, empty, told) == Verdict::same);
}

TEST_CASE("thousands of pairs keep their order") {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", "1");
  const std::string b = directory.write("b", "2");
  Queue queue;
  for (int i = 0; i < 5000; ++i) queue.push(a, i % 3 == 0 ? b : a);
  Told told;
  PairOptions options;
  options.bytes.jobs = 4;
  compare_pairs(queue, options, told);
  REQUIRE(told.lines.size() == 5000);
  for (int i = 0; i < 5000; ++i) {
    const std::string expected = std::to_string(i) + (i % 3 == 0 ? " different" : " same");
    REQUIRE(told.lines[static_cast<std::size_t>(i)] == expected);
  }
}
