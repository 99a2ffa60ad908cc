// SPDX-License-Identifier: MIT
#include "compare/archives/streamed_trees.h"

#include <memory>
#include <optional>

#include "compare/archives/archive_against_tree.h"
#include "compare/archives/archive_pair.h"
#include "compare/archives/member_tree.h"
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

// Does the work of one pass, and once more with hashes if that is what it lacks. `Work` is made by
// make(context).
template <typename Make>
auto run_passes(const Make& make, StreamContext& context, bool repeatable) {
  context.may_repeat = repeatable;
  auto work = make(context);
  if (work->run()) return work;
  const std::uint64_t read_before = work->bytes_read();
  work.reset();
  context.hashed = true;
  context.may_repeat = false;
  work = make(context);
  work->run();
  work->add_bytes_read(read_before);
  return work;
}

// The walk over the names, once the contents are judged. `walk` is given what is done.
template <typename Work, typename Walk>
TreeSummary tell(const Work& work, FindingSink& sink, const Walk& walk) {
  const std::optional<Error>& fault = work.fault();
  if (fault && !work.over()) sink.add(finding_of(*fault));
  TreeSummary summary = walk(WorkDone{&work, fault || work.over()});
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

}  // namespace

TreeSummary compare_streamed(const StreamedArchive& left, const StreamedArchive& right,
                             const TreeOptions& options, bool by_digest, const Until& until,
                             FindingSink& sink) {
  StreamContext context{options, until, NameFilter(options.filter), by_digest, by_digest};
  const bool repeatable = left.archive.repeatable() && right.archive.repeatable();
  const auto make = [&](const StreamContext& with) {
    return std::make_unique<ArchivePair>(left, right, with);
  };
  const std::unique_ptr<ArchivePair> work = run_passes(make, context, repeatable);
  return tell(*work, sink, [&](const WorkDone& done) {
    const std::unique_ptr<Tree> left_tree = make_member_tree(work->left(), done.names_missing);
    const std::unique_ptr<Tree> right_tree = make_member_tree(work->right(), done.names_missing);
    return compare_listed_trees(*left_tree, *right_tree, options, until, sink, done);
  });
}

TreeSummary compare_streamed(Side side, const StreamedArchive& archive, Tree& tree,
                             const TreeOptions& options, const Until& until, FindingSink& sink) {
  StreamContext context{options, until, NameFilter(options.filter)};
  const auto make = [&](const StreamContext& with) {
    return std::make_unique<ArchiveAgainstTree>(side, archive, tree, with);
  };
  const std::unique_ptr<ArchiveAgainstTree> work =
      run_passes(make, context, archive.archive.repeatable());
  return tell(*work, sink, [&](const WorkDone& done) {
    const std::unique_ptr<Tree> members = make_member_tree(work->members(), done.names_missing);
    const std::unique_ptr<Tree> answers =
        tree.listed() ? nullptr : make_member_tree(work->answers(), done.names_missing);
    Tree& other = answers ? *answers : tree;
    Tree& left = side == Side::left ? *members : other;
    Tree& right = side == Side::left ? other : *members;
    return compare_listed_trees(left, right, options, until, sink, done);
  });
}

}  // namespace komparu
