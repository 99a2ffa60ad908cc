// SPDX-License-Identifier: MIT
// Carrying out in the calling thread. The order is: take the work, release the GIL, compare, take
// the GIL again, answer. Between the two nothing touches Python but Signals, which takes the GIL
// for itself, and only in Python's main thread: another one that outlives the interpreter is ended
// where it asks for the GIL (before Python 3.14 by unwinding it), which the library's frames do not
// let through.
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>

#include "komparu/stop.h"
#include "module.h"
#include "work.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

// Ends a comparison whose thread has a Python exception set: it is no exception of Python's itself,
// whose destruction would need the GIL.
struct Interrupted {};

// What Python's main thread, which alone sees to signals, is called.
std::atomic<unsigned long> main_thread{0};

// Lets Python see to its signals now and then, in the middle of a comparison without the GIL.
class Signals {
 public:
  explicit Signals(PyThreadState*& released) : released_(released) {}

  void see_to() {
    const Clock::time_point now = Clock::now();
    if (now < next_) return;
    next_ = now + kEvery;
    PyEval_RestoreThread(released_);
    const bool raised = PyErr_CheckSignals() != 0;
    released_ = PyEval_SaveThread();
    if (raised) throw Interrupted();
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kEvery{50};

  PyThreadState*& released_;
  Clock::time_point next_ = Clock::now() + kEvery;
};

py::object run(const std::shared_ptr<Work>& work) {
  work->begin();
  std::exception_ptr failure;
  bool interrupted = false;
  // No guard object takes the GIL back: a thread that outlives the interpreter is ended there, and
  // that must not happen inside a destructor.
  PyThreadState* released = PyEval_SaveThread();
  try {
    Signals signals(released);
    StopSource stop;
    if (PyThread_get_thread_ident() == main_thread) {
      stop.set_poll([&signals] { signals.see_to(); });
    }
    work->run(stop.token(), nullptr);
  } catch (const Interrupted&) {
    interrupted = true;
  } catch (...) {
    failure = std::current_exception();
  }
  PyEval_RestoreThread(released);
  if (interrupted) throw py::error_already_set();
  if (failure) std::rethrow_exception(failure);
  return work->answer();
}

}  // namespace

void take_for_main_thread() { main_thread = PyThread_get_thread_ident(); }

void add_run(py::module_& module) {
  const py::object main = py::module_::import("threading").attr("main_thread")();
  main_thread = main.attr("ident").cast<unsigned long>();
  module.def(
      "run", &run, py::arg("work").none(false),
      "Carries the work out in this thread, without the GIL; signals are seen to meanwhile.");
}

}  // namespace komparu::python
