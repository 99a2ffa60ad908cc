// SPDX-License-Identifier: MIT
// The native half of the package; _core.pyi beside the Python half says what it offers.
#include <pybind11/pybind11.h>

#include <memory>

#include "calling_thread.h"
#include "errors.h"
#include "komparu/version.h"
#include "mailbox_type.h"
#include "program.h"
#include "values.h"
#include "work.h"
#include "work_types.h"

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
  const py::class_<Work, std::shared_ptr<Work>> work(
      module, "Work", py::is_final(), "A comparison that waits to be carried out, once.");
  add_stream_works(module);
  add_tree_works(module);
  add_group_works(module);
  add_run(module);
  add_mailbox(module);
  add_program(module);
}
