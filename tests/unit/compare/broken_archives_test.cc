// SPDX-License-Identifier: MIT
// Archives that fail, repeat themselves or come to a halt.
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "compare/archives/streamed_trees.h"
#include "compared_archives.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/finding_lines.h"
#include "support/memory_archive.h"

using namespace komparu;
using komparu::testing::compared;
using komparu::testing::FindingLines;
using komparu::testing::lines;
using komparu::testing::MemoryArchive;
using komparu::testing::TreeAnswer;

namespace {

using Expected = std::vector<std::string>;
using Ending = MemoryArchive::Ending;

ErrorCode code_of_throw(MemoryArchive& left, MemoryArchive& right, const Until& until = {}) {
  FindingLines lines;
  try {
    compare(left, right, {}, lines, until);
  } catch (const Error& error) {
    CHECK(lines.lines.empty());
    return error.code();
  }
  return ErrorCode::output;
}

}  // namespace

TEST_CASE("A7: a name that comes again with the same content counts once") {
  for (const bool again_early : {true, false}) {
    MemoryArchive left;
    MemoryArchive right;
    left.file("a", "1");
    if (again_early) left.file("a", "1");
    left.file("b", "2").directory("d").directory("d").link("l", "t").link("l", "t");
    left.special("p", Kind::fifo).special("p", Kind::fifo);
    if (!again_early) left.file("a", "1").hard_link("a", "a");
    right.file("a", "1").file("b", "2").directory("d").link("l", "t").special("p", Kind::fifo);
    const TreeAnswer answer = compared(left, right);
    CHECK(answer.lines.empty());
    CHECK(answer.summary.counts.same == 4);
    CHECK(left.passes() == 2);
  }
}

TEST_CASE("A7: a name that comes again as something else is trouble on either side") {
  MemoryArchive left;
  left.file("a", "1").file("b", "1").link("l", "t").file("k", "1").special("v", Kind::fifo);
  left.file("a", "2").hard_link("b", "a").link("l", "u").directory("k").file("x", "1");
  left.special("v", Kind::socket).file("x/below", "1").file("alone", "1").file("alone", "2");
  MemoryArchive right;
  right.file("a", "1").file("b", "1").link("l", "t").file("k", "1").special("v", Kind::fifo);
  right.file("x", "1");
  for (const bool swapped : {false, true}) {
    const TreeAnswer answer = swapped ? compared(right, left) : compared(left, right);
    const std::string side = swapped ? " right" : " left";
    Expected expected;
    for (const char* const name : {"a", "alone", "b", "k", "l", "v", "x"}) {
      expected.push_back(std::string("error ") + name + " duplicate" + side);
    }
    CHECK(answer.lines == expected);
    CHECK(answer.summary.verdict == Verdict::trouble);
  }
}

TEST_CASE("A7: a late duplicate in an archive that is read once is judged by digest") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1").file("b", "1").file("a", "1").once();
  right.file("a", "1").file("b", "1");
  CHECK(lines(left, right).empty());
  CHECK(lines(right, left).empty());
  MemoryArchive other;
  other.file("a", "1").file("b", "1").file("a", "2").once();
  CHECK(lines(other, right) == Expected{"error a duplicate left"});
  CHECK(lines(right, other) == Expected{"error a duplicate right"});
}

TEST_CASE("A7: the offset of a difference survives the second pass") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1").file("b", "xy").file("a", "1");
  right.file("a", "1").file("b", "xz");
  TreeOptions options;
  options.detail = Detail::offset;
  CHECK(lines(left, right, options) == Expected{"differ b content 1"});
}

TEST_CASE("a fault at any member ends the archive: what was judged stays, nothing is missing") {
  const std::vector<std::string> names = {"a", "b", "c", "d", "e"};
  for (std::size_t fault = 0; fault <= names.size(); ++fault) {
    for (const bool at_left : {true, false}) {
      MemoryArchive left;
      MemoryArchive right;
      for (const std::string& name : names) {
        left.file(name, "1");
        right.file(name, name == "b" || name == "d" ? "2" : "1");
      }
      right.file("only", "1");
      (at_left ? left : right).fail_after(fault);
      Expected expected = {std::string("error  bad_archive ") + (at_left ? "left" : "right")};
      if (fault > 1) expected.push_back("differ b content");
      if (fault > 3) expected.push_back("differ d content");
      const TreeAnswer answer = compared(left, right);
      CHECK(answer.lines == expected);
      CHECK(answer.summary.verdict == Verdict::trouble);
      CHECK(answer.summary.counts.same == (fault + 1) / 2);
    }
  }
}

TEST_CASE("V1: with -s a difference before the fault is an answer, one behind it is not") {
  TreeOptions options;
  options.stop_at_any_difference = true;
  for (const std::size_t fault : {1u, 2u, 3u}) {
    for (int repeat = 0; repeat < 50; ++repeat) {
      MemoryArchive left;
      MemoryArchive right;
      left.file("a", "1").file("b", "1").file("c", "1").fail_after(fault);
      right.file("a", "1").file("b", "2").file("c", "1");
      left.dither(static_cast<unsigned>(repeat));
      const Verdict expected = fault < 2 ? Verdict::trouble : Verdict::different;
      REQUIRE(compared(left, right, options).summary.verdict == expected);
    }
  }
}

TEST_CASE("T1: a broken content is its own trouble where the archive goes on") {
  for (const bool same_order : {true, false}) {
    MemoryArchive left;
    MemoryArchive right;
    left.file("a", "1").ends(Ending::broken).file("b", "1");
    if (!same_order) right.file("b", "2");
    right.file("a", "1");
    if (same_order) right.file("b", "2");
    CHECK(lines(left, right) == Expected{"error a bad_archive left", "differ b content"});
    CHECK(lines(right, left) == Expected{"error a bad_archive right", "differ b content"});
  }
}

TEST_CASE("A4, A5: a content that is cut is the archive's trouble, told once") {
  const std::string large(300'000, 'x');
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{65536},
                                   std::size_t{131072}, std::size_t{299'999}, large.size()}) {
    MemoryArchive left;
    MemoryArchive right;
    left.file("a", "1").file("big", large.substr(0, length)).ends(Ending::cuts_archive);
    left.file("z", "1");
    right.file("a", "1").file("big", large).file("z", "2");
    CHECK(lines(left, right) == Expected{"error  bad_archive left"});
    CHECK(lines(right, left) == Expected{"error  bad_archive right"});
  }
}

TEST_CASE("V2: bytes that differ before the cut are a difference") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("big", "xx").ends(Ending::cuts_archive);
  right.file("big", "xyz");
  CHECK(lines(left, right) == Expected{"error  bad_archive left", "differ big content"});
}

TEST_CASE("a name that cannot be told could be any: nothing is missing on the other side") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1").nameless().file("b", "1").file("c", "1");
  right.file("a", "1").file("b", "2").file("x", "1");
  CHECK(lines(left, right) == Expected{"error  bad_archive left", "differ b content"});
}

TEST_CASE("F3: an archive that changed while it was read carries no verdict") {
  TreeOptions any;
  any.stop_at_any_difference = true;
  for (const bool at_left : {true, false}) {
    MemoryArchive left;
    MemoryArchive right;
    left.file("a", "1");
    right.file("a", "1");
    (at_left ? left : right).refuses({Verdict::same});
    const TreeAnswer answer = compared(left, right);
    CHECK(answer.lines == Expected{at_left ? "error  changed left" : "error  changed right"});
    CHECK(answer.summary.verdict == Verdict::trouble);
    MemoryArchive other;
    other.file("a", "2").refuses({Verdict::different});
    CHECK(compared(left, other).summary.verdict ==
          (at_left ? Verdict::trouble : Verdict::different));
    CHECK(compared(right, other, any).lines.front() == "error  changed right");
  }
}

TEST_CASE("members that cannot be judged do not keep others from it") {
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1").locked("b").hard_link("h", "b").file("c", "1");
  right.file("c", "2").file("b", "1").file("h", "1").file("a", "1");
  CHECK(lines(left, right) ==
        Expected{"error b encrypted left", "differ c content", "error h encrypted left"});
}

TEST_CASE("stop and deadline end the wait for an archive that comes to a halt") {
  for (const bool ahead : {true, false}) {
    MemoryArchive left;
    MemoryArchive right;
    left.file("a", "1").block_after(1);
    right.file("a", "1").file("b", "1");
    if (!ahead) left.once();
    CHECK(code_of_throw(left, right, Until::within(std::chrono::milliseconds(20))) ==
          ErrorCode::timed_out);
    StopSource stop;
    std::thread stopper([&] { stop.request_stop(); });
    CHECK(code_of_throw(left, right, Until{stop.token()}) == ErrorCode::cancelled);
    stopper.join();
  }
}

TEST_CASE("an answer does not wait for a writer that writes no more") {
  StopSource source;
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1").file("b", "1").once().block_after(2).waits_for(source.token());
  right.file("a", "2").file("b", "1");
  TreeOptions options;
  options.stop_at_any_difference = true;
  FindingLines lines;
  bool interrupted = false;
  const auto interrupt = [&] {
    interrupted = true;
    source.request_stop();
  };
  const TreeSummary summary =
      compare_members({{nullptr, &left, interrupt}, {nullptr, &right}}, options, false, {}, lines);
  CHECK(summary.verdict == Verdict::different);
  CHECK(interrupted);
}

TEST_CASE("what a sink throws ends the comparison of archives") {
  struct Enough {};
  class Thrower final : public FindingSink {
   public:
    void add(const Finding& /*finding*/) override { throw Enough(); }
  } thrower;
  MemoryArchive left;
  MemoryArchive right;
  left.file("a", "1");
  right.file("a", "2");
  CHECK_THROWS_AS(compare(left, right, {}, thrower), Enough);
}
