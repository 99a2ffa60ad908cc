// SPDX-License-Identifier: MIT
#include "run_many.h"

#include <utility>
#include <vector>

#include "exit_code.h"
#include "finding_printer.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "pair_list.h"

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
  PairPrinter(PairList& list, Report& report, const std::vector<ListRequest>& lists, Output& output)
      : list_(list), report_(report), output_(output), entries_(report, lists, output) {
    entries_.begin();
  }

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

  void finish() { entries_.finish(); }
  const TreeCounts& counts() const { return counts_; }

 private:
  void begin(std::size_t number) {
    if (begun_) return;
    begun_ = true;
    auto [left, right] = list_.take_operands();
    report_.about(std::move(left), std::move(right), number);
  }

  PairList& list_;
  Report& report_;
  Output& output_;
  FindingPrinter entries_;
  TreeCounts counts_;
  bool begun_ = false;
};

}  // namespace

Outcome run_groups(const Invocation& asked, const PairOptions& options, const Fetching& fetching,
                   const Until& until, Report& report) {
  GroupOptions groups;
  groups.as = options.as;
  groups.trees = options.trees;
  groups.trees.read = options.bytes.read;
  groups.trees.jobs = options.bytes.jobs;
  groups.trees.progress = options.bytes.progress;
  groups.archives = options.archives;
  groups.stop_at_any_difference = asked.quiet;
  std::vector<Source> sources;
  for (const Operand& operand : asked.operands) {
    sources.push_back(source_of(operand, fetching.both));
  }
  const GroupResult result = compare_many(sources, groups, until);
  report.groups(result, asked.operands);
  Outcome outcome;
  outcome.verdict = result.verdict;
  outcome.counts.same = result.groups.size() == 1 ? 1 : 0;
  outcome.counts.differ = result.groups.size() > 1 ? 1 : 0;
  outcome.counts.errors = result.problems.size();
  outcome.counts.bytes_read = result.bytes_read;
  return outcome;
}

Outcome run_pairs(const Invocation& asked, PairOptions options, const Fetching& fetching,
                  const Until& until, Report& report, Output& output) {
  options.spot_archives = false;
  options.stop_at_any_difference = asked.quiet;
  PairList list(asked, fetching, until.stop);
  PairPrinter printer(list, report, asked.lists, output);
  Outcome outcome;
  try {
    outcome.verdict = compare_pairs(list, options, printer, until);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::nothing_compared) throw;
    throw Error(error.code(), shown_name(*asked.pairs), error.detail());
  }
  printer.finish();
  outcome.counts = printer.counts();
  return outcome;
}

}  // namespace komparu::cli
