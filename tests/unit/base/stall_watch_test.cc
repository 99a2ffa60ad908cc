// SPDX-License-Identifier: MIT
#include "base/stall_watch.h"

#include <chrono>
#include <memory>

#include "komparu/error.h"
#include "komparu/stop.h"
#include "support/catch.h"

using namespace komparu;
using namespace std::chrono_literals;

TEST_CASE("H15: a run in which nothing advances ends, and a wait looks often enough") {
  Until until;
  until.watch = std::make_shared<internal::StallWatch>(0ms);
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() <= start + 1ms) {
  }
  CHECK(until.wait_milliseconds() == 100);
  CHECK_NOTHROW(until.check());  // work is no wait
  try {
    until.check_waiting();
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::http);
  }
}

TEST_CASE("H15: whatever advances starts the time anew") {
  internal::StallWatch watch(1h);
  watch.advance();
  CHECK_NOTHROW(watch.check());
}
