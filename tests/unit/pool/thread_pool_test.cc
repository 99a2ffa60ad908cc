// SPDX-License-Identifier: MIT
#include "pool/thread_pool.h"

#include <atomic>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "support/catch.h"

using komparu::ThreadPool;

TEST_CASE("every task runs once, on no more threads than allowed") {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  std::atomic<int> runs{0};
  std::promise<void> all;
  {
    ThreadPool pool(3);
    for (int i = 0; i < 1000; ++i) {
      pool.submit([&] {
        {
          const std::lock_guard lock(mutex);
          threads.insert(std::this_thread::get_id());
        }
        if (++runs == 1000) all.set_value();
      });
    }
    all.get_future().wait();
  }
  CHECK(runs == 1000);
  CHECK(threads.size() <= 3);
  CHECK(threads.count(std::this_thread::get_id()) == 0);
}

TEST_CASE("tasks that wait for each other all get a thread while there are threads") {
  ThreadPool pool(2);
  std::promise<void> first;
  std::promise<void> second;
  pool.submit([&] {
    first.set_value();
    second.get_future().wait();
  });
  first.get_future().wait();
  std::promise<void> done;
  pool.submit([&] {
    second.set_value();
    done.set_value();
  });
  done.get_future().wait();
}

TEST_CASE("the end of a pool waits for what has begun") {
  std::promise<void> begun;
  std::promise<void> release;
  std::atomic<bool> finished{false};
  std::thread releaser;
  {
    ThreadPool pool(1);
    pool.submit([&] {
      begun.set_value();
      release.get_future().wait();
      finished = true;
    });
    begun.get_future().wait();
    releaser = std::thread([&] { release.set_value(); });
  }
  CHECK(finished);
  releaser.join();
}

TEST_CASE("what a task submits while the pool shuts down is dropped") {
  std::promise<void> begun;
  std::promise<void> shutting_down;
  std::atomic<int> others{0};
  ThreadPool pool(4);
  pool.submit([&] {
    begun.set_value();
    shutting_down.get_future().wait();
    // The tasks are dropped before the wait for this one begins.
    for (int i = 0; i < 1000; ++i) pool.submit([&] { ++others; });
    pool.grow();
  });
  begun.get_future().wait();
  std::thread ender([&] { pool.shut_down(); });
  while (pool.accepts()) std::this_thread::yield();
  shutting_down.set_value();
  ender.join();
  CHECK(others == 0);
  CHECK_FALSE(pool.run_one());
}

TEST_CASE("a pool may be allowed more threads, up to its most") {
  ThreadPool pool(1, 3);
  CHECK(pool.threads() == 1);
  pool.grow();
  CHECK(pool.threads() == 2);
  pool.grow();
  pool.grow();
  CHECK(pool.threads() == 3);
  ThreadPool fixed(2);
  fixed.grow();
  CHECK(fixed.threads() == 2);
}

TEST_CASE("a pool without tasks starts nothing and ends at once") { const ThreadPool pool(4); }
