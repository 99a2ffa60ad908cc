// SPDX-License-Identifier: MIT
// ThreadSanitizer refuses threads in the child of a process that has some.
#ifndef __SANITIZE_THREAD__

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>

#include "komparu/job.h"
#include "support/catch.h"
#include "unit/pool/test_job.h"

using namespace komparu;
using komparu::testing::TestJob;
using komparu::testing::until_stopped;

namespace {

constexpr std::chrono::minutes kLong{1};

// Runs `body` in a child; true if it returned true there within its time.
bool in_child(const std::function<bool()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(60);
    ::_exit(body() ? 0 : 1);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) continue;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("P3: the child of a fork works with threads of its own") {
  JobQueue queue(make_job_threads());
  JobTicket ticket = queue.start(std::make_shared<TestJob>(until_stopped));
  CHECK(in_child([] {
    JobQueue fresh(make_job_threads());
    fresh.start(std::make_shared<TestJob>(nullptr, true));
    return fresh.wait(kLong) && fresh.take().size() == 1;
  }));
  ticket.cancel();
  CHECK(queue.wait(kLong));
}

TEST_CASE("P3: in the child a queue of the parent does nothing, whoever holds its locks") {
  auto queue = std::make_unique<JobQueue>(make_job_threads());
  auto ticket = std::make_unique<JobTicket>(queue->start(std::make_shared<TestJob>(until_stopped)));
  CHECK(in_child([&] {
    bool refused = false;
    try {
      queue->start(std::make_shared<TestJob>());
    } catch (const Error&) {
      refused = true;
    }
    const bool nothing = refused && queue->descriptor() == -1 && queue->take().empty() &&
                         !queue->wait(kLong) && !ticket->cancel();
    queue->close();
    ticket.reset();
    queue.reset();
    return nothing;
  }));
  ticket->cancel();
  CHECK(queue->wait(kLong));
}

#endif
