// SPDX-License-Identifier: MIT
// Which way of bringing bytes is taken after which measurements.
#include "compare/bytes/ways.h"

#include <chrono>
#include <cstdint>

#include "support/catch.h"

using namespace komparu;

namespace {

struct Outcome {
  bool mapped = false;  // in the end
  unsigned trials = 0;
  std::uint64_t tried = 0;  // bytes
};

// Compares 1 GiB in ranges of 8 MiB, on a machine on which each way takes so many nanoseconds for
// 1 KiB.
Outcome outcome(int read, int mapped, bool may_map = true) {
  Ways ways;
  Outcome outcome;
  for (std::uint64_t at = 0; at < std::uint64_t{1} << 30;) {
    const Ways::Choice choice = ways.choose(may_map);
    const std::uint64_t length = choice.trial ? Ways::kTrial : 2 * Ways::kTrial;
    ways.took(choice, length,
              std::chrono::nanoseconds(static_cast<std::int64_t>(length / 1024) *
                                       (choice.mapped ? mapped : read)));
    if (choice.trial) {
      ++outcome.trials;
      outcome.tried += length;
    } else {
      outcome.mapped = choice.mapped;
    }
    at += length;
  }
  return outcome;
}

}  // namespace

TEST_CASE("the way that is measured to be the fastest is taken") {
  CHECK_FALSE(outcome(100, 250).mapped);
  CHECK(outcome(100, 75).mapped);
}

TEST_CASE("copies are preferred where they are hardly slower") {
  CHECK_FALSE(outcome(100, 98).mapped);
}

TEST_CASE("what is not allowed is not even tried") {
  const Outcome nothing = outcome(100, 10, false);
  CHECK_FALSE(nothing.mapped);
  CHECK(nothing.trials == 0);
}

TEST_CASE("trials are few and far between") {
  const Outcome all = outcome(100, 300);
  CHECK(all.trials == 2);
  CHECK(all.tried <= (std::uint64_t{1} << 30) / 100);
  Ways ways;
  for (std::uint64_t compared = 0; compared < Ways::kSpacing; compared += Ways::kTrial) {
    const Ways::Choice choice = ways.choose(true);
    CHECK_FALSE(choice.trial);
    ways.took(choice, Ways::kTrial, std::chrono::milliseconds(1));
  }
  CHECK(ways.choose(true).trial);
}

TEST_CASE("one disturbed trial changes nothing") {
  Ways ways;
  unsigned mapped = 0;
  for (int range = 0; range < 64; ++range) {
    const Ways::Choice choice = ways.choose(true);
    const bool disturbed = choice.mapped && mapped++ == 0;
    ways.took(choice, 2 * Ways::kTrial,
              std::chrono::microseconds(disturbed       ? 90000
                                        : choice.mapped ? 700
                                                        : 1000));
  }
  CHECK(ways.choose(true).mapped);
}
