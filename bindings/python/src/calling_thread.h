// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_CALLING_THREAD_H_
#define KOMPARU_BINDINGS_CALLING_THREAD_H_

#include <pybind11/pybind11.h>

namespace komparu::python {

// Defines run().
void add_run(pybind11::module_& module);

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_CALLING_THREAD_H_
