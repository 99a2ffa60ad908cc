// SPDX-License-Identifier: MIT
#include "komparu/stop.h"

#include <chrono>
#include <thread>

#include "komparu/error.h"
#include "support/catch.h"
#include "support/readable.h"

using namespace komparu;

namespace {

bool readable(int fd) { return komparu::testing::becomes_readable(fd, 0); }

ErrorCode code_of_check(const Until& until) {
  try {
    until.check();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::output;  // stands for: nothing was thrown
}

}  // namespace

TEST_CASE("a token without a source never asks to stop") {
  const StopToken token;
  CHECK_FALSE(token.stop_requested());
  CHECK_FALSE(token.has_poll());
  CHECK(token.wait_descriptor() == -1);
  CHECK_NOTHROW(token.poll());
}

TEST_CASE("a request is seen by every token and wakes a wait, whichever came first") {
  StopSource source;
  const StopToken before = source.token();
  const int fd = before.wait_descriptor();
  CHECK_FALSE(readable(fd));
  source.request_stop();
  CHECK(readable(fd));
  CHECK(before.stop_requested());
  CHECK(source.token().wait_descriptor() == fd);

  StopSource requested_first;
  requested_first.request_stop();
  CHECK(readable(requested_first.token().wait_descriptor()));
}

TEST_CASE("many requests do not block") {
  StopSource source;
  const int fd = source.token().wait_descriptor();
  for (int i = 0; i < 100000; ++i) source.request_stop();
  CHECK(readable(fd));
}

TEST_CASE("the poll function belongs to the thread that set it") {
  StopSource source;
  int calls = 0;
  source.set_poll([&] { ++calls; });
  const StopToken token = source.token();
  CHECK(token.has_poll());
  token.poll();
  std::thread([&] {
    CHECK_FALSE(token.has_poll());
    token.poll();
  }).join();
  CHECK(calls == 1);
}

TEST_CASE("until: cancelled, timed out, or going on") {
  StopSource source;
  Until until{source.token(), std::nullopt};
  CHECK(code_of_check(until) == ErrorCode::output);
  CHECK(until.wait_milliseconds() == -1);
  until.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
  CHECK(code_of_check(until) == ErrorCode::output);
  CHECK(until.wait_milliseconds() > 0);
  until.deadline = std::chrono::steady_clock::now();
  CHECK(code_of_check(until) == ErrorCode::timed_out);
  CHECK(until.wait_milliseconds() == 0);
  source.request_stop();
  CHECK(code_of_check(until) == ErrorCode::cancelled);
}

TEST_CASE("a wait with a poll function wakes often enough to run it") {
  StopSource source;
  source.set_poll([] {});
  Until until{source.token(), std::nullopt};
  CHECK(until.wait_milliseconds() > 0);
  CHECK(until.wait_milliseconds() <= 100);
  until.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
  CHECK(until.wait_milliseconds() <= 100);
}
