// SPDX-License-Identifier: MIT
#include "compare/many/turns.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "support/memory_reader.h"

using namespace komparu;
using komparu::testing::Behaviour;
using komparu::testing::MemoryReader;

namespace {

// Files in a system that has only so many descriptors.
class FewDescriptors {
 public:
  explicit FewDescriptors(std::size_t most) : most_(most) {}

  std::size_t open() const { return open_; }
  std::size_t highest() const { return highest_; }

  // The file of that number as it is now.
  std::unique_ptr<Reader> file(std::uint64_t number, bool repeatable = true) {
    if (open_ == most_) {
      throw Error(ErrorCode::unreadable, "f", "Too many open files").with_os_error(EMFILE);
    }
    Behaviour behaviour;
    behaviour.identity = Identity{{number}, repeatable};
    return std::make_unique<Descriptor>(*this, "0123456789", behaviour);
  }

 private:
  class Descriptor final : public Reader {
   public:
    Descriptor(FewDescriptors& system, std::string bytes, const Behaviour& behaviour)
        : system_(system), reader_(std::move(bytes), behaviour) {
      system_.highest_ = std::max(system_.highest_, ++system_.open_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() override { --system_.open_; }

    std::span<const std::byte> read(std::span<std::byte> scratch) override {
      const auto bytes = reader_.read(scratch);
      own_.assign(bytes.begin(), bytes.end());
      return own_;
    }
    std::optional<Identity> identity() const override { return reader_.identity(); }
    RandomAccess* random_access() override { return reader_.random_access(); }

   private:
    FewDescriptors& system_;
    MemoryReader reader_;
    std::vector<std::byte> own_;
  };

  const std::size_t most_;
  std::size_t open_ = 0;
  std::size_t highest_ = 0;
};

std::string text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::unique_ptr<Reader>> share_files(Turns& turns, FewDescriptors& system,
                                                 std::uint64_t count) {
  std::vector<std::unique_ptr<Reader>> readers;
  for (std::uint64_t number = 0; number < count; ++number) {
    readers.push_back(turns.share(turns.with_room([&] { return system.file(number); }),
                                  [&system, number] { return system.file(number); }));
  }
  return readers;
}

ErrorCode code_of_reading(Reader& reader) {
  std::vector<std::byte> scratch(4);
  try {
    reader.read(scratch);
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("read");
  return ErrorCode::output;
}

}  // namespace

TEST_CASE("F9: files beyond the descriptors are opened by turns and read on where they stood") {
  for (const std::size_t most : {1u, 2u, 5u, 9u, 100u}) {
    FewDescriptors system(most);
    Turns turns(64);
    const auto readers = share_files(turns, system, 10);
    INFO(most << " descriptors");
    std::vector<std::byte> scratch(4);
    for (const char* const expected : {"0123", "4567", "89"}) {
      for (const auto& reader : readers) REQUIRE(text(reader->read(scratch)) == expected);
    }
    for (const auto& reader : readers) CHECK_NOTHROW(reader->confirm(Verdict::same));
    CHECK(system.highest() <= most);
  }
}

TEST_CASE("no more readers are open than was said") {
  FewDescriptors system(1000);
  Turns turns(3);
  const auto readers = share_files(turns, system, 10);
  std::vector<std::byte> scratch(4);
  for (const auto& reader : readers) reader->read(scratch);
  CHECK(system.highest() == 3);
}

TEST_CASE("where descriptors ran short, some are left to others") {
  FewDescriptors system(20);
  Turns turns(64);
  const auto readers = share_files(turns, system, 100);
  CHECK(system.highest() == 20);
  CHECK(system.open() < 20);
}

TEST_CASE("what one reader gave outlives the turn of another") {
  FewDescriptors system(1);
  Turns turns(64);
  const auto readers = share_files(turns, system, 2);
  std::vector<std::byte> first(10);
  std::vector<std::byte> second(10);
  const auto bytes = readers[0]->read(first);
  readers[1]->read(second);
  CHECK(text(bytes) == "0123456789");
  CHECK(bytes.data() == first.data());
}

TEST_CASE("skipped bytes stay skipped over a turn") {
  FewDescriptors system(1);
  Turns turns(64);
  const auto readers = share_files(turns, system, 2);
  std::vector<std::byte> scratch(4);
  readers[0]->skip(3);
  readers[1]->read(scratch);
  CHECK(text(readers[0]->read(scratch)) == "3456");
}

TEST_CASE("F3: a file that is another one at its next turn has changed") {
  FewDescriptors system(1);
  Turns turns(64);
  std::uint64_t number = 7;
  bool there = true;
  const auto open = [&]() -> std::unique_ptr<Reader> {
    if (!there) throw Error(ErrorCode::not_found, "f", "No such file").with_os_error(ENOENT);
    return system.file(number);
  };
  const auto reader = turns.share(open(), open);
  auto other = turns.with_room([&] { return system.file(1); });
  CHECK(reader->identity() == Identity{{7}, true});
  CHECK_NOTHROW(reader->confirm(Verdict::different));
  // The descriptor is held by one who does not take turns.
  CHECK(code_of_reading(*reader) == ErrorCode::unreadable);
  other.reset();
  number = 8;
  CHECK(code_of_reading(*reader) == ErrorCode::changed);
  CHECK_THROWS_AS(reader->confirm(Verdict::same), Error);
  there = false;
  CHECK(code_of_reading(*reader) == ErrorCode::changed);
  there = true;
  number = 7;
  CHECK_NOTHROW(reader->confirm(Verdict::same));
}

TEST_CASE("what cannot be known again keeps its descriptor") {
  FewDescriptors system(2);
  Turns turns(64);
  const auto pipe = turns.share(system.file(1, false), [] { return nullptr; });
  const auto unknown = turns.share(std::make_unique<MemoryReader>("abc"), [] { return nullptr; });
  const auto readers = share_files(turns, system, 3);
  std::vector<std::byte> scratch(4);
  for (const auto& reader : readers) reader->read(scratch);
  CHECK(text(pipe->read(scratch)) == "0123");
  CHECK(text(unknown->read(scratch)) == "abc");
  try {
    turns.with_room([&] { return std::pair(system.file(5), system.file(6)); });
    FAIL("opened");
  } catch (const Error& error) {
    CHECK(error.os_error() == EMFILE);
  }
}

TEST_CASE("errors that are not about descriptors pass through at once") {
  Turns turns(64);
  int calls = 0;
  const auto open = [&calls]() -> int {
    ++calls;
    throw Error(ErrorCode::not_found, "f", "No such file").with_os_error(ENOENT);
  };
  CHECK_THROWS_AS(turns.with_room(open), Error);
  CHECK(calls == 1);
}

TEST_CASE("random access is there while nobody needs to take turns, and holds its reader open") {
  FewDescriptors system(20);
  Turns turns(64);
  const auto readers = share_files(turns, system, 20);
  RandomAccess* const access = readers[0]->random_access();
  REQUIRE(access != nullptr);
  std::vector<std::unique_ptr<Reader>> others;
  for (std::uint64_t number = 20; number < 39; ++number) {
    others.push_back(turns.with_room([&] { return system.file(number); }));
  }
  CHECK(system.open() == 20);
  CHECK(access->size() == 10);
}

TEST_CASE("once readers take turns, none has random access") {
  FewDescriptors system(20);
  Turns turns(64);
  const auto readers = share_files(turns, system, 21);
  for (const auto& reader : readers) CHECK(reader->random_access() == nullptr);
}
