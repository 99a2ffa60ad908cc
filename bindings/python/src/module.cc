// SPDX-License-Identifier: MIT
#include "module.h"

#include "komparu/version.h"

namespace py = pybind11;

// Without the GIL, where there is such a Python: what is shared is immutable or locks for itself.
#if PYBIND11_VERSION_HEX >= 0x020D0000
PYBIND11_MODULE(_core, module, py::mod_gil_not_used()) {
#else
PYBIND11_MODULE(_core, module) {
#endif
  using namespace komparu::python;
  module.attr("__version__") = KOMPARU_VERSION_STRING;
  add_errors();
  add_values(module);
  add_works(module);
  add_run(module);
  add_mailbox(module);
  add_program(module);
}
