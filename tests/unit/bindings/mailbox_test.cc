// SPDX-License-Identifier: MIT
#include "mailbox.h"

#include <poll.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <future>
#include <memory>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/catch.h"
#include "unit/bindings/test_job.h"

using namespace komparu;
using komparu::python::JobEngine;
using komparu::python::Mailbox;
using komparu::python::SubmittedJob;
using komparu::testing::TestJob;
using komparu::testing::until_stopped;

namespace {

constexpr std::chrono::minutes kLong{1};

bool readable(int descriptor) {
  pollfd wait{descriptor, POLLIN, 0};
  return ::poll(&wait, 1, 0) == 1;
}

// A mailbox that is closed at its end.
class OpenMailbox {
 public:
  explicit OpenMailbox(std::shared_ptr<JobEngine> engine = std::make_shared<JobEngine>())
      : box_(std::make_shared<Mailbox>(std::move(engine))) {}
  OpenMailbox(const OpenMailbox&) = delete;
  OpenMailbox& operator=(const OpenMailbox&) = delete;
  ~OpenMailbox() { box_->close(); }

  Mailbox* operator->() const { return box_.get(); }

  // Waits for that many.
  std::vector<std::shared_ptr<SubmittedJob>> take(std::size_t count) {
    std::vector<std::shared_ptr<SubmittedJob>> taken;
    while (taken.size() < count && box_->wait(kLong)) {
      for (const auto& job : box_->drain()) taken.push_back(job);
    }
    REQUIRE(taken.size() == count);
    return taken;
  }

 private:
  const std::shared_ptr<Mailbox> box_;
};

// Occupies all threads for files until it is released.
class FullLane {
 public:
  explicit FullLane(OpenMailbox& box) {
    const std::size_t cores = std::max(std::thread::hardware_concurrency(), 1u);
    count_ = std::min(cores, JobEngine::kMostFileThreads);
    for (std::size_t i = 0; i < count_; ++i) {
      std::promise<void> begun;
      auto started = begun.get_future();
      const auto job = std::make_shared<TestJob>([this, &begun](const StopToken&) {
        begun.set_value();
        released_.wait();
      });
      box->submit(-1, job);
      started.wait();
    }
  }

  std::size_t release() {
    release_.set_value();
    return count_;
  }

 private:
  std::size_t count_ = 0;
  std::promise<void> release_;
  std::shared_future<void> released_{release_.get_future().share()};
};

}  // namespace

TEST_CASE("every job arrives once, carried out on another thread") {
  OpenMailbox box;
  constexpr std::int64_t kJobs = 500;
  std::vector<std::shared_ptr<TestJob>> jobs;
  for (std::int64_t number = 0; number < kJobs; ++number) {
    jobs.push_back(std::make_shared<TestJob>(nullptr, number % 2 == 0));
    box->submit(number, jobs.back());
  }
  std::set<std::int64_t> numbers;
  for (const auto& arrived : box.take(kJobs)) {
    CHECK(!arrived->cancelled());
    CHECK(!arrived->failure());
    numbers.insert(arrived->number());
  }
  CHECK(numbers.size() == kJobs);
  CHECK(std::all_of(jobs.begin(), jobs.end(), [](const auto& job) {
    return job->runs == 1 && job->thread != std::this_thread::get_id();
  }));
}

TEST_CASE("all jobs of an engine are given one client") {
  const auto engine = std::make_shared<JobEngine>();
  OpenMailbox box(engine);
  OpenMailbox other(engine);
  const auto one = std::make_shared<TestJob>(nullptr, true);
  const auto two = std::make_shared<TestJob>(nullptr, true);
  box->submit(1, one);
  other->submit(2, two);
  box.take(1);
  other.take(1);
  CHECK(one->given_client != nullptr);
  CHECK(one->given_client == two->given_client);
}

TEST_CASE("the descriptor is readable from the first arrival until all is drained") {
  OpenMailbox box;
  CHECK(!readable(box->descriptor()));
  CHECK(!box->wait(std::chrono::nanoseconds(0)));
  for (int round = 0; round < 3; ++round) {
    box->submit(1, std::make_shared<TestJob>());
    box->submit(2, std::make_shared<TestJob>());
    pollfd wait{box->descriptor(), POLLIN, 0};
    CHECK(::poll(&wait, 1, 60'000) == 1);
    box.take(2);
    CHECK(!readable(box->descriptor()));
  }
}

TEST_CASE("what a job throws arrives with it") {
  OpenMailbox box;
  box->submit(3, std::make_shared<TestJob>(
                     [](const StopToken&) { throw Error(ErrorCode::not_found, "x", "gone"); }));
  const auto arrived = box.take(1);
  CHECK(arrived[0]->number() == 3);
  CHECK_THROWS_AS(std::rethrow_exception(arrived[0]->failure()), Error);
}

TEST_CASE("P4: a job that is cancelled stops and arrives as such") {
  OpenMailbox box;
  const auto ticket = box->submit(1, std::make_shared<TestJob>(until_stopped));
  CHECK(ticket->cancel());
  CHECK(ticket->cancel());
  CHECK(box.take(1)[0]->cancelled());
}

TEST_CASE("a job that is done cannot be cancelled") {
  OpenMailbox box;
  const auto ticket = box->submit(1, std::make_shared<TestJob>());
  const auto arrived = box.take(1);
  CHECK(!ticket->cancel());
  CHECK(!arrived[0]->cancelled());
}

TEST_CASE("a job that is cancelled while it waits for its turn arrives at once, and never runs") {
  OpenMailbox box;
  FullLane lane(box);
  const auto job = std::make_shared<TestJob>();
  const auto ticket = box->submit(7, job);
  CHECK(ticket->cancel());
  const auto arrived = box.take(1);
  CHECK(arrived[0]->number() == 7);
  CHECK(arrived[0]->cancelled());
  box.take(lane.release());
  CHECK(job->runs == 0);
}

TEST_CASE("jobs that meet URLs go on where all threads for files are taken") {
  OpenMailbox box;
  FullLane lane(box);
  box->submit(1, std::make_shared<TestJob>(nullptr, true));
  CHECK(box.take(1)[0]->number() == 1);
  box.take(lane.release());
}

TEST_CASE("jobs that wait for each other all get a thread, whatever else is under way") {
  OpenMailbox box;
  constexpr int kJobs = 100;
  std::vector<std::promise<void>> ends(kJobs + 1);
  ends[kJobs].set_value();
  for (std::size_t number = 0; number < kJobs; ++number) {
    const auto job = std::make_shared<TestJob>([&ends, number](const StopToken&) {
      ends[number + 1].get_future().wait();
      ends[number].set_value();
    });
    job->waits = true;
    box->submit(static_cast<std::int64_t>(number), job);
  }
  box.take(kJobs);
}

TEST_CASE("jobs that wait can be cancelled wherever they are") {
  OpenMailbox box;
  constexpr std::size_t kJobs = 3 * JobEngine::kWaitingThreads;
  std::vector<std::shared_ptr<SubmittedJob>> tickets;
  for (std::size_t number = 0; number < kJobs; ++number) {
    const auto job = std::make_shared<TestJob>(until_stopped);
    job->waits = true;
    tickets.push_back(box->submit(static_cast<std::int64_t>(number), job));
    if (number % 3 == 0) tickets.back()->cancel();
  }
  for (const auto& ticket : tickets) CHECK(ticket->cancel());
  for (const auto& arrived : box.take(kJobs)) CHECK(arrived->cancelled());
}

TEST_CASE("result and cancellation never both win") {
  OpenMailbox box;
  for (int round = 0; round < 300; ++round) {
    const auto ticket = box->submit(round, std::make_shared<TestJob>(nullptr, round % 2 == 0));
    bool stopped = false;
    std::thread canceller([&] { stopped = ticket->cancel(); });
    const auto arrived = box.take(1);
    canceller.join();
    REQUIRE(arrived[0]->cancelled() == stopped);
  }
}

TEST_CASE("closing stops what runs and what waits, and delivers nothing any more") {
  const auto engine = std::make_shared<JobEngine>();
  OpenMailbox other(engine);
  std::atomic<int> running{0};
  const auto run = [&running](const StopToken& stop) {
    ++running;
    try {
      until_stopped(stop);
    } catch (const Error&) {
      --running;
    }
  };
  {
    OpenMailbox box(engine);
    for (int number = 0; number < 200; ++number) {
      box->submit(number, std::make_shared<TestJob>(run, number % 2 == 0));
    }
    box->close();
    CHECK(running == 0);
    CHECK(box->descriptor() == -1);
    CHECK(box->drain().empty());
    CHECK(box->wait(std::chrono::nanoseconds(0)));
    CHECK_THROWS_AS(box->submit(1, std::make_shared<TestJob>()), std::runtime_error);
  }
  other->submit(1, std::make_shared<TestJob>());
  other.take(1);
}

TEST_CASE("mailboxes may be closed while others submit to them") {
  for (int round = 0; round < 50; ++round) {
    OpenMailbox box;
    std::thread submitter([&] {
      try {
        while (true) box->submit(1, std::make_shared<TestJob>(until_stopped, true));
      } catch (const std::runtime_error&) {
        // it is closed
      }
    });
    box->close();
    submitter.join();
    CHECK(box->drain().empty());
  }
}

TEST_CASE("native threads take no signals") {
  OpenMailbox box;
  for (const bool urls : {false, true}) {
    sigset_t blocked;
    sigemptyset(&blocked);
    box->submit(
        1, std::make_shared<TestJob>(
               [&](const StopToken&) { pthread_sigmask(SIG_SETMASK, nullptr, &blocked); }, urls));
    box.take(1);
    for (const int signal : {SIGINT, SIGTERM, SIGALRM, SIGCHLD}) {
      CHECK(sigismember(&blocked, signal) == 1);
    }
    CHECK(sigismember(&blocked, SIGSEGV) == 0);
  }
}
