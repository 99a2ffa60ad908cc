// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_PROGRAM_H_
#define KOMPARU_BINDINGS_PROGRAM_H_

#include <pybind11/pybind11.h>

namespace komparu::python {

// Defines main(), build_info() and shown_name().
void add_program(pybind11::module_& module);

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_PROGRAM_H_
