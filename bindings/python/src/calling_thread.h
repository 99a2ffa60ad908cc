// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_CALLING_THREAD_H_
#define KOMPARU_BINDINGS_CALLING_THREAD_H_

#include <pybind11/pybind11.h>

namespace komparu::python {

// Defines run().
void add_run(pybind11::module_& module);

// In the child of a fork the calling thread is the main one, whatever it was before.
void take_for_main_thread();

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_CALLING_THREAD_H_
