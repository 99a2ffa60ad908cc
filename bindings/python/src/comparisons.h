// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BINDINGS_COMPARISONS_H_
#define KOMPARU_BINDINGS_COMPARISONS_H_

#include <pybind11/pybind11.h>

namespace komparu::python {

// Defines Work and the functions that make one.
void add_comparisons(pybind11::module_& module);

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_COMPARISONS_H_
