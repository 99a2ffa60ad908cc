// SPDX-License-Identifier: MIT
// What a short count means: an end, or a failure that only the next read tells.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compare/many/groups.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/memory_reader.h"

using namespace komparu;
using namespace komparu::testing;

namespace {

Behaviour stream() {
  Behaviour behaviour;
  behaviour.random_access = false;
  return behaviour;
}

Behaviour cut_after(std::uint64_t bytes) {
  Behaviour behaviour = stream();
  behaviour.is_cut = true;
  behaviour.fails_from = bytes;
  return behaviour;
}

ErrorCode code_of(Reader& left, Reader& right) {
  try {
    compare(left, right);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::output;  // stands for: nothing was thrown
}

}  // namespace

TEST_CASE("H7: a cut stream is trouble where the other side ends at the same byte") {
  for (const std::size_t length : {std::size_t{0}, std::size_t{10}, std::size_t{70'000}}) {
    const std::string text(length, 'a');
    MemoryReader cut(text + "never delivered", cut_after(length));
    MemoryReader whole(text, stream());
    CHECK(code_of(cut, whole) == ErrorCode::unreadable);
    MemoryReader cut_again(text + "never delivered", cut_after(length));
    MemoryReader whole_again(text, stream());
    CHECK(code_of(whole_again, cut_again) == ErrorCode::unreadable);
  }
}

TEST_CASE("H7: a stream that is cut before the other side ends is trouble") {
  MemoryReader cut(std::string(100, 'a'), cut_after(50));
  MemoryReader whole(std::string(100, 'a'), stream());
  CHECK(code_of(cut, whole) == ErrorCode::unreadable);
}

TEST_CASE("H6: a difference inside the delivered bytes is proven") {
  MemoryReader cut(std::string(100, 'a'), cut_after(50));
  MemoryReader whole(std::string(20, 'a') + std::string(80, 'b'), stream());
  const ByteResult result = compare(cut, whole);
  REQUIRE(result.verdict == Verdict::different);
  CHECK(result.difference->offset == 20);
}

TEST_CASE("H7: a cut behind the other side's end changes nothing") {
  MemoryReader cut(std::string(100, 'a'), cut_after(50));
  MemoryReader whole(std::string(49, 'a'), stream());
  const ByteResult result = compare(cut, whole);
  REQUIRE(result.verdict == Verdict::different);
  CHECK(result.difference->reason == Reason::size);
  CHECK(result.difference->offset == 49);
  CHECK(result.difference->ended == Side::right);
}

TEST_CASE("streams are asked for little first, and for more while they are equal") {
  MemoryReader left(std::string(40'000, 'a'), stream());
  MemoryReader right(std::string(100, 'a') + 'b' + std::string(39'899, 'a'), stream());
  REQUIRE(compare(left, right).verdict == Verdict::different);
  CHECK(left.largest_asked() == 16384);
  MemoryReader one(std::string(3'000'000, 'a'), stream());
  MemoryReader other(std::string(3'000'000, 'a'), stream());
  REQUIRE(compare(one, other).verdict == Verdict::same);
  CHECK(one.largest_asked() == 262144);
}

TEST_CASE("H7: in groups, a cut stream is trouble and the others are sorted") {
  std::vector<std::unique_ptr<Reader>> readers;
  readers.push_back(std::make_unique<MemoryReader>("same", stream()));
  readers.push_back(std::make_unique<MemoryReader>("same and more", cut_after(4)));
  readers.push_back(std::make_unique<MemoryReader>("same", stream()));
  Meter meter(nullptr);
  ThreadPool pool(0);
  Scratch scratch;
  const GroupOptions options;
  const Until until;
  const Grouping grouping =
      group_streams(std::move(readers), options, until, meter, {pool, scratch});
  CHECK(grouping.groups == Sets{{0, 2}});
  REQUIRE(grouping.failures.size() == 1);
  CHECK(grouping.failures[0].member == 1);
}

namespace {

// A stream of which pieces can be had before it is read.
class Probed final : public Reader {
 public:
  explicit Probed(std::string bytes) : pieces_(bytes), stream_(std::move(bytes), stream()) {}

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    was_read_ = true;
    return stream_.read(scratch);
  }
  RandomAccess* probes() override { return pieces_.random_access(); }
  bool was_read() const { return was_read_; }

 private:
  MemoryReader pieces_;
  MemoryReader stream_;
  bool was_read_ = false;
};

CompareOptions verdict_alone() {
  CompareOptions options;
  options.detail = Detail::verdict;
  return options;
}

}  // namespace

TEST_CASE("probes of a stream may prove a difference without reading it") {
  std::string text(1'000'000, 'a');
  Probed stream(text);
  text.back() = 'b';
  MemoryReader file(text);
  CHECK(compare(file, stream, verdict_alone()).verdict == Verdict::different);
  CHECK_FALSE(stream.was_read());
}

TEST_CASE("probes of a stream never prove sameness") {
  std::string text(1'000'000, 'a');
  text[600'001] = 'b';
  Probed stream(text);
  text[600'001] = 'c';
  MemoryReader file(text);
  CHECK(compare(file, stream, verdict_alone()).verdict == Verdict::different);
  CHECK(stream.was_read());
}

TEST_CASE("a stream is not probed where the offset is asked for, or without quick check") {
  const std::string text(1'000'000, 'a');
  Probed stream(text + 'b');
  MemoryReader file(text + 'c');
  CHECK(compare(file, stream).difference->offset == 1'000'000);
  Probed again(text + 'b');
  MemoryReader other(text + 'c');
  CompareOptions options = verdict_alone();
  options.quick_check = false;
  CHECK(compare(again, other, options).verdict == Verdict::different);
  CHECK(again.was_read());
}
