// SPDX-License-Identifier: MIT
#include "run_trees.h"

#include <string>

#include "file_lines.h"
#include "komparu/compare.h"
#include "komparu/error.h"

namespace komparu::cli {
namespace {

// As diff reads them: white space at the end of a line counts for nothing, nor does an empty line.
void read_patterns(const std::string& file, const StopToken& stop,
                   std::vector<std::string>& patterns) {
  FileLines lines(file, '\n', stop);
  while (std::optional<std::string> line = lines.next()) {
    line->erase(line->find_last_not_of(" \t\r\v\f") + 1);
    if (!line->empty()) patterns.push_back(std::move(*line));
  }
}

}  // namespace

TreeOptions tree_options(const Invocation& asked, const CompareOptions& given) {
  TreeOptions options = asked.trees;
  for (const std::string& file : asked.exclude_from) {
    read_patterns(file, given.stop, options.filter.exclude);
  }
  options.detail =
      asked.form == Form::json && !asked.quiet && !asked.brief ? Detail::offset : Detail::verdict;
  options.size_check = asked.compare.size_check;
  options.quick_check = asked.compare.quick_check;
  options.read = given.read;
  options.jobs = given.jobs;
  options.stop = given.stop;
  options.time_limit = given.time_limit;
  options.progress = given.progress;
  // A map has no directories of its own: each file that one side lacks is told by its path.
  options.every_file = asked.url_map.has_value();
  options.report_same = asked.report_identical && !asked.quiet;
  for (const ListRequest& list : asked.lists) {
    if (list.kind == ListKind::combined || list.kind == ListKind::match) options.report_same = true;
  }
  options.stop_at_any_difference = asked.quiet && asked.lists.empty();
  return options;
}

Error neither_listed(const Operand& left) {
  return Error(ErrorCode::wrong_kind, left.name,
               "neither side can be listed: one must be a directory, an archive or a map of URLs")
      .with_side(Side::left);
}

void FindingPrinter::add(const Finding& finding) {
  report_.entry(finding);
  if (lists_ != nullptr) {
    lists_->add(finding.status, report_.path_of(finding));
  }
  if (!output_.good()) throw Error(ErrorCode::output, "", "the report cannot be written");
}

Outcome run_trees(Tree& left, Tree& right, const Invocation& asked, const CompareOptions& options,
                  Report& report, Output& output) {
  const TreeOptions trees = tree_options(asked, options);
  Lists lists(asked.lists, output);
  FindingPrinter printer(report, &lists, output);
  const TreeSummary summary = compare_trees(left, right, trees, printer);
  lists.finish();
  return {summary.verdict, summary.counts};
}

}  // namespace komparu::cli
