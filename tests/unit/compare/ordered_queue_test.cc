// SPDX-License-Identifier: MIT
// Values go in, any thread works on them, and they come out in order.
#include "compare/ordered_queue.h"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "komparu/error.h"
#include "support/catch.h"

using namespace komparu;

namespace {

struct Run {
  std::vector<int> told;
  std::atomic<int> worked{0};
  StopSource stop;
  Until until{stop.token()};
};

}  // namespace

TEST_CASE("values come out in the order in which they were added, whoever is done first") {
  Run run;
  ThreadPool pool(4);
  OrderedQueue<int> queue(pool, run.until, {16, 2},
                          {.work =
                               [&](int& value) {
                                 for (int turn = value % 7; turn > 0; --turn) {
                                   std::this_thread::yield();
                                 }
                                 value *= 10;
                                 ++run.worked;
                               },
                           .outlet =
                               [&](int& value) {
                                 run.told.push_back(value);
                                 return true;
                               },
                           .over = {},
                           .before_wait = {}});
  std::vector<int> expected;
  for (int i = 0; i < 2000; ++i) {
    const bool to_work_on = i % 3 != 0;
    const bool going_on = to_work_on ? queue.add(i) : queue.add_done(i);
    CHECK(going_on);
    expected.push_back(to_work_on ? 10 * i : i);
  }
  CHECK(queue.drain());
  CHECK(run.told == expected);
  CHECK(run.worked == 1333);
  pool.shut_down();
}

TEST_CASE("nothing comes out once the outlet has ended the run") {
  Run run;
  ThreadPool pool(2);
  OrderedQueue<int> queue(pool, run.until, {16, 2},
                          {.work = [](int&) {},
                           .outlet =
                               [&](int& value) {
                                 run.told.push_back(value);
                                 return value < 5;
                               },
                           .over = {},
                           .before_wait = {}});
  for (int i = 0; i < 100; ++i) queue.add(i);
  CHECK_FALSE(queue.drain());
  CHECK(queue.ended());
  CHECK_FALSE(queue.add_done(100));
  CHECK(run.told == std::vector<int>{0, 1, 2, 3, 4, 5});
  pool.shut_down();
}

TEST_CASE("G3 what is done is handed out while the owner itself works on a later value") {
  Run run;
  ThreadPool pool(1);
  std::atomic<bool> owner_works{false};
  OrderedQueue<int>* polled = nullptr;
  OrderedQueue<int> queue(pool, run.until, {16, 0},
                          {.work =
                               [&](int& value) {
                                 if (value == 0) {
                                   while (!owner_works.load()) std::this_thread::yield();
                                   return;
                                 }
                                 owner_works.store(true);
                                 while (run.told.empty()) polled->hand_out_meanwhile();
                               },
                           .outlet =
                               [&](int& value) {
                                 run.told.push_back(value);
                                 return true;
                               },
                           .over = {},
                           .before_wait = {}});
  polled = &queue;
  CHECK(queue.add(0));
  while (pool.waiting() > 0) std::this_thread::yield();
  CHECK(queue.add(1, [&](ThreadPool::Task task) { task(); }));
  CHECK(queue.drain());
  CHECK(run.told == std::vector<int>{0, 1});
  pool.shut_down();
}

TEST_CASE("G3 what is done of the first value is handed out before the rest of it") {
  Run run;
  ThreadPool pool(1);
  std::atomic<int> done{0};
  std::atomic<int> told{0};
  OrderedQueue<int> queue(pool, run.until, {16, 0},
                          {.work =
                               [&](int&) {
                                 for (done = 1; told < 1; std::this_thread::yield()) {
                                 }
                                 done = 2;
                               },
                           .outlet =
                               [&](int&) {
                                 run.told.push_back(3);
                                 return true;
                               },
                           .outlet_so_far =
                               [&](int&) {
                                 for (; told < done; ++told) run.told.push_back(told + 1);
                                 return true;
                               },
                           .over = {},
                           .before_wait = {}});
  CHECK(queue.add(0, [&](ThreadPool::Task task) {
    pool.submit(std::move(task));
    while (pool.waiting() > 0) std::this_thread::yield();
  }));
  CHECK(queue.drain());
  CHECK(run.told.front() == 1);
  CHECK(run.told.back() == 3);
  pool.shut_down();
}

TEST_CASE("what an outlet throws in the middle of the owner's work is thrown at its next call") {
  Run run;
  ThreadPool pool(1);
  OrderedQueue<int>* polled = nullptr;
  OrderedQueue<int> queue(pool, run.until, {16, 2},
                          {.work = [&](int&) { polled->hand_out_meanwhile(); },
                           .outlet = [](int&) -> bool { throw std::runtime_error("lost"); },
                           .outlet_so_far = [](int&) -> bool { throw std::runtime_error("lost"); },
                           .over = {},
                           .before_wait = {}});
  polled = &queue;
  CHECK_THROWS_AS(queue.add(0, [](ThreadPool::Task task) { task(); }), std::runtime_error);
  CHECK_FALSE(queue.drain());
  pool.shut_down();
}

TEST_CASE("what a work throws is thrown in the turn of its value") {
  Run run;
  ThreadPool pool(2);
  OrderedQueue<int> queue(pool, run.until, {16, 2},
                          {.work =
                               [](int& value) {
                                 if (value == 3) throw std::runtime_error("three");
                               },
                           .outlet =
                               [&](int& value) {
                                 run.told.push_back(value);
                                 return true;
                               },
                           .over = {},
                           .before_wait = {}});
  CHECK_THROWS_AS(
      [&] {
        for (int i = 0; i < 8; ++i) queue.add(i);
        queue.drain();
      }(),
      std::runtime_error);
  CHECK(run.told == std::vector<int>{0, 1, 2});
  pool.shut_down();
}

TEST_CASE("a run that is over, or is asked to stop, does not wait for what is under way") {
  Run run;
  ThreadPool pool(1);
  std::atomic<bool> over{false};
  std::atomic<bool> held{true};
  OrderedQueue<int> queue(pool, run.until, {16, 2},
                          {.work =
                               [&](int&) {
                                 over.store(true);
                                 while (held.load()) std::this_thread::yield();
                               },
                           .outlet = [](int&) { return true; },
                           .over = [&] { return over.load(); },
                           .before_wait = {}});
  queue.add_done(0);
  const OrderedQueue<int>::Start on_the_pool = [&](ThreadPool::Task task) {
    pool.submit(std::move(task));
    while (!over.load()) std::this_thread::yield();
  };
  CHECK_FALSE(queue.add(1, on_the_pool));
  CHECK_FALSE(queue.drain());
  held.store(false);
  pool.shut_down();
}
