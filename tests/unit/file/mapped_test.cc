// SPDX-License-Identifier: MIT
// Reading through a mapping, where files are mapped.
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

TEST_CASE("mapped and read comparisons agree") {
  const TemporaryDirectory directory;
  const std::string text = numbered(12 * kMiB + 5);
  std::string other = text;
  other[7 * kMiB + 3] = static_cast<char>(~other[7 * kMiB + 3]);
  const Source left = directory.write("left", text);
  const Source same = directory.write("same", text);
  const Source right = directory.write("right", other);
  for (const Io io : {Io::read, Io::mmap, Io::automatic}) {
    PairOptions pair;
    CompareOptions& options = pair.bytes;
    options.read = mapped();
    options.read.io = io;
    options.jobs = 3;
    options.detail = Detail::line;
    CHECK(verdict_of(compare(left, same, pair)) == Verdict::same);
    CHECK(std::get<ByteResult>(compare(left, right, pair)).difference->offset == 7 * kMiB + 3);
    options.extent = {.skip_left = 4097, .skip_right = 4097, .limit = 6 * kMiB};
    CHECK(verdict_of(compare(left, right, pair)) == Verdict::same);
    options.extent.limit = 7 * kMiB;
    CHECK(std::get<ByteResult>(compare(left, right, pair)).difference->offset ==
          7 * kMiB + 3 - 4097);
  }
}
