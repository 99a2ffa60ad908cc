// SPDX-License-Identifier: MIT
// What a call is given: immutable once it is made, so that threads may share it.
#ifndef KOMPARU_BINDINGS_VALUES_H_
#define KOMPARU_BINDINGS_VALUES_H_

#include <pybind11/pybind11.h>

#include <chrono>
#include <optional>
#include <string_view>

#include "komparu/archive.h"
#include "komparu/options.h"
#include "komparu/source.h"
#include "komparu/tree_options.h"

namespace komparu::python {

// One set of options, as each kind of comparison wants it.
struct CallOptions {
  CompareOptions bytes;
  TreeOptions trees;
  ArchiveOptions archives;
  std::optional<std::chrono::nanoseconds> time_limit;
};

// Whether reading the source may have to wait for somebody who writes.
bool may_wait(const Source& source);

// Text in the system's own bytes, as os.fsdecode() gives it.
pybind11::str text_of(std::string_view bytes);

// Defines HttpOptions, Source and Options.
void add_values(pybind11::module_& module);

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_VALUES_H_
