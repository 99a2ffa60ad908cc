// SPDX-License-Identifier: MIT
// Which streams are a group, and what is read to find out.
#include "compare/many/groups.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "groups_bench.h"
#include "support/catch.h"

using namespace komparu;
using namespace komparu::testing;

TEST_CASE("no streams and one stream are grouped without reading") {
  Bench none;
  CHECK(none.groups().empty());
  Bench one;
  one.add("abc", failing_from(0));
  CHECK(one.groups() == Groups{{0}});
  CHECK(one.asked[0].closed);
}

TEST_CASE("groups stand in the order of their first member") {
  Bench bench;
  for (const char* const text : {"b", "a", "b", "c", "a", "", "b", ""}) bench.add_stream(text);
  CHECK(bench.groups() == Groups{{0, 2, 6}, {1, 4}, {3}, {5, 7}});
}

TEST_CASE("streams of any content are grouped as their content says") {
  std::mt19937 random(20240229);
  const auto any = [&random](std::size_t below) { return random() % below; };
  for (int round = 0; round < 300; ++round) {
    Bench bench(static_cast<unsigned>(any(2)));
    bench.options.trees.read.chunk_size = 1 + any(6);
    bench.options.trees.size_check = any(2) == 0;
    bench.options.trees.quick_check = any(2) == 0;
    std::map<std::string, std::vector<std::size_t>> by_content;
    const std::size_t count = 2 + any(20);
    for (std::size_t index = 0; index < count; ++index) {
      std::string text(any(12), 'a');
      if (!text.empty() && any(2) == 0) text[any(text.size())] = 'b';
      by_content[text].push_back(index);
      Behaviour behaviour;
      behaviour.random_access = any(3) == 0;
      if (any(4) == 0) behaviour.largest_read = 1 + any(3);
      if (any(4) == 0) behaviour.size = Size{any(12), false};
      bench.add(text, behaviour);
    }
    Groups expected;
    for (const auto& [text, members] : by_content) expected.push_back(members);
    std::sort(expected.begin(), expected.end());
    INFO("round " << round);
    REQUIRE(bench.groups() == expected);
  }
}

TEST_CASE("large files are grouped as their content says, by any number of threads") {
  std::mt19937 random(7);
  std::string text(3 * kMebi + 12345, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  // Differing at the first and last byte, around the edges of ranges and chunks, and anywhere.
  std::vector<std::size_t> places{0, text.size() - 1, kMebi - 1, kMebi, 2 * kMebi, 262144, 65535};
  for (int index = 0; index < 5; ++index) places.push_back(random() % text.size());
  for (const unsigned helpers : {0u, 1u, 5u}) {
    for (const bool sample : {false, true}) {
      Bench bench(helpers);
      bench.options.trees.quick_check = sample;
      Groups expected{{0}};
      std::size_t count = 0;
      bench.add(text);
      for (const std::size_t place : places) {
        std::string other = text;
        other[place] ^= 1;
        bench.add(other);
        bench.add(text);
        bench.add(std::move(other));
        expected[0].push_back(count + 2);
        expected.push_back({count + 1, count + 3});
        count += 3;
      }
      INFO(helpers << " helpers, samples " << sample);
      REQUIRE(bench.groups() == expected);
      // Every byte of what is equal to the end; what is alone is no longer read.
      CHECK(bench.asked[0].bytes >= text.size());
      CHECK(bench.asked[0].bytes <= text.size() + 5 * 4096);
    }
  }
}

TEST_CASE("large files of unequal length are grouped without a look at their sizes") {
  const std::string text(2 * kMebi, 'x');
  Bench bench;
  bench.options.trees.size_check = false;
  for (const std::size_t length : {text.size(), text.size() - 1, text.size(), kMebi}) {
    bench.add(text.substr(0, length));
  }
  CHECK(bench.groups() == Groups{{0, 2}, {1}, {3}});
}

TEST_CASE("each stream is read once, and no more of it than tells it apart") {
  Bench bench;
  bench.options.trees.read.chunk_size = 4;
  const std::string text(100, 'x');
  for (int index = 0; index < 3; ++index) bench.add_stream(text);
  bench.add_stream("xxxxxxy" + text);
  CHECK(bench.groups() == Groups{{0, 1, 2}, {3}});
  for (const std::size_t index : {0u, 1u, 2u}) CHECK(bench.asked[index].bytes == 100);
  CHECK(bench.asked[3].bytes == 8);
  CHECK(bench.bytes_read == 308);
  CHECK(bench.progress.bytes_read == 308);
}

TEST_CASE("unequal proven sizes set apart before anything is read") {
  Bench bench;
  bench.add("abc");
  bench.add("abcd");
  bench.add("abc");
  bench.add("abcdef");
  CHECK(bench.groups() == Groups{{0, 2}, {1}, {3}});
  CHECK(bench.asked[1].bytes == 0);
  CHECK(bench.asked[3].bytes == 0);
  CHECK(bench.progress.bytes_expected == 6);

  bench.options.trees.size_check = false;
  CHECK(bench.groups() == Groups{{0, 2}, {1}, {3}});
  CHECK(bench.asked[1].bytes == 4);
}

TEST_CASE("F5: sizes that are not proven set nothing apart") {
  Bench bench;
  Behaviour lies;
  lies.size = Size{7, false};
  bench.add("abc");
  bench.add_stream("abc", lies);
  bench.add("abcd");
  bench.add("abcd");
  CHECK(bench.groups() == Groups{{0, 1}, {2, 3}});
}

TEST_CASE("once the unproven ones are out, sizes decide again") {
  Bench bench;
  bench.options.trees.read.chunk_size = 4;
  bench.add_stream("");
  bench.add(std::string(1000, 'x'));
  bench.add(std::string(1001, 'x'));
  CHECK(bench.groups() == Groups{{0}, {1}, {2}});
  CHECK(bench.asked[1].bytes == 4);
}

TEST_CASE("F4: one source under several names is read once") {
  Bench bench;
  bench.add("abc", known_as(1, true));
  bench.add("abd");
  bench.add("abc", known_as(1, true));
  bench.add("abc", known_as(2, true));
  CHECK(bench.groups() == Groups{{0, 2, 3}, {1}});
  CHECK(bench.asked[2].bytes == 0);
  CHECK(bench.asked[2].confirmed == std::vector{Verdict::same});
}

TEST_CASE("F4: two names of one source are a group without reading") {
  Bench bench;
  bench.add("abc", known_as(1, true));
  bench.add("abc", known_as(1, true));
  CHECK(bench.groups() == Groups{{0, 1}});
  CHECK(bench.bytes_read == 0);
  for (const Asked& asked : bench.asked) CHECK(asked.confirmed == std::vector{Verdict::same});
}

TEST_CASE("F7: a stream that gives every byte once cannot be given twice") {
  Bench bench;
  bench.add_stream("abc", known_as(1, false));
  bench.add_stream("abc");
  bench.add_stream("abc", known_as(1, false));
  const Grouping grouping = bench.run();
  CHECK(grouping.groups == Groups{{0, 1}});
  REQUIRE(grouping.failures.size() == 1);
  CHECK(grouping.failures[0].member == 2);
  CHECK(grouping.failures[0].error.code() == ErrorCode::wrong_kind);
  CHECK(bench.asked[2].bytes == 0);
}

TEST_CASE("F7: several live streams are read in small bites, one is not") {
  Behaviour live;
  live.largest_read = 10;
  const std::string text(1000, 'x');
  Bench two;
  two.add_stream(text, live);
  two.add_stream(text, live);
  two.add_stream(text);
  CHECK(two.groups() == Groups{{0, 1, 2}});
  for (const Asked& asked : two.asked) CHECK(asked.largest == 10);

  Bench one;
  one.add_stream(text, live);
  one.add_stream(text);
  CHECK(one.groups() == Groups{{0, 1}});
  CHECK(one.asked[0].largest > text.size());
}

TEST_CASE("stop_at_any_difference ends with the first difference") {
  const std::string text(3 * kMebi, 'x');
  for (const bool random_access : {false, true}) {
    Behaviour plain;
    plain.random_access = random_access;
    Bench bench;
    bench.options.stop_at_any_difference = true;
    for (int index = 0; index < 3; ++index) bench.add(text, plain);
    CHECK_FALSE(bench.run().stopped);
    bench.add("y" + text.substr(1), plain);
    CHECK(bench.run().stopped);
    CHECK(bench.bytes_read < text.size());
  }
}

TEST_CASE("stop_at_any_difference is content with sizes, also beside unproven ones") {
  Bench bench;
  bench.options.stop_at_any_difference = true;
  bench.add("abc");
  bench.add_stream("abc");
  bench.add("abcd");
  CHECK(bench.run().stopped);
  CHECK(bench.bytes_read == 0);
}

TEST_CASE("F6: holes that all of a group have are not read") {
  constexpr std::uint64_t kHoleFrom = 1 * kMebi;
  constexpr std::uint64_t kHoleTo = 7 * kMebi;
  const std::string text(8 * kMebi, '\0');
  const auto bytes_read = [&](const std::array<bool, 3>& with_hole) {
    std::vector<std::unique_ptr<Reader>> readers;
    readers.reserve(with_hole.size());
    for (const bool hole : with_hole) {
      auto reader = std::make_unique<MemoryReader>(text);
      if (hole) reader->set_hole(kHoleFrom, kHoleTo);
      readers.push_back(std::move(reader));
    }
    ThreadPool pool(1);
    Scratch scratch;
    Meter meter(nullptr);
    GroupOptions options;
    options.trees.quick_check = false;
    const Grouping grouping =
        group_streams(std::move(readers), options, {}, meter, {pool, scratch});
    CHECK(grouping.groups == Groups{{0, 1, 2}});
    return meter.bytes();
  };
  CHECK(bytes_read({false, true, true}) == 3 * text.size());
  CHECK(bytes_read({true, true, true}) == 3 * (text.size() - (kHoleTo - kHoleFrom)));
}

TEST_CASE("many streams share a bounded memory") {
  constexpr std::size_t kStreams = 2000;
  Bench bench;
  for (std::size_t index = 0; index < kStreams; ++index) {
    bench.add_stream(std::to_string(index % 3));
  }
  CHECK(bench.groups().size() == 3);
  for (const Asked& asked : bench.asked) {
    REQUIRE(asked.largest <= 64 * kMebi / kStreams);
    REQUIRE(asked.largest >= 4096);
  }
}

TEST_CASE("the caller's poll function runs at least once per MiB") {
  for (const bool random_access : {false, true}) {
    Behaviour plain;
    plain.random_access = random_access;
    Bench bench;
    for (int index = 0; index < 2; ++index) bench.add(std::string(8 * kMebi, 'x'), plain);
    StopSource source;
    int polled = 0;
    source.set_poll([&polled] { ++polled; });
    bench.until.stop = source.token();
    CHECK(bench.groups() == Groups{{0, 1}});
    CHECK(polled >= 16);
  }
}
