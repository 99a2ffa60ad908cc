// SPDX-License-Identifier: MIT
// How it works: archives whose members can be opened in any order are walked as any trees are.
// Others are read in a row: contents are judged as they come (pair.cc, passing.cc), and read once
// more with every content hashed if that is what is lacking; what can be read only once is hashed
// from the beginning. Then the names are walked as those of any trees.
#include "compare/archives/streamed_trees.h"

#include <memory>
#include <optional>
#include <utility>

#include "archive/member_tree.h"
#include "base/at_side.h"
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

bool left_out_files(const Sides<MemberSource>& sources) {
  const auto has = [](const Archive* archive) {
    return archive != nullptr && archive->left_out_files();
  };
  return has(sources.left.archive) || has(sources.right.archive);
}

// What is wrong with an archive as a whole is a finding without a path.
TreeSummary walk(const Sides<Tree*>& trees, const Sides<MemberSource>& sources,
                 const TreeOptions& options, const Until& until, FindingSink& sink) {
  TreeSummary summary;
  // Does `work` for each side that is an archive; false if that failed.
  const auto each = [&](const auto& work) {
    bool done = true;
    for (const Side side : kBothSides) {
      if (sources[side].archive == nullptr) continue;
      const auto fault = attempt([&] { at_side(side, [&] { work(side); }); });
      if (!fault) continue;
      sink.add(finding_of(*fault));
      ++summary.counts.errors;
      done = false;
    }
    if (!done) summary.verdict = Verdict::trouble;
    return done;
  };
  if (!each([&](Side side) { trees[side]->root(); })) return summary;
  const WorkDone done{nullptr, false, left_out_files(sources)};
  summary = compare_listed_trees(*trees.left, *trees.right, options, until, sink, done);
  each([&, verdict = summary.verdict](Side side) { sources[side].archive->confirm(verdict); });
  return summary;
}

std::unique_ptr<Reading> begin_reading(const Sides<MemberSource>& sources,
                                       const ScanContext& context, bool by_digest) {
  if (sources.left.tree != nullptr) {
    return read_passing(Side::right, sources.right, *sources.left.tree, context);
  }
  if (sources.right.tree != nullptr) {
    return read_passing(Side::left, sources.left, *sources.right.tree, context);
  }
  return read_pair(sources, context, by_digest);
}

TreeSummary read_and_walk(const Sides<MemberSource>& sources, const TreeOptions& options,
                          bool by_digest, const Until& until, FindingSink& sink) {
  ScanContext context{options, until, NameFilter(options.filter)};
  context.hashed = by_digest;
  for (const Side side : kBothSides) {
    const Archive* const archive = sources[side].archive;
    if (archive != nullptr && !archive->repeatable()) context.hashed = true;
  }
  context.may_repeat = !context.hashed;
  std::unique_ptr<Reading> reading = begin_reading(sources, context, by_digest);
  std::uint64_t read_before = 0;
  if (!reading->run()) {
    read_before = reading->bytes_read();
    reading.reset();
    context.hashed = true;
    context.may_repeat = false;
    reading = begin_reading(sources, context, by_digest);
    reading->run();
  }
  const std::optional<Error>& fault = reading->fault();
  if (fault && !reading->over()) sink.add(finding_of(*fault));
  const WorkDone done{reading.get(), fault || reading->over(), left_out_files(sources)};
  const auto trees = reading->trees(done.names_missing);
  TreeSummary summary = compare_listed_trees(*trees.left, *trees.right, options, until, sink, done);
  summary.counts.bytes_read += read_before + reading->bytes_read();
  if (reading->over()) {
    summary.verdict = Verdict::different;
    summary.stopped_early = true;
  } else if (fault) {
    ++summary.counts.errors;
    if (!summary.stopped_early) summary.verdict = Verdict::trouble;
  }
  return summary;
}

}  // namespace

TreeSummary compare_members(const Sides<MemberSource>& sources, const TreeOptions& options,
                            bool by_digest, const Until& until, FindingSink& sink) {
  Sides<Tree*> trees{sources.left.tree, sources.right.tree};
  if (trees.left != nullptr && trees.right != nullptr) {
    return compare_listed_trees(*trees.left, *trees.right, options, until, sink);
  }
  by_digest = by_digest && trees.left == nullptr && trees.right == nullptr;
  Sides<std::unique_ptr<Tree>> opened;
  for (const Side side : kBothSides) {
    if (trees[side] != nullptr || by_digest) continue;
    opened[side] = archive::tree_of(*sources[side].archive, until, !options.stop_at_any_difference);
    trees[side] = opened[side].get();
  }
  const bool any_order = trees.left != nullptr && trees.right != nullptr && trees.left->listed() &&
                         trees.right->listed();
  if (any_order) return walk(trees, sources, options, until, sink);
  if (options.digests != nullptr && sources.left.archive != nullptr) {
    throw Error(ErrorCode::unsupported, "",
                "the members of this archive pass by once: their checksums cannot be written")
        .with_side(Side::left);
  }
  return read_and_walk(sources, options, by_digest, until, sink);
}

}  // namespace komparu
