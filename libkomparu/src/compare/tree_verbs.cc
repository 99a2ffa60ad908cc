// SPDX-License-Identifier: MIT
// The public functions for two trees.
#include <memory>
#include <utility>

#include "base/at_side.h"
#include "compare/call.h"
#include "compare/trees/listed_trees.h"
#include "komparu/compare.h"

namespace komparu {

namespace {

class Collector final : public FindingSink {
 public:
  explicit Collector(std::vector<Finding>& findings) : findings_(findings) {}
  void add(const Finding& finding) override { findings_.push_back(finding); }

 private:
  std::vector<Finding>& findings_;
};

}  // namespace

TreeSummary compare_trees(Tree& left, Tree& right, const TreeOptions& options, FindingSink& sink) {
  check_options(options.read, options.jobs);
  return compare_listed_trees(left, right, options, until_of(options.stop, options.time_limit),
                              sink);
}

TreeSummary compare_trees(const Source& left, const Source& right, const TreeOptions& options,
                          FindingSink& sink) {
  TreeOptions sharing = options;
  sharing.read = with_client(options.read);
  const auto left_tree = at_side(Side::left, [&] { return open_tree(left, sharing.read); });
  const auto right_tree = at_side(Side::right, [&] { return open_tree(right, sharing.read); });
  return compare_trees(*left_tree, *right_tree, sharing, sink);
}

TreeResult compare_trees(const Source& left, const Source& right, const TreeOptions& options) {
  TreeResult result;
  Collector collector(result.findings);
  result.summary = compare_trees(left, right, options, collector);
  return result;
}

}  // namespace komparu
