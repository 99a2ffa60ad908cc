// SPDX-License-Identifier: MIT
// F1: reading through a mapping, and living through a truncation.
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/reader.h"
#include "komparu/signal_guard.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using komparu::testing::TemporaryDirectory;

namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

ReadOptions mapped() {
  install_signal_guard();
  ReadOptions options;
  options.io = Io::mmap;
  return options;
}

std::string numbered(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>((i * 7 + i / 4096) & 0xff);
  return text;
}

}  // namespace

TEST_CASE("a mapped window shows every part of the file, in any order") {
  const TemporaryDirectory directory;
  const std::string text = numbered(9 * kMiB + 123);
  const auto reader = open_reader(directory.write("f", text), mapped());
  const auto window = reader->random_access()->window(100000);
  for (const std::size_t offset : {std::size_t{0}, 8 * kMiB, std::size_t{1}, 4 * kMiB - 50,
                                   9 * kMiB, std::size_t{4095}, 4 * kMiB + 1}) {
    CHECK(window->enter(offset, 100000));
    const auto bytes = window->at(offset, 100000);
    const std::size_t expected = std::min<std::size_t>(100000, text.size() - offset);
    REQUIRE(bytes.size() == expected);
    CHECK(std::memcmp(bytes.data(), text.data() + offset, expected) == 0);
  }
  CHECK(window->at(text.size(), 1).empty());
  CHECK(window->enter(text.size(), 1));
}

TEST_CASE("what lies outside the entered range is read") {
  const TemporaryDirectory directory;
  const std::string text = numbered(kMiB);
  const auto reader = open_reader(directory.write("f", text), mapped());
  const auto window = reader->random_access()->window(1000);
  window->enter(0, 5000);
  for (const std::size_t offset : {4500u, 100u, 900000u, 0u}) {
    CHECK(std::memcmp(window->at(offset, 1000).data(), text.data() + offset, 1000) == 0);
  }
  window->enter(1000, 900000);  // more than was entered first
  CHECK(std::memcmp(window->at(800000, 1000).data(), text.data() + 800000, 1000) == 0);
}

TEST_CASE("F1: a truncation under a mapping is trouble and kills nobody") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("f", std::string(6 * kMiB, 'x'));
  const auto reader = open_reader(path, mapped());
  const auto window = reader->random_access()->window(kMiB);
  window->enter(0, 6 * kMiB);
  REQUIRE(window->at(0, kMiB)[0] == std::byte{'x'});
  REQUIRE(::truncate(path.c_str(), 0) == 0);
  const auto lost = window->at(kMiB, kMiB);
  volatile std::byte touched = lost[0];
  CHECK(touched == std::byte{0});
  try {
    window->at(2 * kMiB, kMiB);
    FAIL("went on");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::changed);
  }
  CHECK_THROWS_AS(reader->confirm(Verdict::different), Error);
  CHECK_THROWS_AS(reader->confirm(Verdict::same), Error);
}

TEST_CASE("F1: a page that is lost behind the last look is trouble, even if the size comes back") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("f", std::string(kMiB, 'x'));
  const auto reader = open_reader(path, mapped());
  {
    const auto window = reader->random_access()->window(kMiB);
    window->enter(0, kMiB);
    REQUIRE(::truncate(path.c_str(), 0) == 0);
    volatile std::byte touched = window->at(0, kMiB)[0];
    CHECK(touched == std::byte{0});
    REQUIRE(::truncate(path.c_str(), kMiB) == 0);
  }
  CHECK_THROWS_AS(reader->confirm(Verdict::different), Error);
}

TEST_CASE("F1: a truncation inside a page raises no signal and is trouble all the same") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("f", std::string(kMiB, 'x'));
  const auto reader = open_reader(path, mapped());
  const auto window = reader->random_access()->window(kMiB);
  REQUIRE(::truncate(path.c_str(), kMiB - 100) == 0);
  window->enter(0, kMiB);
  CHECK(window->at(0, kMiB)[kMiB - 1] == std::byte{0});
  CHECK_THROWS_AS(reader->confirm(Verdict::different), Error);
}

TEST_CASE("mapped and read comparisons agree") {
  const TemporaryDirectory directory;
  const std::string text = numbered(12 * kMiB + 5);
  std::string other = text;
  other[7 * kMiB + 3] = static_cast<char>(~other[7 * kMiB + 3]);
  const Source left = directory.write("left", text);
  const Source same = directory.write("same", text);
  const Source right = directory.write("right", other);
  for (const Io io : {Io::read, Io::mmap, Io::automatic}) {
    CompareOptions options;
    options.read = mapped();
    options.read.io = io;
    options.jobs = 3;
    options.detail = Detail::line;
    CHECK(compare(left, same, options).verdict == Verdict::same);
    CHECK(compare(left, right, options).difference->offset == 7 * kMiB + 3);
    options.extent = {.skip_left = 4097, .skip_right = 4097, .limit = 6 * kMiB};
    CHECK(compare(left, right, options).verdict == Verdict::same);
    options.extent.limit = 7 * kMiB;
    CHECK(compare(left, right, options).difference->offset == 7 * kMiB + 3 - 4097);
  }
}
