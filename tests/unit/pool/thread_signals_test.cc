// SPDX-License-Identifier: MIT
#include <pthread.h>

#include <csignal>
#include <future>

#include "pool/thread_pool.h"
#include "support/catch.h"

using komparu::ThreadPool;

TEST_CASE("library threads take no signals but those that their own instructions raise") {
  std::promise<sigset_t> mask;
  ThreadPool pool(1);
  pool.submit([&] {
    sigset_t own;
    pthread_sigmask(SIG_SETMASK, nullptr, &own);
    mask.set_value(own);
  });
  const sigset_t blocked = mask.get_future().get();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGALRM, SIGPIPE}) {
    CHECK(sigismember(&blocked, signal) == 1);
  }
  for (const int signal : {SIGBUS, SIGSEGV}) CHECK(sigismember(&blocked, signal) == 0);
}
