// SPDX-License-Identifier: MIT
#include "compare/groups.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "compare/scratch.h"
#include "pool/thread_pool.h"
#include "support/catch.h"
#include "support/memory_reader.h"

using namespace komparu;
using komparu::testing::Behaviour;
using komparu::testing::MemoryReader;

namespace {

using Groups = std::vector<std::vector<std::size_t>>;

// What a reader was asked, which is to be known after the engine has closed it.
struct Asked {
  std::uint64_t bytes = 0;
  std::size_t largest = 0;
  std::vector<Verdict> confirmed;
  bool closed = false;
};

class WatchedReader final : public Reader {
 public:
  WatchedReader(std::unique_ptr<MemoryReader> reader, Asked& asked)
      : reader_(std::move(reader)), asked_(asked) {}
  WatchedReader(const WatchedReader&) = delete;
  WatchedReader& operator=(const WatchedReader&) = delete;
  ~WatchedReader() override {
    asked_ = {reader_->bytes_given(), reader_->largest_asked(), reader_->confirmed(), true};
  }

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    return reader_->read(scratch);
  }
  std::optional<Size> size() const override { return reader_->size(); }
  RandomAccess* random_access() override { return reader_->random_access(); }
  std::optional<Identity> identity() const override { return reader_->identity(); }
  std::size_t largest_read() const override { return reader_->largest_read(); }
  void confirm(Verdict verdict) override { reader_->confirm(verdict); }

 private:
  std::unique_ptr<MemoryReader> reader_;
  Asked& asked_;
};

// Readers to be grouped, and what became of them.
class Bench {
 public:
  explicit Bench(unsigned helpers = 0) : pool(helpers) {}

  void add(std::string bytes, Behaviour behaviour = {}) {
    contents_.emplace_back(std::move(bytes), std::move(behaviour));
  }
  void add_stream(std::string bytes, Behaviour behaviour = {}) {
    behaviour.random_access = false;
    add(std::move(bytes), std::move(behaviour));
  }

  Grouping run() {
    asked.assign(contents_.size(), {});
    std::vector<std::unique_ptr<Reader>> readers;
    for (std::size_t index = 0; index < contents_.size(); ++index) {
      auto reader = std::make_unique<MemoryReader>(contents_[index].first, contents_[index].second);
      readers.push_back(std::make_unique<WatchedReader>(std::move(reader), asked[index]));
    }
    Meter meter(&progress);
    Grouping grouping = group_streams(std::move(readers), options, until, meter, {pool, scratch});
    bytes_read = meter.bytes();
    return grouping;
  }

  Groups groups() { return run().groups; }

  GroupingOptions options;
  Until until;
  Progress progress;
  ThreadPool pool;
  Scratch scratch;
  std::vector<Asked> asked;
  std::uint64_t bytes_read = 0;

 private:
  std::vector<std::pair<std::string, Behaviour>> contents_;
};

Behaviour known_as(std::uint64_t number, bool repeatable) {
  Behaviour behaviour;
  behaviour.identity = Identity{{number}, repeatable};
  return behaviour;
}

Behaviour failing_from(std::uint64_t offset) {
  Behaviour behaviour;
  behaviour.fails_from = offset;
  return behaviour;
}

Behaviour refusing(Verdict verdict) {
  Behaviour behaviour;
  behaviour.refuses = {verdict};
  return behaviour;
}

std::vector<ErrorCode> codes(const Grouping& grouping) {
  std::vector<ErrorCode> codes;
  for (const Failure& failure : grouping.failures) codes.push_back(failure.error.code());
  return codes;
}

constexpr std::size_t kMebi = std::size_t{1} << 20;

// Whoever reads the start of a source waits until another thread has met the error behind.
class Meeting {
 public:
  void tell_error() {
    const std::lock_guard lock(mutex_);
    error_met_ = true;
    changed_.notify_all();
  }
  void wait_for_error() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return error_met_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool error_met_ = false;
};

// Eight MiB of zeros, one byte excepted, that take no memory.
class Zeros final : public Reader {
 public:
  struct Plan {
    std::uint64_t one_at = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t fails_from = std::numeric_limits<std::uint64_t>::max();
    Meeting* meeting = nullptr;
  };

  explicit Zeros(const Plan& plan) : access_(plan) {}

  std::span<const std::byte> read(std::span<std::byte> /*scratch*/) override {
    throw Error(ErrorCode::unsupported, "", "read in order");
  }
  std::optional<Size> size() const override { return Size{8 * kMebi, true}; }
  RandomAccess* random_access() override { return &access_; }

 private:
  class View final : public Window {
   public:
    explicit View(const Plan& plan) : plan_(plan), bytes_(kMebi) {}

    std::span<const std::byte> at(std::uint64_t offset, std::size_t length) override {
      if (offset + length > plan_.fails_from) {
        if (plan_.meeting != nullptr) plan_.meeting->tell_error();
        throw Error(ErrorCode::unreadable, "", "failed on request");
      }
      if (offset == 0 && plan_.meeting != nullptr) plan_.meeting->wait_for_error();
      std::fill_n(bytes_.begin(), length, std::byte{0});
      if (plan_.one_at >= offset && plan_.one_at < offset + length) {
        bytes_[static_cast<std::size_t>(plan_.one_at - offset)] = std::byte{1};
      }
      return std::span(bytes_).first(length);
    }

   private:
    const Plan& plan_;
    std::vector<std::byte> bytes_;
  };

  class Access final : public RandomAccess {
   public:
    explicit Access(const Plan& plan) : plan_(plan) {}
    std::uint64_t size() const override { return 8 * kMebi; }
    std::unique_ptr<Window> window(std::size_t /*maximum*/) override {
      return std::make_unique<View>(plan_);
    }

   private:
    const Plan plan_;
  };

  Access access_;
};

Grouping group_by_threads(std::vector<std::unique_ptr<Reader>> readers) {
  GroupingOptions options;
  options.quick_check = false;
  ThreadPool pool(3);
  Scratch scratch;
  Meter meter(nullptr);
  return group_streams(std::move(readers), options, {}, meter, {pool, scratch});
}

}  // namespace

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
    bench.options.chunk = 1 + any(6);
    bench.options.size_check = any(2) == 0;
    bench.options.quick_check = any(2) == 0;
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
      bench.options.quick_check = sample;
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
  bench.options.size_check = false;
  for (const std::size_t length : {text.size(), text.size() - 1, text.size(), kMebi}) {
    bench.add(text.substr(0, length));
  }
  CHECK(bench.groups() == Groups{{0, 2}, {1}, {3}});
}

TEST_CASE("each stream is read once, and no more of it than tells it apart") {
  Bench bench;
  bench.options.chunk = 4;
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

  bench.options.size_check = false;
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
  bench.options.chunk = 4;
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

TEST_CASE("T1: a stream that cannot be read is left out, the others go on") {
  for (const bool random_access : {false, true}) {
    Behaviour plain;
    plain.random_access = random_access;
    Behaviour failing = plain;
    failing.fails_from = 6;
    Bench bench;
    bench.options.chunk = 4;
    bench.add("abcdefgh", plain);
    bench.add("abcdefgh", failing);
    bench.add("abcdefgh", plain);
    bench.add("abcdefgX", plain);
    const Grouping grouping = bench.run();
    CHECK(grouping.groups == Groups{{0, 2}, {3}});
    REQUIRE(grouping.failures.size() == 1);
    CHECK(grouping.failures[0].member == 1);
    CHECK(grouping.failures[0].error.code() == ErrorCode::unreadable);
    CHECK(grouping.failures[0].error.os_error() == 5);
    CHECK(grouping.failures[0].error.detail() == "Input/output error");
  }
}

TEST_CASE("T1: what is equal to nothing any more is not read into its error") {
  Bench bench;
  bench.options.chunk = 4;
  bench.add_stream("abcdefgh");
  bench.add_stream("Xbcdefgh", failing_from(6));
  bench.add_stream("abcdefgh");
  const Grouping grouping = bench.run();
  CHECK(grouping.groups == Groups{{0, 2}, {1}});
  CHECK(grouping.failures.empty());
}

TEST_CASE("T1: the names of an unreadable source fail together") {
  Bench bench;
  Behaviour failing = known_as(1, true);
  failing.fails_from = 0;
  bench.add("abc", failing);
  bench.add("abc");
  bench.add("abc", failing);
  const Grouping grouping = bench.run();
  CHECK(grouping.groups == Groups{{1}});
  CHECK(codes(grouping) == std::vector{ErrorCode::unreadable, ErrorCode::unreadable});
}

TEST_CASE("V1: errors in large files are told in every order of the threads, or in none") {
  for (int round = 0; round < 200; ++round) {
    std::vector<std::unique_ptr<Reader>> readers;
    readers.push_back(std::make_unique<Zeros>(Zeros::Plan{}));
    readers.push_back(std::make_unique<Zeros>(Zeros::Plan{.one_at = 5 * kMebi / 2}));
    // Alone by then: never told. Equal to the first up to there: always told.
    readers.push_back(
        std::make_unique<Zeros>(Zeros::Plan{.one_at = kMebi / 2, .fails_from = 7 * kMebi}));
    readers.push_back(std::make_unique<Zeros>(Zeros::Plan{.fails_from = 5 * kMebi}));
    const Grouping grouping = group_by_threads(std::move(readers));
    REQUIRE(grouping.groups == Groups{{0}, {1}, {2}});
    REQUIRE(codes(grouping) == std::vector{ErrorCode::unreadable});
    REQUIRE(grouping.failures[0].member == 3);
    REQUIRE(grouping.failures[0].mates == Members{0, 3});
  }
}

TEST_CASE("V1: an error that a thread meets early counts in its turn, or not at all") {
  for (int round = 0; round < 50; ++round) {
    std::vector<std::unique_ptr<Reader>> readers;
    Meeting meeting;
    // Each is equal to the other where it fails, but not from the start.
    for (const std::uint64_t one_at : {0u, 1u}) {
      readers.push_back(std::make_unique<Zeros>(
          Zeros::Plan{.one_at = one_at, .fails_from = 2 * kMebi, .meeting = &meeting}));
    }
    const Grouping grouping = group_by_threads(std::move(readers));
    REQUIRE(grouping.groups == Groups{{0}, {1}});
    REQUIRE(grouping.failures.empty());
  }
}

TEST_CASE("a source that ends before the size it told has changed") {
  Behaviour lies;
  lies.told_size = 2 * kMebi;
  Bench bench;
  bench.options.quick_check = false;
  bench.add(std::string(2 * kMebi, 'x'));
  bench.add(std::string(2 * kMebi - 1, 'x'), lies);
  bench.add(std::string(2 * kMebi, 'x'));
  const Grouping grouping = bench.run();
  CHECK(grouping.groups == Groups{{0, 2}});
  CHECK(codes(grouping) == std::vector{ErrorCode::changed});
}

TEST_CASE("F3: what changed while it was read is in no group") {
  for (const bool random_access : {false, true}) {
    Behaviour plain;
    plain.random_access = random_access;
    Behaviour changed = refusing(Verdict::same);
    changed.random_access = random_access;
    Bench bench;
    bench.add("abc", plain);
    bench.add("abc", changed);
    bench.add("abc", plain);
    bench.add("xyz", changed);  // alone: it carries no "same"
    const Grouping grouping = bench.run();
    CHECK(grouping.groups == Groups{{0, 2}, {3}});
    REQUIRE(grouping.failures.size() == 1);
    CHECK(grouping.failures[0].member == 1);
    CHECK(grouping.failures[0].error.code() == ErrorCode::changed);
  }
}

TEST_CASE("F3: large files are confirmed, too") {
  const std::string text(2 * kMebi, 'x');
  Bench bench(1);
  bench.add(text);
  bench.add(text, refusing(Verdict::same));
  bench.add(text);
  const Grouping grouping = bench.run();
  CHECK(grouping.groups == Groups{{0, 2}});
  CHECK(codes(grouping) == std::vector{ErrorCode::changed});
}

TEST_CASE("V2: a difference that cannot be confirmed sets nothing apart") {
  Bench bench;
  bench.add_stream("abc");
  bench.add_stream("abd", refusing(Verdict::different));
  const Grouping grouping = bench.run();
  CHECK(grouping.groups == Groups{{0}});
  CHECK(codes(grouping) == std::vector{ErrorCode::changed});
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

TEST_CASE("stop_at_any_difference goes on behind a difference that cannot be confirmed") {
  const std::string text(2 * kMebi, 'x');
  for (const bool by_size : {false, true}) {
    for (const bool random_access : {false, true}) {
      Behaviour plain;
      plain.random_access = random_access;
      Behaviour changed = refusing(Verdict::different);
      changed.random_access = random_access;
      Bench bench;
      bench.options.stop_at_any_difference = true;
      bench.add(text, plain);
      bench.add(by_size ? "" : "y" + text.substr(1), changed);
      bench.add(text, plain);
      Grouping grouping = bench.run();
      CHECK_FALSE(grouping.stopped);
      CHECK(grouping.groups == Groups{{0, 2}});
      CHECK(codes(grouping) == std::vector{ErrorCode::changed});

      bench.add(text.substr(1) + "y", plain);
      CHECK(bench.run().stopped);
    }
  }
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
    GroupingOptions options;
    options.quick_check = false;
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

TEST_CASE("grouping ends when asked to stop and at the deadline, without any groups") {
  const std::string text(2 * kMebi, 'x');
  for (const bool random_access : {false, true}) {
    for (const bool stopped : {false, true}) {
      Behaviour plain;
      plain.random_access = random_access;
      Bench bench(1);
      for (int index = 0; index < 3; ++index) bench.add(text, plain);
      StopSource source;
      source.request_stop();
      if (stopped) {
        bench.until.stop = source.token();
      } else {
        bench.until.deadline = std::chrono::steady_clock::now();
      }
      try {
        bench.run();
        FAIL("grouped");
      } catch (const Error& error) {
        CHECK(error.code() == (stopped ? ErrorCode::cancelled : ErrorCode::timed_out));
      }
    }
  }
}

TEST_CASE("a stream that only says that it is time to end has not failed") {
  class Ending final : public Reader {
   public:
    explicit Ending(StopSource& source) : source_(source) {}
    std::span<const std::byte> read(std::span<std::byte> /*scratch*/) override {
      source_.request_stop();
      throw Error(ErrorCode::cancelled, "", "stopped");
    }

   private:
    StopSource& source_;
  };
  StopSource source;
  std::vector<std::unique_ptr<Reader>> readers;
  readers.push_back(std::make_unique<MemoryReader>("abc"));
  readers.push_back(std::make_unique<Ending>(source));
  ThreadPool pool(0);
  Scratch scratch;
  Meter meter(nullptr);
  const Until until{source.token(), std::nullopt};
  CHECK_THROWS_AS(group_streams(std::move(readers), {}, until, meter, {pool, scratch}), Error);
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
