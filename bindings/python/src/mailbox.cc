// SPDX-License-Identifier: MIT
// The library's job queues for event loops of Python. Native threads never take the GIL, so whoever
// waits for one may hold it; it is released all the same where a wait may last.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "komparu/job.h"
#include "module.h"
#include "work.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

// The threads of this process: they end with its last queue.
struct Process {
  std::mutex mutex;
  std::weak_ptr<JobThreads> threads;
  bool ended = false;
};

// Never destroyed: threads may outlive whatever ends the process.
std::atomic<Process*> current{new Process};

std::shared_ptr<JobThreads> threads() {
  Process& here = *current;
  const std::lock_guard lock(here.mutex);
  if (here.ended) throw std::runtime_error("the interpreter is ending");
  std::shared_ptr<JobThreads> shared = here.threads.lock();
  if (!shared) here.threads = shared = make_job_threads();
  return shared;
}

// For good: no queue can be made any more.
void shut_down() {
  Process& here = *current;
  std::shared_ptr<JobThreads> shared;
  {
    const std::lock_guard lock(here.mutex);
    here.ended = true;
    shared = here.threads.lock();
  }
  if (shared) close_queues(*shared);
}

// The parent's locks may be held by threads that are not there: what they guard is left alone.
void after_fork_in_child() {
  current = new Process;
  take_for_main_thread();
}

class Mailbox {
 public:
  Mailbox() : queue_(threads()) {}
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  ~Mailbox() { close(); }

  int fileno() { return queue_.descriptor(); }

  JobTicket submit(std::int64_t number, const std::shared_ptr<Work>& work) {
    work->begin();
    work->number = number;
    return queue_.start(work);
  }

  py::list drain() {
    py::list result;
    for (const FinishedJob& finished : queue_.take()) {
      // Every job of this queue came through submit().
      const auto work = std::static_pointer_cast<Work>(finished.job);
      const bool failed = finished.failure && !finished.cancelled;
      result.append(py::make_tuple(work->number, finished.cancelled,
                                   failed ? exception_of(finished.failure) : py::none()));
    }
    return result;
  }

  bool wait(double seconds) {
    constexpr double kLongest = 1e8;  // no clock overflows
    const std::chrono::duration<double> longest(std::clamp(seconds, 0.0, kLongest));
    const py::gil_scoped_release released;
    return queue_.wait(std::chrono::ceil<std::chrono::nanoseconds>(longest));
  }

  void close() {
    const py::gil_scoped_release released;
    queue_.close();
  }

 private:
  JobQueue queue_;
};

}  // namespace

void add_mailbox(py::module_& module) {
  py::class_<JobTicket> ticket(module, "Ticket", py::is_final(), "A work that was submitted.");
  seal(ticket).def("cancel", method<&JobTicket::cancel>(),
                   "Stops it; False if it was done already and its answer is on the way.");
  py::class_<Mailbox> mailbox(module, "Mailbox", py::is_final(),
                              "Where the answers for one event loop arrive.");
  seal(mailbox)
      .def("fileno", method<&Mailbox::fileno>(),
           "Becomes readable when answers have arrived; -1 once closed.")
      .def("submit", method<&Mailbox::submit>(), py::arg("number"), py::arg("work").none(false))
      .def("drain", method<&Mailbox::drain>(),
           "What has come since: (number, cancelled, exception or None).")
      .def("wait", method<&Mailbox::wait>(), py::arg("seconds"),
           "Blocks, without the GIL, until something may have arrived.")
      .def("close", method<&Mailbox::close>(),
           "Stops what is under way, and delivers nothing any more.");
  module.def("mailbox", [] { return std::make_unique<Mailbox>(); });
  module.def("after_fork_in_child", &after_fork_in_child,
             "Leaves what belongs to the parent's threads behind.");
  module.def("shut_down", &shut_down, py::call_guard<py::gil_scoped_release>(),
             "Stops and ends all native threads.");
  // For an interpreter that ends without its exit handlers: nothing of Python is needed.
  Py_AtExit(&shut_down);
}

}  // namespace komparu::python
