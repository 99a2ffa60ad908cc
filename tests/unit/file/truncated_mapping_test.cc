// SPDX-License-Identifier: MIT
// F1: living through a truncation of a file that is read through a mapping.
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

}  // namespace

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
