// SPDX-License-Identifier: MIT
#include <poll.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "komparu/compare.h"
#include "komparu/job.h"
#include "support/catch.h"
#include "unit/pool/test_job.h"

using namespace komparu;
using komparu::testing::TestJob;
using komparu::testing::until_stopped;

namespace {

constexpr std::chrono::minutes kLong{1};

bool readable(int descriptor) {
  pollfd wait{descriptor, POLLIN, 0};
  return ::poll(&wait, 1, 0) == 1;
}

// Waits for that many.
std::vector<FinishedJob> take(JobQueue& queue, std::size_t count) {
  std::vector<FinishedJob> taken;
  while (taken.size() < count && queue.wait(kLong)) {
    for (FinishedJob& job : queue.take()) taken.push_back(std::move(job));
  }
  REQUIRE(taken.size() == count);
  return taken;
}

// Occupies all threads for files until it is released.
class FullLane {
 public:
  explicit FullLane(JobQueue& queue) {
    for (std::size_t i = 0; i < count_; ++i) {
      std::promise<void> begun;
      auto started = begun.get_future();
      queue.start(std::make_shared<TestJob>([this, &begun](const StopToken&) {
        begun.set_value();
        released_.wait();
      }));
      started.wait();
    }
  }

  std::size_t release() {
    release_.set_value();
    return count_;
  }

 private:
  const std::size_t count_ = std::clamp(std::thread::hardware_concurrency(), 1u, 8u);
  std::promise<void> release_;
  std::shared_future<void> released_{release_.get_future().share()};
};

}  // namespace

TEST_CASE("every job arrives once, run on another thread") {
  JobQueue queue(make_job_threads());
  constexpr std::size_t kJobs = 500;
  std::vector<std::shared_ptr<TestJob>> jobs;
  for (std::size_t number = 0; number < kJobs; ++number) {
    jobs.push_back(std::make_shared<TestJob>(nullptr, number % 2 == 0));
    queue.start(jobs.back());
  }
  std::set<const Job*> arrived;
  for (const FinishedJob& finished : take(queue, kJobs)) {
    CHECK(!finished.cancelled);
    CHECK(!finished.failure);
    arrived.insert(finished.job.get());
  }
  CHECK(arrived.size() == kJobs);
  CHECK(std::all_of(jobs.begin(), jobs.end(), [](const auto& job) {
    return job->runs == 1 && job->thread != std::this_thread::get_id();
  }));
}

TEST_CASE("a job carries a comparison out, and keeps its answer") {
  class Comparing final : public Job {
   public:
    void run(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
      PairOptions options;
      options.bytes.read.client = client;
      const Answer answer = compare("/dev/null", "/dev/null", options, Until::within({}, stop));
      verdict = std::get<ByteResult>(answer).verdict;
    }
    Verdict verdict = Verdict::trouble;
  };
  JobQueue queue(make_job_threads());
  queue.start(std::make_shared<Comparing>());
  const FinishedJob finished = take(queue, 1)[0];
  CHECK(static_cast<const Comparing&>(*finished.job).verdict == Verdict::same);
}

TEST_CASE("all jobs of the same threads are given one client") {
  const auto threads = make_job_threads();
  JobQueue queue(threads);
  JobQueue other(threads);
  const auto one = std::make_shared<TestJob>(nullptr, true);
  const auto two = std::make_shared<TestJob>(nullptr, true);
  queue.start(one);
  other.start(two);
  take(queue, 1);
  take(other, 1);
  CHECK(one->given_client != nullptr);
  CHECK(one->given_client == two->given_client);
}

TEST_CASE("the descriptor is readable from the first arrival until all is taken") {
  JobQueue queue(make_job_threads());
  CHECK(!readable(queue.descriptor()));
  CHECK(!queue.wait(std::chrono::nanoseconds(0)));
  CHECK(queue.take().empty());
  for (int round = 0; round < 3; ++round) {
    queue.start(std::make_shared<TestJob>());
    queue.start(std::make_shared<TestJob>());
    pollfd wait{queue.descriptor(), POLLIN, 0};
    CHECK(::poll(&wait, 1, 60'000) == 1);
    take(queue, 2);
    CHECK(!readable(queue.descriptor()));
  }
}

TEST_CASE("what a job throws arrives with it") {
  JobQueue queue(make_job_threads());
  queue.start(std::make_shared<TestJob>(
      [](const StopToken&) { throw Error(ErrorCode::not_found, "x", "gone"); }));
  CHECK_THROWS_AS(std::rethrow_exception(take(queue, 1)[0].failure), Error);
}

TEST_CASE("P4: a job that is cancelled stops and arrives as such") {
  JobQueue queue(make_job_threads());
  JobTicket ticket = queue.start(std::make_shared<TestJob>(until_stopped));
  CHECK(ticket.cancel());
  CHECK(ticket.cancel());
  CHECK(take(queue, 1)[0].cancelled);
}

TEST_CASE("a job that is done cannot be cancelled") {
  JobQueue queue(make_job_threads());
  JobTicket ticket = queue.start(std::make_shared<TestJob>());
  const auto arrived = take(queue, 1);
  CHECK(!ticket.cancel());
  CHECK(!arrived[0].cancelled);
}

TEST_CASE("a job that is cancelled while it waits for its turn arrives at once, and never runs") {
  JobQueue queue(make_job_threads());
  FullLane lane(queue);
  const auto job = std::make_shared<TestJob>();
  CHECK(queue.start(job).cancel());
  const auto arrived = take(queue, 1);
  CHECK(arrived[0].job == job);
  CHECK(arrived[0].cancelled);
  take(queue, lane.release());
  CHECK(job->runs == 0);
}

TEST_CASE("jobs that meet URLs go on where all threads for files are taken") {
  JobQueue queue(make_job_threads());
  FullLane lane(queue);
  const auto job = std::make_shared<TestJob>(nullptr, true);
  queue.start(job);
  CHECK(take(queue, 1)[0].job == job);
  take(queue, lane.release());
}

TEST_CASE("jobs that wait for each other all get a thread, whatever else is under way") {
  JobQueue queue(make_job_threads());
  constexpr std::size_t kJobs = 100;
  std::vector<std::promise<void>> ends(kJobs + 1);
  ends[kJobs].set_value();
  for (std::size_t number = 0; number < kJobs; ++number) {
    const auto job = std::make_shared<TestJob>([&ends, number](const StopToken&) {
      ends[number + 1].get_future().wait();
      ends[number].set_value();
    });
    job->waits = true;
    queue.start(job);
  }
  take(queue, kJobs);
}

TEST_CASE("jobs that wait can be cancelled wherever they are") {
  JobQueue queue(make_job_threads());
  constexpr std::size_t kJobs = 400;  // more than there are threads for them
  std::vector<JobTicket> tickets;
  for (std::size_t number = 0; number < kJobs; ++number) {
    const auto job = std::make_shared<TestJob>(until_stopped);
    job->waits = true;
    tickets.push_back(queue.start(job));
    if (number % 3 == 0) tickets.back().cancel();
  }
  for (JobTicket& ticket : tickets) CHECK(ticket.cancel());
  for (const FinishedJob& arrived : take(queue, kJobs)) CHECK(arrived.cancelled);
}

TEST_CASE("result and cancellation never both win") {
  JobQueue queue(make_job_threads());
  for (int round = 0; round < 300; ++round) {
    JobTicket ticket = queue.start(std::make_shared<TestJob>(nullptr, round % 2 == 0));
    bool stopped = false;
    std::thread canceller([&] { stopped = ticket.cancel(); });
    const auto arrived = take(queue, 1);
    canceller.join();
    REQUIRE(arrived[0].cancelled == stopped);
  }
}

TEST_CASE("closing stops what runs and what waits, and delivers nothing any more") {
  const auto threads = make_job_threads();
  JobQueue other(threads);
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
    JobQueue queue(threads);
    for (int number = 0; number < 200; ++number) {
      queue.start(std::make_shared<TestJob>(run, number % 2 == 0));
    }
    queue.close();
    CHECK(running == 0);
    CHECK(queue.descriptor() == -1);
    CHECK(queue.take().empty());
    CHECK(queue.wait(std::chrono::nanoseconds(0)));
    CHECK_THROWS_AS(queue.start(std::make_shared<TestJob>()), Error);
  }
  other.start(std::make_shared<TestJob>());
  take(other, 1);
}

TEST_CASE("all queues of the same threads can be closed at once") {
  const auto threads = make_job_threads();
  JobQueue one(threads);
  JobQueue other(threads);
  one.start(std::make_shared<TestJob>(until_stopped));
  other.start(std::make_shared<TestJob>(until_stopped, true));
  close_queues(*threads);
  close_queues(*threads);
  CHECK(one.descriptor() == -1);
  CHECK(other.descriptor() == -1);
}

TEST_CASE("queues may be closed while others start jobs") {
  for (int round = 0; round < 50; ++round) {
    JobQueue queue(make_job_threads());
    std::thread starter([&] {
      try {
        while (true) queue.start(std::make_shared<TestJob>(until_stopped, true));
      } catch (const Error&) {
        // it is closed
      }
    });
    queue.close();
    starter.join();
    CHECK(queue.take().empty());
  }
}

TEST_CASE("threads end with the last queue, and others follow them") {
  std::weak_ptr<JobThreads> gone;
  for (int round = 0; round < 20; ++round) {
    auto threads = make_job_threads();
    gone = threads;
    JobQueue one(threads);
    {
      JobQueue other(threads);
      threads.reset();
      other.start(std::make_shared<TestJob>(nullptr, true));
      take(other, 1);
    }
    one.start(std::make_shared<TestJob>(nullptr, true));
    take(one, 1);
    one.close();
    CHECK(gone.expired());
  }
}

TEST_CASE("threads for jobs take no signals") {
  JobQueue queue(make_job_threads());
  for (const bool urls : {false, true}) {
    sigset_t blocked;
    sigemptyset(&blocked);
    queue.start(std::make_shared<TestJob>(
        [&](const StopToken&) { pthread_sigmask(SIG_SETMASK, nullptr, &blocked); }, urls));
    take(queue, 1);
    for (const int signal : {SIGINT, SIGTERM, SIGALRM, SIGCHLD}) {
      CHECK(sigismember(&blocked, signal) == 1);
    }
    CHECK(sigismember(&blocked, SIGSEGV) == 0);
  }
}

TEST_CASE("pipes, terminals and open descriptors may make wait; files and URLs do not") {
  CHECK(may_wait("/dev/zero"));
  CHECK(may_wait(Source("-", 0)));
  CHECK(!may_wait("/"));
  CHECK(!may_wait("/nonexistent"));
  CHECK(!may_wait("http://127.0.0.1:1/"));
}
