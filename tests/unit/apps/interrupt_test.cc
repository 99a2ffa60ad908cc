// SPDX-License-Identifier: MIT
#include "interrupt.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.h"

using namespace komparu;
using namespace komparu::cli;

namespace {

void (*handler_of(int number))(int) {
  struct sigaction action = {};
  ::sigaction(number, nullptr, &action);
  return action.sa_handler;
}

}  // namespace

TEST_CASE("V7: the first signal asks the work to stop") {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    StopSource stop;
    const Interrupt interrupt(stop);
    CHECK_FALSE(interrupt.caught());
    ::raise(number);
    CHECK(interrupt.caught());
    CHECK(stop.token().stop_requested());
    // The next one of its kind ends the process.
    CHECK(handler_of(number) == SIG_DFL);
  }
}

TEST_CASE("V7: signals that were ignored stay ignored, and everything is put back") {
  const auto before = ::signal(SIGHUP, SIG_IGN);
  {
    StopSource stop;
    const Interrupt interrupt(stop);
    CHECK(handler_of(SIGHUP) == SIG_IGN);
    CHECK(handler_of(SIGPIPE) == SIG_IGN);
    CHECK(handler_of(SIGINT) != SIG_DFL);
    ::raise(SIGHUP);
    CHECK_FALSE(interrupt.caught());
  }
  CHECK(handler_of(SIGHUP) == SIG_IGN);
  CHECK(handler_of(SIGPIPE) != SIG_IGN);
  ::signal(SIGHUP, before);
}

TEST_CASE("V7: the process ends by the signal that came") {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    StopSource stop;
    const Interrupt interrupt(stop);
    interrupt.pass_on();
    ::raise(SIGTERM);
    interrupt.pass_on();
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
}
