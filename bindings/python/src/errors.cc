// SPDX-License-Identifier: MIT
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "komparu/error.h"
#include "komparu/http.h"
#include "module.h"

namespace py = pybind11;

namespace komparu::python {

py::object exception_of(const Error& error, std::string_view subject) {
  const py::module_ errors = py::module_::import("komparu.errors");
  return errors.attr("_from_native")(text_of(word(error.code())), text_of(subject),
                                     text_of(error.detail()), error.os_error(),
                                     error.http_status());
}

py::object exception_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    return exception_of(error, shown_name(error.subject()));
  } catch (py::error_already_set& error) {
    return error.value();
  } catch (const std::bad_alloc&) {
    return py::reinterpret_borrow<py::object>(PyExc_MemoryError)();
  } catch (const std::exception& error) {
    // The library throws nothing else: what gets here is a bug, and shall be seen.
    return py::reinterpret_borrow<py::object>(PyExc_RuntimeError)(error.what());
  }
}

void add_errors() {
  // NOLINTNEXTLINE(performance-unnecessary-value-param): it has to be a function of that type
  py::register_local_exception_translator([](std::exception_ptr thrown) {
    if (!thrown) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const Error& error) {
      try {
        const py::object exception = exception_of(error, shown_name(error.subject()));
        PyErr_SetObject(py::type::of(exception).ptr(), exception.ptr());
      } catch (py::error_already_set& failed) {
        failed.restore();
      }
    }
  });
}

}  // namespace komparu::python
