// SPDX-License-Identifier: MIT
#include "run.h"

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "checksum_file.h"
#include "finding_printer.h"
#include "komparu/checksums.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/signal_guard.h"
#include "library_options.h"
#include "origins.h"
#include "outputs.h"
#include "report/byte_listing.h"
#include "run_many.h"
#include "sources.h"
#include "url_map.h"

namespace komparu::cli {
namespace {

bool is_base(const Operand& operand) {
  return operand.kind == Operand::Kind::web && is_base_url(operand.path);
}

// Adds the option that helps if one side alone is a base URL.
Error with_option(const Error& error, const Invocation& asked) {
  if (error.code() != ErrorCode::wrong_kind || !error.side()) return error;
  const bool of_left = error.side() == Side::left;
  const Operand& blamed = of_left ? asked.left : asked.right;
  if (!is_base(blamed) || is_base(of_left ? asked.right : asked.left)) return error;
  Error result(error.code(), error.subject(),
               error.detail() + " (--as=bytes compares what it sends)");
  return result.with_side(*error.side()).with_phase(error.phase());
}

// The tree of --url-map. A list is not written over what the map names (X7), and whoever gets
// headers is noted (X8).
Source mapped(const Invocation& asked, const Fetching& fetching, const StopToken& stop) {
  const Outputs outputs(asked.lists);
  return read_url_map(*asked.url_map, fetching.right, stop, [&](const Operand& operand) {
    if (const auto objection = outputs.objection(operand)) throw BadOperand{*objection};
    if (asked.web.origins) asked.web.origins->note(operand);
  });
}

// The tree of --checksums.
Source listed(const Invocation& asked, const PairOptions& options, const Fetching& fetching,
              const Until& until, std::uint64_t& weak) {
  const ChecksumFormat format{asked.hash, asked.ended_by_nul};
  Checksums list = read_checksums(source_of(asked.left, fetching.left), format, options.bytes.read,
                                  until, options.archives.memory);
  weak = list.weak;
  return std::move(list.source);
}

// What --write-checksums alone reports: the rest is about a right side that nobody typed.
class OnlyProblems final : public FindingSink {
 public:
  explicit OnlyProblems(FindingSink& sink) : sink_(sink) {}

  void begin() override { sink_.begin(); }
  void add(const Finding& finding) override {
    if (finding.status == Status::error) sink_.add(finding);
  }

 private:
  FindingSink& sink_;
};

Outcome run_pair(const Invocation& asked, const PairOptions& options, const Fetching& fetching,
                 const Until& until, Report& report, Output& output);

// Writes the list beside what is reported. An answer is needed: without one there is no list.
Outcome run_writing(const Invocation& asked, PairOptions options, const Fetching& fetching,
                    const Until& until, Report& report, Output& output) {
  ChecksumFile file(*asked.write_checksums, asked.ended_by_nul);
  options.trees.digests = &file;
  options.trees.left_out.push_back(file.temporary());
  Outcome outcome;
  if (asked.only_write) {
    options.trees.allow_empty = true;
    FindingPrinter printer(report, asked.lists, output);
    OnlyProblems problems(printer);
    const Answer answer =
        compare(source_of(asked.left, fetching.left), make_map({}), options, problems, until);
    printer.finish();
    outcome = {Verdict::same, std::get<TreeSummary>(answer).counts};
    TreeCounts& counts = outcome.counts;
    counts.same += std::exchange(counts.only_left, 0);
    if (counts.errors > 0) outcome.verdict = Verdict::trouble;
  } else {
    outcome = run_pair(asked, options, fetching, until, report, output);
  }
  file.commit();
  return outcome;
}

Outcome run_pair(const Invocation& asked, const PairOptions& options, const Fetching& fetching,
                 const Until& until, Report& report, Output& output) {
  // An invalid map is refused before anything is fetched.
  const Source right =
      asked.url_map ? mapped(asked, fetching, until.stop) : source_of(asked.right, fetching.right);
  std::uint64_t weak = 0;
  const Source left = asked.checksums ? listed(asked, options, fetching, until, weak)
                                      : source_of(asked.left, fetching.left);
  if (weak > 0 && asked.trees.weak_digests && !asked.quiet) {
    output.message(
        fmt::format("warning: {} checksums in {} are md5 or sha1: equal ones do not "
                    "prove that the files are the same",
                    weak, asked.left.name));
  }
  FindingPrinter findings(report, asked.lists, output);
  const Answer answer = [&] {
    try {
      return compare(left, right, options, findings, until);
    } catch (const Error& error) {
      throw with_option(error, asked);
    }
  }();
  if (const auto* const trees = std::get_if<TreeSummary>(&answer)) {
    findings.finish();
    return {trees->verdict, trees->counts, asked.trees.weak_digests ? weak : 0};
  }
  const auto& bytes = std::get<ByteResult>(answer);
  report.streams(bytes);
  if (bytes.both_archives) output.message("both are archives: -a compares their members");
  return outcome_of(bytes.verdict, bytes.bytes_read);
}

}  // namespace

Outcome run(const Invocation& asked, const StopToken& stop, Progress& progress, Report& report,
            Output& output) {
  const Until until = Until::within(asked.time_limit, stop);
  if (asked.meets_urls && !asked.web.http.verify_tls) {
    output.message("warning: --insecure: servers are not verified");
  }
  const Fetching fetching = cli::fetching(asked, stop);
  if (asked.compare.read.io != Io::read) install_signal_guard();
  // If its output is the null device, cmp counts no lines and stops at the first difference.
  const bool text = asked.form == Form::text && !asked.quiet && !asked.brief;
  const bool into_the_void = text && output.is_null_device();
  PairOptions options = library_options(asked, fetching, stop, progress, into_the_void);
  if (asked.pairs) return run_pairs(asked, options, fetching, until, report, output);
  if (asked.groups) return run_groups(asked, options, fetching, until, report);
  ByteListing listing(output, options.bytes.extent, asked.print_bytes, asked.trees.max_differences);
  if (asked.list && !into_the_void) options.every_byte = &listing;
  try {
    if (asked.write_checksums) return run_writing(asked, options, fetching, until, report, output);
    return run_pair(asked, options, fetching, until, report, output);
  } catch (const ListedEnough&) {
    report.cut_listing();
    return outcome_of(Verdict::different, progress.bytes_read);
  }
}

}  // namespace komparu::cli
