// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_SIGNAL_MASK_H_
#define KOMPARU_BASE_SIGNAL_MASK_H_

#ifndef _WIN32
#include <csignal>
#endif

namespace komparu {

#ifdef _WIN32

// No thread is interrupted by a signal there.
class SignalsBlocked {
 public:
  SignalsBlocked() {}
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() {}
};

#else

// While it lives, the calling thread and the threads it starts take no signals but those that its
// own instructions raise (a blocked SIGBUS would kill the process instead of reaching the guard).
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    for (const int raised : {SIGBUS, SIGSEGV, SIGFPE, SIGILL, SIGTRAP}) sigdelset(&all, raised);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

#endif

}  // namespace komparu

#endif  // KOMPARU_BASE_SIGNAL_MASK_H_
