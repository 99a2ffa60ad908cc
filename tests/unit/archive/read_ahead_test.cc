// SPDX-License-Identifier: MIT
#include "archive/read_ahead.h"

#include <future>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/memory_reader.h"

namespace komparu::archive {

using namespace komparu::testing;

namespace {

// More than all blocks hold.
std::string many_bytes() {
  std::string bytes(1'500'001, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 % 251);
  return bytes;
}

// What comes until nothing more does, or until something is thrown.
std::string rest_of(ReadAhead& ahead, std::size_t at_once) {
  std::string all;
  std::vector<std::byte> scratch(at_once);
  while (true) {
    const auto bytes = ahead.read(scratch);
    if (bytes.empty()) return all;
    all.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
}

Behaviour cut_at(std::uint64_t offset) {
  Behaviour behaviour;
  behaviour.fails_from = offset;
  behaviour.is_cut = true;
  return behaviour;
}

class FailingReader final : public Reader {
 public:
  std::span<const std::byte> read(std::span<std::byte> /*scratch*/) override {
    failed.set_value();
    throw Error(ErrorCode::bad_archive, "", "it is damaged");
  }

  std::promise<void> failed;
};

}  // namespace

TEST_CASE("What is read ahead comes in order, however much is asked for at once", "[archive]") {
  const std::string bytes = many_bytes();
  for (const std::size_t at_once : {std::size_t{1000}, std::size_t{65536}, std::size_t{262144},
                                    std::size_t{1'000'000}, bytes.size() + 1}) {
    MemoryReader source(bytes);
    ReadAhead ahead(source);
    CHECK(rest_of(ahead, at_once) == bytes);
    CHECK(rest_of(ahead, at_once).empty());
    ahead.finish();
  }
}

TEST_CASE("A5: what is thrown ahead is thrown behind all bytes before it", "[archive]") {
  const std::string bytes = many_bytes();
  MemoryReader source(bytes, cut_at(1'200'000));
  ReadAhead ahead(source);
  std::vector<std::byte> scratch(1'000'000);
  CHECK(ahead.read(scratch).size() == 1'000'000);
  CHECK(ahead.read(scratch).size() == 200'000);
  CHECK_THROWS_AS(ahead.read(scratch), Error);
  CHECK_NOTHROW(ahead.finish());
}

TEST_CASE("A5: finishing throws what was met ahead and not read", "[archive]") {
  FailingReader source;
  ReadAhead ahead(source);
  source.failed.get_future().wait();
  CHECK_THROWS_AS(ahead.finish(), Error);
}

TEST_CASE("Reading ahead ends before the end is reached, when nobody asks for more", "[archive]") {
  MemoryReader source(many_bytes());
  {
    ReadAhead ahead(source);
    std::vector<std::byte> scratch(10);
    CHECK(ahead.read(scratch).size() == 10);
  }
  CHECK(source.bytes_given() < many_bytes().size());
}

}  // namespace komparu::archive
