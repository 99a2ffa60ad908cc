// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TESTS_UNIT_POOL_TEST_JOB_H_
#define KOMPARU_TESTS_UNIT_POOL_TEST_JOB_H_

#include <poll.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include "komparu/error.h"
#include "komparu/job.h"

namespace komparu::testing {

// A job that does what it is told, with a note of who ran it.
class TestJob final : public Job {
 public:
  using Run = std::function<void(const StopToken&)>;

  explicit TestJob(Run run = nullptr, bool meets_urls = false)
      : run_(std::move(run)), meets_urls_(meets_urls) {}

  void run(const StopToken& stop, const std::shared_ptr<HttpClient>& client) override {
    thread = std::this_thread::get_id();
    given_client = client.get();
    ++runs;
    if (run_) run_(stop);
  }
  bool meets_urls() const override { return meets_urls_; }
  bool may_wait() const override { return waits; }

  bool waits = false;  // set it before the job is started
  std::atomic<int> runs{0};
  std::thread::id thread;
  HttpClient* given_client = nullptr;

 private:
  const Run run_;
  const bool meets_urls_;
};

// What a job does that ends only when it is asked to.
inline void until_stopped(const StopToken& stop) {
  pollfd wait{stop.wait_descriptor(), POLLIN, 0};
  while (!stop.stop_requested()) ::poll(&wait, 1, -1);
  throw Error(ErrorCode::cancelled, "", "stopped");
}

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_UNIT_POOL_TEST_JOB_H_
