// SPDX-License-Identifier: MIT
#include "native_threads.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>

#include "support/catch.h"
#include "unit/bindings/test_job.h"

using namespace komparu;
using komparu::python::leave_parent_behind;
using komparu::python::Mailbox;
using komparu::python::OfProcess;
using komparu::python::open_mailbox;
using komparu::python::shut_down;
using komparu::python::SubmittedJob;
using komparu::testing::TestJob;
using komparu::testing::until_stopped;

namespace {

constexpr std::chrono::minutes kLong{1};

bool delivers(Mailbox& mailbox) {
  mailbox.submit(1, std::make_shared<TestJob>(nullptr, true));
  return mailbox.wait(kLong) && mailbox.drain().size() == 1;
}

}  // namespace

// ThreadSanitizer refuses threads in the child of a process that has some.
#ifndef __SANITIZE_THREAD__
namespace {

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
  const OfProcess<Mailbox> mailbox(open_mailbox());
  const auto ticket = mailbox.get()->submit(1, std::make_shared<TestJob>(until_stopped));
  for (const bool told : {true, false}) {
    CHECK(in_child([&] {
      if (told) leave_parent_behind();
      if (mailbox.ours()) return false;
      const auto fresh = open_mailbox();
      const bool works = delivers(*fresh);
      fresh->close();
      return works;
    }));
  }
  ticket->cancel();
  CHECK(mailbox.get()->wait(kLong));
  mailbox.get()->close();
}

TEST_CASE("P3: what belongs to the parent is let go in the child, whoever holds its locks") {
  auto mailbox = std::make_unique<OfProcess<Mailbox>>(open_mailbox());
  auto ticket = std::make_unique<OfProcess<SubmittedJob>>(
      mailbox->get()->submit(1, std::make_shared<TestJob>(until_stopped)));
  CHECK(in_child([&] {
    ticket.reset();
    mailbox.reset();
    return true;
  }));
  mailbox->get()->close();
}

TEST_CASE("after the end nothing is opened, and what was is closed") {
  CHECK(in_child([] {
    const auto mailbox = open_mailbox();
    mailbox->submit(1, std::make_shared<TestJob>(until_stopped));
    mailbox->submit(2, std::make_shared<TestJob>(until_stopped, true));
    shut_down();
    shut_down();
    if (mailbox->descriptor() != -1) return false;
    try {
      open_mailbox();
      return false;
    } catch (const std::runtime_error&) {
      return true;
    }
  }));
}
#endif

TEST_CASE("mailboxes share threads, and another engine follows one that has ended") {
  for (int round = 0; round < 20; ++round) {
    const auto one = open_mailbox();
    const auto other = open_mailbox();
    CHECK(delivers(*one));
    one->close();
    CHECK(delivers(*other));
    other->close();
  }
}
