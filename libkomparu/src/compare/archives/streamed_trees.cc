// SPDX-License-Identifier: MIT
#include "compare/archives/streamed_trees.h"

#include <memory>
#include <optional>
#include <utility>

#include "archive/zip/tree.h"
#include "base/at_side.h"
#include "compare/archives/index.h"
#include "compare/archives/pair.h"
#include "compare/archives/passing.h"
#include "compare/trees/listed_trees.h"

namespace komparu {

namespace {

Finding finding_of(const Error& fault) {
  Finding finding;
  finding.status = Status::error;
  finding.problem =
      Problem{fault.code(), fault.detail(), fault.os_error(), fault.http_status(), fault.side()};
  return finding;
}

// Reads and judges, and once more with every content hashed if that is what is lacking. What can be
// read only once is hashed from the beginning. `Work` is made by make().
template <typename Make>
auto run_readings(const Make& make, ScanContext& context, bool repeatable) {
  context.hashed = context.hashed || !repeatable;
  context.may_repeat = !context.hashed;
  auto work = make();
  if (work->run()) return work;
  const std::uint64_t read_before = work->bytes_read();
  work.reset();
  context.hashed = true;
  context.may_repeat = false;
  work = make();
  work->run();
  work->add_bytes_read(read_before);
  return work;
}

// The walk over the names, once the contents are judged. `walk` is given what is done.
template <typename Work, typename Walk>
TreeSummary tell(const Work& work, FindingSink& sink, const Walk& walk) {
  const std::optional<Error>& fault = work.fault();
  if (fault && !work.over()) sink.add(finding_of(*fault));
  TreeSummary summary = walk(WorkDone{&work, fault || work.over(), false});
  summary.counts.bytes_read += work.bytes_read();
  if (work.over()) {
    summary.verdict = Verdict::different;
    summary.stopped_early = true;
  } else if (fault) {
    ++summary.counts.errors;
    if (!summary.stopped_early) summary.verdict = Verdict::trouble;
  }
  return summary;
}

// One or two archives whose members can be opened in any order: they are walked as any trees are
// (`left_archive` or `right_archive` is null for what is no archive). What is wrong with an archive
// as a whole is a finding without a path.
TreeSummary walk(Tree& left, Tree& right, Archive* left_archive, Archive* right_archive,
                 const TreeOptions& options, const Until& until, FindingSink& sink) {
  TreeSummary summary;
  // Calls `work` for each archive and its tree; false if that failed.
  const auto each = [&](const auto& work) {
    bool done = true;
    for (const Side side : {Side::left, Side::right}) {
      Archive* const archive = side == Side::left ? left_archive : right_archive;
      if (archive == nullptr) continue;
      const auto fault = attempt(
          [&] { at_side(side, [&] { work(side == Side::left ? left : right, *archive); }); });
      if (!fault) continue;
      sink.add(finding_of(*fault));
      ++summary.counts.errors;
      done = false;
    }
    if (!done) summary.verdict = Verdict::trouble;
    return done;
  };
  if (!each([](Tree& tree, Archive&) { tree.root(); })) return summary;
  WorkDone done;
  for (const Archive* const archive : {left_archive, right_archive}) {
    if (archive != nullptr && archive->left_out_files()) done.left_out_files = true;
  }
  summary = compare_listed_trees(left, right, options, until, sink, done);
  each([verdict = summary.verdict](Tree&, Archive& archive) { archive.confirm(verdict); });
  return summary;
}

}  // namespace

TreeSummary compare_streamed(const StreamedArchive& left, const StreamedArchive& right,
                             const TreeOptions& options, bool by_digest, const Until& until,
                             FindingSink& sink) {
  if (!by_digest) {
    const auto left_tree = archive::tree_of(left.archive, until, !options.stop_at_any_difference);
    const auto right_tree = archive::tree_of(right.archive, until, !options.stop_at_any_difference);
    if (left_tree && right_tree) {
      return walk(*left_tree, *right_tree, &left.archive, &right.archive, options, until, sink);
    }
  }
  ScanContext context{options, until, NameFilter(options.filter)};
  context.hashed = by_digest;
  const bool repeatable = left.archive.repeatable() && right.archive.repeatable();
  const auto make = [&] { return std::make_unique<ArchivePair>(left, right, context, by_digest); };
  const std::unique_ptr<ArchivePair> work = run_readings(make, context, repeatable);
  return tell(*work, sink, [&](WorkDone done) {
    done.left_out_files = left.archive.left_out_files() || right.archive.left_out_files();
    const std::unique_ptr<Tree> left_tree = make_index_tree(work->left(), done.names_missing);
    const std::unique_ptr<Tree> right_tree = make_index_tree(work->right(), done.names_missing);
    return compare_listed_trees(*left_tree, *right_tree, options, until, sink, done);
  });
}

TreeSummary compare_streamed(Side side, const StreamedArchive& archive, Tree& tree,
                             const TreeOptions& options, const Until& until, FindingSink& sink) {
  const auto members = archive::tree_of(archive.archive, until, !options.stop_at_any_difference);
  if (members && tree.listed()) {
    return side == Side::left
               ? walk(*members, tree, &archive.archive, nullptr, options, until, sink)
               : walk(tree, *members, nullptr, &archive.archive, options, until, sink);
  }
  ScanContext context{options, until, NameFilter(options.filter)};
  const auto make = [&] { return std::make_unique<PassingMembers>(side, archive, tree, context); };
  const std::unique_ptr<PassingMembers> work =
      run_readings(make, context, archive.archive.repeatable());
  return tell(*work, sink, [&](WorkDone done) {
    done.left_out_files = archive.archive.left_out_files();
    const std::unique_ptr<Tree> index = make_index_tree(work->members(), done.names_missing);
    const std::unique_ptr<Tree> answers =
        tree.listed() ? nullptr : make_index_tree(work->answers(), done.names_missing);
    Tree& other = answers ? *answers : tree;
    Tree& left = side == Side::left ? *index : other;
    Tree& right = side == Side::left ? other : *index;
    return compare_listed_trees(left, right, options, until, sink, done);
  });
}

}  // namespace komparu
