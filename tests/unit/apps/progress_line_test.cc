// SPDX-License-Identifier: MIT
#include "progress_line.h"

#include "support/catch.h"

using namespace komparu::cli;

namespace {

constexpr std::uint64_t kMebi = 1 << 20;

}  // namespace

TEST_CASE("the progress line says how much, how fast and how long") {
  CHECK(progress_text(50 * kMebi, 200 * kMebi, 2, 79) ==
        "25%  50.0 MiB of 200 MiB  25.0 MiB/s  ETA 0:06");
  CHECK(progress_text(std::uint64_t{3} << 30, std::uint64_t{12} << 30, 3600, 79) ==
        "25%  3.0 GiB of 12.0 GiB  874 KiB/s  ETA 3:00:00");
}

TEST_CASE("without an end in sight the progress line shows neither share nor ETA") {
  CHECK(progress_text(50 * kMebi, 0, 2, 79) == "50.0 MiB  25.0 MiB/s");
  CHECK(progress_text(500, 0, 2, 79) == "500 B  250 B/s");
}

TEST_CASE("a stalled or finished comparison shows no nonsense") {
  CHECK(progress_text(0, 200 * kMebi, 2, 79) == "0%  0 B of 200 MiB  0 B/s");
  CHECK(progress_text(0, 0, 0, 79) == "0 B  0 B/s");
  CHECK(progress_text(300 * kMebi, 200 * kMebi, 1, 79) ==
        "99%  300 MiB of 300 MiB  300 MiB/s  ETA 0:00");
  CHECK(progress_text(1, std::uint64_t{1} << 60, 100, 79) ==
        "0%  1 B of 1.0 EiB  0 B/s  ETA 99:59:59");
}

TEST_CASE("the progress line fits the terminal") {
  CHECK(progress_text(50 * kMebi, 200 * kMebi, 2, 10) == "25%  50.0 ");
  CHECK(progress_text(50 * kMebi, 200 * kMebi, 2, 1) == "2");
}
