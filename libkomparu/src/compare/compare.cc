// SPDX-License-Identifier: MIT
// The public verb for two.
#include "komparu/compare.h"

#include "compare/archives/streamed_trees.h"
#include "compare/bytes/comparison.h"
#include "compare/call.h"
#include "compare/pair.h"
#include "compare/trees/listed_trees.h"

namespace komparu {

namespace {

class NoFindings final : public FindingSink {
 public:
  void add(const Finding& /*finding*/) override {}
};

}  // namespace

Answer compare(const Source& left, const Source& right, const PairOptions& asked, FindingSink& sink,
               const Until& until) {
  const PairOptions options = prepared(asked);
  ThreadPool pool(threads_of(options.bytes.jobs) - 1);
  Scratch scratch;
  return compare_pair(left, right, options, until, {pool, scratch}, sink);
}

Answer compare(const Source& left, const Source& right, const PairOptions& options,
               const Until& until) {
  NoFindings sink;
  return compare(left, right, options, sink, until);
}

ByteResult compare(Reader& left, Reader& right, const CompareOptions& options, const Until& until) {
  check_options(options.read, options.jobs);
  ThreadPool pool(threads_of(options.jobs) - 1);
  Scratch scratch;
  return compare_readers(left, right, options, until, {pool, scratch}, "", nullptr);
}

TreeSummary compare(Tree& left, Tree& right, const TreeOptions& options, FindingSink& sink,
                    const Until& until) {
  check_options(options);
  return compare_listed_trees(left, right, options, until, sink);
}

TreeSummary compare(Archive& left, Archive& right, const TreeOptions& options, FindingSink& sink,
                    const Until& until) {
  check_options(options);
  return compare_members({{nullptr, &left}, {nullptr, &right}}, options, false, until, sink);
}

TreeSummary compare(Archive& left, Tree& right, const TreeOptions& options, FindingSink& sink,
                    const Until& until) {
  check_options(options);
  return compare_members({{nullptr, &left}, {&right}}, options, false, until, sink);
}

TreeSummary compare(Tree& left, Archive& right, const TreeOptions& options, FindingSink& sink,
                    const Until& until) {
  check_options(options);
  return compare_members({{&left}, {nullptr, &right}}, options, false, until, sink);
}

Verdict verdict_of(const Answer& answer) noexcept {
  if (const auto* const bytes = std::get_if<ByteResult>(&answer)) return bytes->verdict;
  return std::get_if<TreeSummary>(&answer)->verdict;
}

}  // namespace komparu
