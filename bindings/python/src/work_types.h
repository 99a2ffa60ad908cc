// SPDX-License-Identifier: MIT
// Defines the functions that make a Work of each kind.
#ifndef KOMPARU_BINDINGS_WORK_TYPES_H_
#define KOMPARU_BINDINGS_WORK_TYPES_H_

#include <pybind11/pybind11.h>

namespace komparu::python {

void add_stream_works(pybind11::module_& module);
void add_tree_works(pybind11::module_& module);
void add_group_works(pybind11::module_& module);

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_WORK_TYPES_H_
