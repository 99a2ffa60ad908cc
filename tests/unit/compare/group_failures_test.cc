// SPDX-License-Identifier: MIT
// Streams that fail or change while they are sorted into groups, and sorting that is ended.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "groups_bench.h"
#include "support/catch.h"

using namespace komparu;
using namespace komparu::testing;

namespace {

std::vector<ErrorCode> codes(const Grouping& grouping) {
  std::vector<ErrorCode> codes;
  for (const Failure& failure : grouping.failures) codes.push_back(failure.error.code());
  return codes;
}

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
  GroupOptions options;
  options.trees.quick_check = false;
  ThreadPool pool(3);
  Scratch scratch;
  Meter meter(nullptr);
  return group_streams(std::move(readers), options, {}, meter, {pool, scratch});
}

}  // namespace

TEST_CASE("T1: a stream that cannot be read is left out, the others go on") {
  for (const bool random_access : {false, true}) {
    Behaviour plain;
    plain.random_access = random_access;
    Behaviour failing = plain;
    failing.fails_from = 6;
    Bench bench;
    bench.options.trees.read.chunk_size = 4;
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
  bench.options.trees.read.chunk_size = 4;
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
  bench.options.trees.quick_check = false;
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
