// SPDX-License-Identifier: MIT
#include "compare/many/fetch_slots.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <utility>
#include <vector>

#include "komparu/error.h"
#include "support/catch.h"

using namespace komparu;

namespace {

// What tasks report: how many were under way at once, and in which order they began.
class Count {
 public:
  void begin(int number) {
    const std::lock_guard lock(mutex_);
    order_.push_back(number);
    most_ = std::max(most_, ++now_);
  }
  void end() {
    const std::lock_guard lock(mutex_);
    --now_;
  }
  int now() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  int most() const {
    const std::lock_guard lock(mutex_);
    return most_;
  }
  std::vector<int> order() const {
    const std::lock_guard lock(mutex_);
    return order_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<int> order_;
  int now_ = 0;
  int most_ = 0;
};

}  // namespace

TEST_CASE("no more than the slots are under way, and others pass those that wait") {
  ThreadPool pool(8);
  FetchSlots slots(pool);
  Count count;
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::promise<void> two;
  std::promise<void> all;
  std::atomic<bool> told{false};
  std::atomic<int> ended{0};
  for (int number = 0; number < 10; ++number) {
    slots.submit(2, [&, number] {
      count.begin(number);
      if (count.order().size() == 2 && !told.exchange(true)) two.set_value();
      released.wait();
      count.end();
      if (++ended == 10) all.set_value();
    });
  }
  two.get_future().wait();
  std::promise<void> passed;
  pool.submit([&] { passed.set_value(); });
  passed.get_future().wait();
  CHECK(count.now() == 2);
  release.set_value();
  all.get_future().wait();
  CHECK(count.most() == 2);
  pool.shut_down();
}

TEST_CASE("tasks begin in their order, also those that want to be alone") {
  ThreadPool pool(0);
  FetchSlots slots(pool);
  Count count;
  int number = 0;
  for (const unsigned most : {2u, 1u, 3u, 3u}) {
    slots.submit(most, [&count, number] {
      count.begin(number);
      count.end();
    });
    ++number;
  }
  CHECK(pool.waiting() == 1);  // the second waits for the first, and those behind for the second
  while (pool.run_one()) {
  }
  CHECK(count.order() == std::vector{0, 1, 2, 3});
}

TEST_CASE("work that is to be alone waits for what is under way and holds up the rest") {
  ThreadPool pool(2);
  FetchSlots slots(pool);
  std::promise<void> release;
  std::promise<void> last;
  std::atomic<bool> first_ended{false};
  std::atomic<bool> second_begun{false};
  slots.submit(1, [&] {
    release.get_future().wait();
    first_ended = true;
  });
  slots.submit(1, [&] {
    second_begun = true;
    last.set_value();
  });
  // It is let go by the thread that waits for it.
  StopSource source;
  bool let_go = false;
  source.set_poll([&] {
    if (!std::exchange(let_go, true)) release.set_value();
  });
  const Until until{source.token(), std::nullopt, {}};
  const int result = slots.alone(until, [&] {
    CHECK(first_ended);
    CHECK_FALSE(second_begun);
    return 7;
  });
  CHECK(result == 7);
  last.get_future().wait();
  pool.shut_down();
}

TEST_CASE("work that is to be alone helps where no thread can be started") {
  ThreadPool pool(0);
  FetchSlots slots(pool);
  int ended = 0;
  for (int number = 0; number < 3; ++number) slots.submit(2, [&ended] { ++ended; });
  CHECK(slots.alone({}, [&] { return ended; }) == 2);
  CHECK(pool.waiting() == 1);
}

TEST_CASE("waiting to be alone ends when it is time, and the slots are open again") {
  ThreadPool pool(1);
  FetchSlots slots(pool);
  std::promise<void> release;
  slots.submit(1, [&] { release.get_future().wait(); });
  StopSource source;
  source.request_stop();
  const Until until{source.token(), std::nullopt, {}};
  CHECK_THROWS_AS(slots.alone(until, [] { return 0; }), Error);
  std::promise<void> begun;
  slots.submit(2, [&] { begun.set_value(); });
  release.set_value();
  begun.get_future().wait();
  pool.shut_down();
}

TEST_CASE("work that throws leaves the slots open") {
  ThreadPool pool(0);
  FetchSlots slots(pool);
  CHECK_THROWS_AS(slots.alone({}, []() -> int { throw Error(ErrorCode::not_found, "", ""); }),
                  Error);
  slots.submit(1, [] {});
  CHECK(pool.waiting() == 1);
}
