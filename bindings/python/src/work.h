// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_WORK_H_
#define KOMPARU_BINDINGS_WORK_H_

#include <pybind11/pybind11.h>

#include <atomic>
#include <stdexcept>

#include "job.h"

namespace komparu::python {

// A comparison and what it has come to. Holds no Python object, so that it may end anywhere.
class Work : public Job {
 public:
  // Needs the GIL. After carry_out() has returned; called once.
  virtual pybind11::object answer() = 0;

  // Throws if the work was begun before.
  void begin() {
    if (begun_.exchange(true)) throw std::runtime_error("a work can be carried out only once");
  }

 private:
  std::atomic<bool> begun_{false};
};

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_WORK_H_
