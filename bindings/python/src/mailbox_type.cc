// SPDX-License-Identifier: MIT
// The Python side of mailboxes. Native threads never take the GIL, so whoever waits for one may
// hold it; it is released all the same where a wait may last. Locks are held for moments only.
#include "mailbox_type.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>

#include "calling_thread.h"
#include "errors.h"
#include "mailbox.h"
#include "native_threads.h"
#include "work.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

class Ticket {
 public:
  explicit Ticket(std::shared_ptr<SubmittedJob> job) : job_(std::move(job)) {}

  bool cancel() { return job_.ours() && job_.get()->cancel(); }

 private:
  OfProcess<SubmittedJob> job_;
};

// What has arrived, as the package is told of it.
py::tuple told(const SubmittedJob& job) {
  const py::int_ number(job.number());
  if (job.cancelled()) return py::make_tuple(number, false, py::none());
  std::exception_ptr failure = job.failure();
  if (!failure) {
    try {
      // Every job of these mailboxes came through submit().
      return py::make_tuple(number, true, static_cast<Work&>(job.job()).answer());
    } catch (...) {
      failure = std::current_exception();
    }
  }
  return py::make_tuple(number, false, exception_of(failure));
}

class MailboxObject {
 public:
  MailboxObject() : mailbox_(open_mailbox()) {}
  MailboxObject(const MailboxObject&) = delete;
  MailboxObject& operator=(const MailboxObject&) = delete;
  ~MailboxObject() { close(); }

  int fileno() const { return mailbox_.ours() ? mailbox_.get()->descriptor() : -1; }

  Ticket submit(std::int64_t number, const std::shared_ptr<Work>& work) {
    if (!mailbox_.ours()) throw std::runtime_error("the mailbox belongs to the parent process");
    work->begin();
    return Ticket(mailbox_.get()->submit(number, work));
  }

  py::list drain() {
    py::list result;
    if (!mailbox_.ours()) return result;
    for (const auto& job : mailbox_.get()->drain()) result.append(told(*job));
    return result;
  }

  bool wait(double seconds) {
    if (!mailbox_.ours()) return false;
    constexpr double kLongest = 1e8;  // no clock overflows
    const std::chrono::duration<double> longest(std::clamp(seconds, 0.0, kLongest));
    const py::gil_scoped_release released;
    return mailbox_.get()->wait(std::chrono::ceil<std::chrono::nanoseconds>(longest));
  }

  // In a child the descriptor is left open: it is the parent's, too, and nobody knows what the
  // child has made of its number since.
  void close() {
    if (!mailbox_.ours()) return;
    const py::gil_scoped_release released;
    mailbox_.get()->close();
  }

 private:
  OfProcess<Mailbox> mailbox_;
};

void begin_anew_in_child() {
  leave_parent_behind();
  take_for_main_thread();
}

void shut_down_without_gil() {
  const py::gil_scoped_release released;
  shut_down();
}

}  // namespace

void add_mailbox(py::module_& module) {
  py::class_<Ticket>(module, "Ticket", py::is_final(), "A work that was submitted.")
      .def("cancel", &Ticket::cancel,
           "Stops it; False if it was done already and its answer is on the way.");
  py::class_<MailboxObject>(module, "Mailbox", py::is_final(),
                            "Where the answers for one event loop arrive.")
      .def(py::init<>())
      .def("fileno", &MailboxObject::fileno,
           "Becomes readable when answers have arrived; -1 once closed.")
      .def("submit", &MailboxObject::submit, py::arg("number"), py::arg("work"))
      .def("drain", &MailboxObject::drain,
           "What has come since: (number, True, answer), (number, False, exception), or "
           "(number, False, None) for a cancelled work that has ended.")
      .def("wait", &MailboxObject::wait, py::arg("seconds"),
           "Blocks, without the GIL, until something may have arrived.")
      .def("close", &MailboxObject::close,
           "Stops what is under way, and delivers nothing any more.");
  module.def("after_fork_in_child", &begin_anew_in_child,
             "Leaves what belongs to the parent's threads behind.");
  module.def("shut_down", &shut_down_without_gil, "Stops and ends all native threads.");
  // For an interpreter that ends without its exit handlers: nothing of Python is needed.
  Py_AtExit(&shut_down);
}

}  // namespace komparu::python
