// SPDX-License-Identifier: MIT
// What a call is given: immutable once it is made, so that threads may share it.
#ifndef KOMPARU_BINDINGS_VALUES_H_
#define KOMPARU_BINDINGS_VALUES_H_

#include <chrono>
#include <optional>

#include "komparu/archive.h"
#include "komparu/options.h"
#include "komparu/tree_options.h"

namespace komparu::python {

// One set of options, as each kind of comparison wants it.
struct CallOptions {
  CompareOptions bytes;
  TreeOptions trees;
  ArchiveOptions archives;
  std::optional<std::chrono::nanoseconds> time_limit;  // of a whole comparison
};

}  // namespace komparu::python

#endif  // KOMPARU_BINDINGS_VALUES_H_
