// SPDX-License-Identifier: MIT
// All native threads of the process: those of one engine, which ends with its last mailbox. Pure
// C++: nothing here knows Python.
#ifndef KOMPARU_BINDINGS_NATIVE_THREADS_H_
#define KOMPARU_BINDINGS_NATIVE_THREADS_H_

#include <sys/types.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "mailbox.h"

namespace komparu::python {

// A new mailbox on the engine of the process, which is made if there is none. Throws
// std::runtime_error after shut_down(), and Error (unreadable) if the system has no descriptor
// left.
std::shared_ptr<Mailbox> open_mailbox();

// Closes all mailboxes, for good: no other can be opened.
void shut_down();

// To be called in the child of a fork, first of all: what belonged to the parent's threads, locks
// that they held included, is left as it is. Forks that are not told are noticed by themselves.
void leave_parent_behind();

// Holds an object that native threads of the process use. In a child of that process it can only be
// let go, for good: its locks may be held by threads that are not there.
template <typename Object>
class OfProcess {
 public:
  explicit OfProcess(std::shared_ptr<Object> object)
      : object_(std::make_unique<std::shared_ptr<Object>>(std::move(object))) {}
  OfProcess(OfProcess&&) noexcept = default;
  OfProcess& operator=(OfProcess&&) = delete;
  ~OfProcess() {
    if (!ours()) static_cast<void>(object_.release());
  }

  bool ours() const { return process_ == ::getpid(); }
  // Only if it is ours.
  const std::shared_ptr<Object>& get() const { return *object_; }

 private:
  pid_t process_ = ::getpid();
  std::unique_ptr<std::shared_ptr<Object>> object_;
};

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_NATIVE_THREADS_H_
