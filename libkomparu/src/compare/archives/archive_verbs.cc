// SPDX-License-Identifier: MIT
// The public functions for archives that are open already.
#include "compare/archives/streamed_trees.h"
#include "compare/call.h"
#include "komparu/compare.h"

namespace komparu {

TreeSummary compare_archives(Archive& left, Archive& right, const TreeOptions& options,
                             FindingSink& sink) {
  check_options(options.read, options.jobs);
  return compare_streamed({left, nullptr}, {right, nullptr}, options, false,
                          until_of(options.stop, options.time_limit), sink);
}

TreeSummary compare_archives(Archive& left, Tree& right, const TreeOptions& options,
                             FindingSink& sink) {
  check_options(options.read, options.jobs);
  return compare_streamed(Side::left, {left, nullptr}, right, options,
                          until_of(options.stop, options.time_limit), sink);
}

TreeSummary compare_archives(Tree& left, Archive& right, const TreeOptions& options,
                             FindingSink& sink) {
  check_options(options.read, options.jobs);
  return compare_streamed(Side::right, {right, nullptr}, left, options,
                          until_of(options.stop, options.time_limit), sink);
}

}  // namespace komparu
