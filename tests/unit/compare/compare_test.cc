// SPDX-License-Identifier: MIT
// The verbs over readers in memory.
#include "komparu/compare.h"

#include <string>

#include "komparu/error.h"
#include "support/catch.h"
#include "support/memory_reader.h"

using namespace komparu;
using komparu::testing::Behaviour;
using komparu::testing::MemoryReader;

namespace {

Behaviour stream() {
  Behaviour behaviour;
  behaviour.random_access = false;
  return behaviour;
}

CompareOptions asking(Detail detail) {
  CompareOptions options;
  options.detail = detail;
  options.size_check = detail == Detail::verdict;
  return options;
}

ByteResult run(const std::string& left, const std::string& right,
               const CompareOptions& options = {}, const Behaviour& behaviour = {}) {
  MemoryReader a(left, behaviour);
  MemoryReader b(right, behaviour);
  return compare(a, b, options);
}

ErrorCode error_of(Reader& left, Reader& right, const CompareOptions& options = {},
                   const Until& until = {}) {
  try {
    compare(left, right, options, until);
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("no error");
  return ErrorCode::output;
}

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>((i * 31 + i / 251) & 0xff);
  return text;
}

}  // namespace

TEST_CASE("equal streams are the same, whatever their size and the chunk") {
  for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 4096u, 100000u}) {
    for (const std::size_t chunk : {1u, 16u, 4096u, 0u}) {
      if (chunk == 1 && size > 5000) continue;
      CompareOptions options = asking(Detail::line);
      options.read.chunk_size = chunk;
      INFO(size << " in chunks of " << chunk);
      for (const Behaviour& behaviour : {Behaviour{}, stream()}) {
        const ByteResult result = run(pattern(size), pattern(size), options, behaviour);
        CHECK(result.verdict == Verdict::same);
        CHECK_FALSE(result.difference.has_value());
        CHECK(result.bytes_read == 2 * size);
      }
    }
  }
}

TEST_CASE("the first differing byte is told with its line") {
  for (const Behaviour& behaviour : {Behaviour{}, stream()}) {
    const ByteResult result =
        run("one\ntwo\nthree", "one\ntwo\nthXee", asking(Detail::line), behaviour);
    REQUIRE(result.verdict == Verdict::different);
    REQUIRE(result.difference.has_value());
    CHECK(result.difference->reason == Reason::content);
    CHECK(result.difference->offset == 10u);
    CHECK(result.difference->line == 3u);
    CHECK_FALSE(result.difference->at_line_start);
    CHECK(result.difference->left == std::byte{'r'});
    CHECK(result.difference->right == std::byte{'X'});
    CHECK_FALSE(result.difference->ended.has_value());
  }
}

TEST_CASE("a side that ends first is named, with the length it has") {
  for (const Behaviour& behaviour : {Behaviour{}, stream()}) {
    const ByteResult result = run("a\n", "a\nb", asking(Detail::line), behaviour);
    REQUIRE(result.difference.has_value());
    CHECK(result.difference->reason == Reason::size);
    CHECK(result.difference->offset == 2u);
    CHECK(result.difference->ended == Side::left);
    CHECK(result.difference->line == 2u);
    CHECK(result.difference->at_line_start);
    CHECK(run("ab", "a", asking(Detail::offset), behaviour).difference->ended == Side::right);
  }
}

TEST_CASE("large parts give the answers that small ones give, at any number of jobs") {
  const std::size_t size = (std::size_t{9} << 20) + 12345;
  const std::string left = pattern(size);
  for (const unsigned jobs : {1u, 2u, 7u}) {
    CompareOptions options = asking(Detail::line);
    options.jobs = jobs;
    CHECK(run(left, left, options).verdict == Verdict::same);
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{4} << 20, (std::size_t{8} << 20) - 1, size - 1}) {
      std::string right = left;
      right[at] = static_cast<char>(~right[at]);
      right.back() = static_cast<char>(~left.back());
      const ByteResult ranges = run(left, right, options);
      const ByteResult lockstep = run(left, right, options, stream());
      REQUIRE(ranges.difference.has_value());
      CHECK(ranges.difference->offset == at);
      CHECK(ranges.difference->line == lockstep.difference->line);
      CHECK(ranges.difference->at_line_start == lockstep.difference->at_line_start);
      CHECK(ranges.difference->left == lockstep.difference->left);
    }
    const ByteResult ends = run(left, left.substr(0, size - 1), options);
    REQUIRE(ends.difference.has_value());
    CHECK(ends.difference->reason == Reason::size);
    CHECK(ends.difference->offset == size - 1);
    CHECK(ends.difference->ended == Side::right);
  }
}

TEST_CASE("F5: only proven sizes decide, and only where they may") {
  Behaviour proven;
  proven.size = Size{3, true};
  MemoryReader left("abc", proven);
  MemoryReader right("abcd");
  const ByteResult quick = compare(left, right, asking(Detail::verdict));
  CHECK(quick.difference->reason == Reason::size);
  CHECK_FALSE(quick.difference->offset.has_value());
  CHECK(left.bytes_given() == 0);

  Behaviour hint = stream();
  hint.size = Size{0, false};
  MemoryReader generated("abcd", hint);
  MemoryReader copy("abcd");
  CHECK(compare(generated, copy, asking(Detail::verdict)).verdict == Verdict::same);

  CompareOptions no_size_check = asking(Detail::verdict);
  no_size_check.size_check = false;
  no_size_check.quick_check = false;
  CHECK(run("abc", "abcd", no_size_check).difference->offset == 3u);
  CHECK_FALSE(run("Xbc", "abcd", CompareOptions{}).difference->offset.has_value());
}

TEST_CASE("equal sizes after skips and limits do not decide") {
  CompareOptions options = asking(Detail::verdict);
  options.extent = {.skip_left = 2, .skip_right = 0, .limit = 3};
  CHECK(run("xxabc-", "abc", options).verdict == Verdict::same);
  options.extent = {.skip_left = 100, .skip_right = 200, .limit = std::nullopt};
  CHECK(run("left", "right!", options).verdict == Verdict::same);
}

TEST_CASE("skips and limits count from the start of each side") {
  for (const Behaviour& behaviour : {Behaviour{}, stream()}) {
    CompareOptions options = asking(Detail::line);
    options.extent = {.skip_left = 2, .skip_right = 1, .limit = std::nullopt};
    CHECK(run("..same", "-same", options, behaviour).verdict == Verdict::same);
    CHECK(run("..a\nX", "-a\nY", options, behaviour).difference->offset == 2u);
    CHECK(run("..a\nX", "-a\nY", options, behaviour).difference->line == 2u);
    options.extent.limit = 2;
    CHECK(run("..a\nX", "-a\nY", options, behaviour).verdict == Verdict::same);
    options.extent.limit = 0;
    CHECK(run("..a", "-b", options, behaviour).verdict == Verdict::same);
  }
}

TEST_CASE("a sample may prove a difference but never sameness") {
  const std::string left = pattern(1 << 20);
  std::string tail = left;
  tail.back() = static_cast<char>(~tail.back());
  MemoryReader a(left);
  MemoryReader b(tail);
  const ByteResult result = compare(a, b, asking(Detail::verdict));
  CHECK(result.verdict == Verdict::different);
  CHECK_FALSE(result.difference->offset.has_value());
  CHECK(result.bytes_read < 100000);

  std::string hidden = left;
  hidden[300001] = static_cast<char>(~hidden[300001]);
  CHECK(run(left, hidden, asking(Detail::verdict)).verdict == Verdict::different);

  CompareOptions no_sample = asking(Detail::verdict);
  no_sample.quick_check = false;
  CHECK(run(left, tail, no_sample).difference->offset == left.size() - 1);
}

TEST_CASE("F4: one and the same source is not read") {
  Behaviour same;
  same.identity = Identity{.facts = {1, 2, 3}};
  MemoryReader a("content", same);
  MemoryReader b("content", same);
  CHECK(compare(a, b).verdict == Verdict::same);
  CHECK(a.bytes_given() == 0);

  CompareOptions shifted;
  shifted.extent.skip_left = 1;
  MemoryReader c("content", same);
  MemoryReader d("content", same);
  CHECK(compare(c, d, shifted).verdict == Verdict::different);
}

TEST_CASE("F7: one pipe on both sides is trouble") {
  Behaviour pipe = stream();
  pipe.identity = Identity{.facts = {5, 6}, .repeatable = false};
  MemoryReader a("x", pipe);
  MemoryReader b("x", pipe);
  CHECK(error_of(a, b) == ErrorCode::wrong_kind);
}

TEST_CASE("F7: two pipes are not asked for more than they can bear") {
  Behaviour pipe = stream();
  pipe.largest_read = 16;
  MemoryReader a(pattern(1000), pipe);
  MemoryReader b(pattern(1000), pipe);
  CHECK(compare(a, b).verdict == Verdict::same);
  CHECK(a.largest_asked() == 16);
  MemoryReader c(pattern(1000), pipe);
  MemoryReader file(pattern(1000));
  CHECK(compare(c, file).verdict == Verdict::same);
  CHECK(c.largest_asked() > 16);
}

TEST_CASE("F3: both sides are asked whether the verdict may stand") {
  Behaviour changing;
  changing.refuses = {Verdict::same};
  MemoryReader a("abc", changing);
  MemoryReader b("abc");
  CHECK(error_of(a, b) == ErrorCode::changed);
  MemoryReader c("abc");
  MemoryReader d("abc", changing);
  CHECK(error_of(c, d) == ErrorCode::changed);
  MemoryReader e("abc", changing);
  MemoryReader f("abX");
  CHECK(compare(e, f).verdict == Verdict::different);
  CHECK(e.confirmed() == std::vector<Verdict>{Verdict::different});
}

TEST_CASE("V2: a difference before a failure is an answer, one behind it is not") {
  const std::string left = pattern(std::size_t{16} << 20);
  for (const unsigned jobs : {1u, 2u, 4u}) {
    CompareOptions options;
    options.jobs = jobs;
    for (int repeat = 0; repeat < 5; ++repeat) {
      Behaviour failing;
      failing.fails_from = std::uint64_t{9} << 20;
      std::string right = left;
      right[std::size_t{5} << 20] ^= 1;
      MemoryReader a(left, failing);
      MemoryReader b(right);
      CHECK(compare(a, b, options).difference->offset == (std::uint64_t{5} << 20));

      std::string late = left;
      late[std::size_t{13} << 20] ^= 1;
      MemoryReader c(left, failing);
      MemoryReader d(late);
      CHECK(error_of(c, d, options) == ErrorCode::unreadable);
    }
  }
}

TEST_CASE("F6: what is a hole on both sides is not read") {
  const std::string zeros(std::size_t{32} << 20, '\0');
  MemoryReader a(zeros);
  MemoryReader b(zeros);
  a.set_hole(0, zeros.size());
  b.set_hole(std::uint64_t{1} << 20, zeros.size());
  CHECK(compare(a, b).verdict == Verdict::same);
  CHECK(a.bytes_given() <= std::uint64_t{8} << 20);

  MemoryReader c(zeros);
  std::string data = zeros;
  data[std::size_t{20} << 20] = 'x';
  MemoryReader d(data);
  c.set_hole(0, zeros.size());
  d.set_hole(0, std::uint64_t{20} << 20);
  CHECK(compare(c, d).difference->offset == (std::uint64_t{20} << 20));
}

TEST_CASE("small parts start no thread") {
  MemoryReader a(pattern(100000));
  MemoryReader b(pattern(100000));
  CompareOptions options;
  options.jobs = 8;
  compare(a, b, options);
  CHECK(a.threads_seen() == 1);
}

TEST_CASE("bytes that are not in memory give the same answer") {
  const std::string left = pattern(std::size_t{9} << 20);
  std::string right = left;
  right[std::size_t{8} << 20] ^= 1;
  MemoryReader a(left);
  MemoryReader b(right);
  a.set_resident(false);
  CompareOptions options;
  options.jobs = 4;
  CHECK(compare(a, b, options).difference->offset == (std::uint64_t{8} << 20));
}

TEST_CASE("a comparison that is stopped or late throws and says nothing") {
  for (const Behaviour& behaviour : {Behaviour{}, stream()}) {
    const std::string bytes = pattern(std::size_t{8} << 20);
    StopSource source;
    source.request_stop();
    MemoryReader a(bytes, behaviour);
    MemoryReader b(bytes, behaviour);
    CHECK(error_of(a, b, {}, Until{source.token()}) == ErrorCode::cancelled);

    MemoryReader c(bytes, behaviour);
    MemoryReader d(bytes, behaviour);
    CHECK(error_of(c, d, {}, Until::within(std::chrono::nanoseconds(0))) == ErrorCode::timed_out);
  }
}

TEST_CASE("the poll function runs on the calling thread and may end the work") {
  StopSource source;
  int calls = 0;
  const auto caller = std::this_thread::get_id();
  source.set_poll([&] {
    CHECK(std::this_thread::get_id() == caller);
    if (++calls == 3) source.request_stop();
  });
  CompareOptions options;
  options.jobs = 1;
  const std::string bytes = pattern(std::size_t{16} << 20);
  MemoryReader a(bytes);
  MemoryReader b(bytes);
  CHECK(error_of(a, b, options, Until{source.token()}) == ErrorCode::cancelled);
  CHECK(calls >= 3);
}

TEST_CASE("progress tells what is expected and what is done") {
  Progress progress;
  CompareOptions options;
  options.progress = &progress;
  const std::string bytes = pattern(std::size_t{8} << 20);
  run(bytes, bytes, options);
  CHECK(progress.bytes_expected == 2 * bytes.size());
  CHECK(progress.bytes_read == 2 * bytes.size());
}

TEST_CASE("option values outside their range are refused") {
  MemoryReader a("");
  MemoryReader b("");
  CompareOptions chunk;
  chunk.read.chunk_size = kMaximumChunkSize + 1;
  CHECK(error_of(a, b, chunk) == ErrorCode::bad_option);
  CompareOptions jobs;
  jobs.jobs = kMaximumJobs + 1;
  CHECK(error_of(a, b, jobs) == ErrorCode::bad_option);
}

TEST_CASE("a source that ends before the size it told is trouble, not a crash") {
  const std::string bytes = pattern(std::size_t{8} << 20);
  Behaviour lying;
  lying.told_size = 2 * bytes.size();
  for (const Detail detail : {Detail::verdict, Detail::offset, Detail::line}) {
    MemoryReader a(bytes, lying);
    MemoryReader b(bytes + bytes);
    CHECK(error_of(a, b, asking(detail)) == ErrorCode::changed);
  }
}

TEST_CASE("worse: trouble outranks different outranks same") {
  CHECK(worse(Verdict::same, Verdict::different) == Verdict::different);
  CHECK(worse(Verdict::trouble, Verdict::different) == Verdict::trouble);
  CHECK(worse(Verdict::same, Verdict::same) == Verdict::same);
}
