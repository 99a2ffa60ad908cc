// SPDX-License-Identifier: MIT
#include "report/byte_listing.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "komparu/error.h"
#include "support/catch.h"
#include "unit/apps/captured_output.h"

using namespace komparu;
using namespace komparu::cli;
using komparu::testing::CapturedOutput;

namespace {

std::string listed(const std::vector<ByteDifference>& differences, std::size_t width,
                   bool print_bytes) {
  CapturedOutput captured;
  ByteListing listing(captured.output(), {}, print_bytes);
  // A file of that many bytes has byte numbers of that width.
  std::uint64_t size = 9;
  for (std::size_t digits = 1; digits < width; ++digits) size = size * 10 + 9;
  const SideFacts file{Kind::regular, Size{size, true}};
  listing.begin(file, file);
  listing.add(differences);
  CHECK(captured.output().finish(1) == 1);
  return captured.report();
}

const std::vector<ByteDifference> kTwo = {{5, std::byte{'e'}, std::byte{0}},
                                          {11, std::byte{255}, std::byte{' '}}};

}  // namespace

TEST_CASE("lines of cmp -l and -lb") {
  CHECK(listed(kTwo, 2, false) == " 6 145   0\n12 377  40\n");
  CHECK(listed(kTwo, 1, false) == "6 145   0\n12 377  40\n");
  CHECK(listed(kTwo, 2, true) == " 6 145 e      0 ^@\n12 377 M-^?  40  \n");
}

TEST_CASE("many lines are all there") {
  std::vector<ByteDifference> differences;
  std::string expected;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    differences.push_back({i, std::byte{1}, std::byte{2}});
    expected +=
        std::string(19 - std::to_string(i + 1).size(), ' ') + std::to_string(i + 1) + "   1   2\n";
  }
  CHECK(listed(differences, 19, false) == expected);
}

TEST_CASE("V3: a listing that cannot be written ends the comparison") {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  Output output("komparu", StopToken(), full, full);
  ByteListing listing(output, {}, false);
  const std::vector<ByteDifference> many(20000);
  CHECK_THROWS_AS(listing.add(many), Error);
  ::close(full);
}

TEST_CASE("byte numbers are as wide as the smaller regular file is long") {
  const auto width = [](const SideFacts& left, const SideFacts& right, const Extent& extent = {}) {
    return byte_number_width(left, right, extent);
  };
  const SideFacts pipe{Kind::fifo, std::nullopt};
  const SideFacts small{Kind::regular, Size{99, true}};
  const SideFacts large{Kind::regular, Size{1000, true}};
  const SideFacts proc{Kind::regular, std::nullopt};
  CHECK(width(pipe, pipe) == 19);
  CHECK(width(pipe, large) == 4);
  CHECK(width(small, large) == 2);
  CHECK(width(proc, large) == 1);
  CHECK(width(pipe, large, {0, 1, {}}) == 3);
  CHECK(width(pipe, large, {1, 0, {}}) == 4);
  CHECK(width(small, large, {90, 0, {}}) == 1);
  CHECK(width(small, large, {0, 2000, {}}) == 1);
  CHECK(width(pipe, pipe, {0, 0, 100}) == 3);
  CHECK(width(pipe, large, {0, 0, 99}) == 2);
  CHECK(width(pipe, pipe, {0, 0, 0}) == 1);
}
