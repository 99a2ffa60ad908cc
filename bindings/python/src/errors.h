// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_ERRORS_H_
#define KOMPARU_BINDINGS_ERRORS_H_

#include <pybind11/pybind11.h>

#include <exception>

namespace komparu::python {

// The Python exception that stands for what a comparison threw. Needs the GIL.
pybind11::object exception_of(const std::exception_ptr& thrown);

// Lets every function of the module raise those exceptions.
void add_errors();

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_ERRORS_H_
