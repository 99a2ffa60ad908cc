// SPDX-License-Identifier: MIT
#include "run_many.h"

#include <utility>
#include <vector>

#include "exit_code.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "pair_list.h"
#include "run_trees.h"

namespace komparu::cli {
namespace {

void add(TreeCounts& sum, const TreeCounts& more) {
  sum.same += more.same;
  sum.differ += more.differ;
  sum.only_left += more.only_left;
  sum.only_right += more.only_right;
  sum.errors += more.errors;
  sum.excluded += more.excluded;
  sum.bytes_read += more.bytes_read;
}

class PairPrinter final : public PairSink {
 public:
  PairPrinter(PairList& list, Report& report, Lists* lists, Output& output)
      : list_(list), report_(report), output_(output), entries_(report, lists, output) {}

  void add(std::size_t number, const Pair& /*pair*/, const Finding& finding) override {
    begin(number);
    entries_.add(finding);
  }

  void pause() override { output_.deliver(); }

  void close(std::size_t number, const Pair& /*pair*/, const PairAnswer& answer) override {
    begin(number);
    Outcome outcome;
    if (const auto* const bytes = std::get_if<ByteResult>(&answer)) {
      report_.streams(*bytes);
      outcome = outcome_of(bytes->verdict, bytes->bytes_read);
    } else if (const auto* const trees = std::get_if<TreeSummary>(&answer)) {
      outcome = {trees->verdict, trees->counts};
    } else {
      report_.trouble(std::get<Error>(answer));
      outcome = outcome_of(Verdict::trouble, 0);
    }
    report_.pair_end(exit_code(outcome.verdict));
    cli::add(counts_, outcome.counts);
    begun_ = false;
    if (!output_.good()) throw Error(ErrorCode::output, "", "the report cannot be written");
  }

  const TreeCounts& counts() const { return counts_; }

 private:
  void begin(std::size_t number) {
    if (begun_) return;
    begun_ = true;
    operands_ = list_.take_operands();
    report_.about(operands_.first, operands_.second, number);
  }

  PairList& list_;
  Report& report_;
  Output& output_;
  FindingPrinter entries_;
  TreeCounts counts_;
  std::pair<Operand, Operand> operands_;
  bool begun_ = false;
};

}  // namespace

Outcome run_groups(const Invocation& asked, const CompareOptions& options, const Fetching& fetching,
                   Report& report) {
  GroupOptions groups;
  groups.trees = tree_options(asked, options);
  groups.stop_at_any_difference = asked.quiet;
  std::vector<Source> sources;
  for (const Operand& operand : asked.operands) {
    sources.push_back(source_of(operand, fetching.both));
  }
  const GroupResult result = asked.as == As::tree
                                 ? compare_many_archives(sources, groups, asked.archives)
                                 : compare_many(sources, groups);
  report.groups(result, asked.operands);
  Outcome outcome;
  outcome.verdict = result.verdict;
  outcome.counts.same = result.groups.size() == 1 ? 1 : 0;
  outcome.counts.differ = result.groups.size() > 1 ? 1 : 0;
  outcome.counts.errors = result.problems.size();
  outcome.counts.bytes_read = result.bytes_read;
  return outcome;
}

Outcome run_pairs(const Invocation& asked, const CompareOptions& options, const Fetching& fetching,
                  Report& report, Output& output) {
  PairOptions pairs;
  pairs.bytes = options;
  pairs.trees = tree_options(asked, options);
  pairs.archives = asked.archives;
  pairs.members = asked.as == As::tree;
  pairs.stop_at_any_difference = asked.quiet;
  PairList list(asked, fetching, options.stop);
  Lists lists(asked.lists, output);
  PairPrinter printer(list, report, &lists, output);
  Outcome outcome;
  outcome.verdict = compare_pairs(list, pairs, printer);
  lists.finish();
  outcome.counts = printer.counts();
  return outcome;
}

}  // namespace komparu::cli
