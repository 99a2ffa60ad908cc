// SPDX-License-Identifier: MIT
// The command, and what there is to tell about the build.
#include <pybind11/stl.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command.h"
#include "komparu/archive.h"
#include "komparu/http.h"
#include "komparu/version.h"
#include "module.h"

namespace py = pybind11;

namespace komparu::python {
namespace {

// An interrupt ends the process while it runs, as that of the komparu command: Python's handlers
// are not asked.
int run_main(const std::vector<py::bytes>& arguments) {
  const std::vector<std::string> typed(arguments.begin(), arguments.end());
  const std::vector<std::string_view> all(typed.begin(), typed.end());
  const std::string_view program = all.empty() ? "komparu" : all.front();
  const std::span<const std::string_view> words(all.begin() + (all.empty() ? 0 : 1), all.end());
  const py::gil_scoped_release released;
  // This process runs Python: it cannot be started again as the worker.
  return cli::run_command(program, words, "");
}

py::dict build_info() {
  std::string http;
  std::string archives;
  {
    const py::gil_scoped_release released;  // libraries are loaded for that
    http = http_library();
    archives = archive_library();
  }
  py::dict info;
  info["komparu"] = KOMPARU_VERSION_STRING;
  info["http"] = text_of(http);
  info["archives"] = text_of(archives);
  info["pybind11"] = PYBIND11_TOSTRING(PYBIND11_VERSION_MAJOR) "." PYBIND11_TOSTRING(
      PYBIND11_VERSION_MINOR) "." PYBIND11_TOSTRING(PYBIND11_VERSION_PATCH);
  return info;
}

py::str shown(const py::str& name) {
  // Whatever the text holds comes out again, surrogates alone included.
  const std::string bytes = name.attr("encode")("utf-8", "surrogatepass").cast<std::string>();
  const py::bytes result(shown_name(bytes));
  return result.attr("decode")("utf-8", "surrogatepass");
}

}  // namespace

void add_program(py::module_& module) {
  module.def("main", &run_main, py::arg("arguments"),
             "The command line, argv[0] included; returns the exit status.");
  module.def("build_info", &build_info, "Versions of the library and of what it loads.");
  module.def("shown_name", &shown, py::arg("name"),
             "A source's name as it may be shown: a URL without its secrets.");
}

}  // namespace komparu::python
