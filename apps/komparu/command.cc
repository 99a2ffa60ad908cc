// SPDX-License-Identifier: MIT
#include "command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <variant>

#include "environment.h"
#include "exit_code.h"
#include "interrupt.h"
#include "komparu/http.h"
#include "linked_operands.h"
#include "local_file.h"
#include "options/apply.h"
#include "options/usage_error.h"
#include "origins.h"
#include "outputs.h"
#include "progress_line.h"
#include "run.h"

namespace komparu::cli {
namespace {

// The counts of a run that ended early: those of the report, and what the library counted besides.
TreeCounts counts_so_far(const Report& report, const Progress& progress) {
  TreeCounts counts = report.reported();
  // Entries are judged in the order in which they are reported; what is the same is not reported.
  const std::uint64_t others = counts.differ + counts.only_left + counts.only_right + counts.errors;
  const std::uint64_t entries = progress.entries;
  if (entries > others) counts.same = std::max(counts.same, entries - others);
  counts.bytes_read = progress.bytes_read;
  return counts;
}

// G6: says that a report was cut, and why. A text report already says that the time is over.
void tell_cut(const Invocation& asked, const Report& report, const Interrupt& interrupt,
              Output& output) {
  if (asked.quiet) return;
  constexpr std::string_view kIncomplete = "the comparison is incomplete";
  if (interrupt.caught()) {
    output.message(fmt::format("stopped by {}: {}", interrupt.name(), kIncomplete));
  } else if (report.cut_by_max_diffs()) {
    output.message(fmt::format("stopped by --max-diffs={}: {}",
                               asked.trees.max_differences.value_or(0), kIncomplete));
  } else if (asked.form == Form::json) {
    output.message(fmt::format("stopped by a time limit: {}", kIncomplete));
  }
}

// A directory cannot be compared with standard input.
void check_operands(const Invocation& asked) {
  if (!asked.alone || asked.as == As::bytes) return;
  const bool is_base = asked.left.kind == Operand::Kind::web && is_base_url(asked.left.path);
  if (asked.left.kind == Operand::Kind::path) {
    const std::optional<LocalFile> file = look_at(asked.left.path, true);
    if (!file || file->kind != Kind::directory || asked.as == As::tree) return;
  } else if (!is_base) {
    return;
  }
  throw UsageError{
      fmt::format("missing operand: compare {} with what?{}", asked.left.name, asked.guess)};
}

int carry_out(const Invocation& asked, StopSource& stop, Interrupt& interrupt, Output& output) {
  const auto start = std::chrono::steady_clock::now();
  const std::unique_ptr<Report> report = make_report(asked, output);
  Progress progress;
  ProgressLine line(asked, progress, output);
  stop.set_poll([&] {
    line.tick();
    output.tick();
  });
  Outcome outcome;
  try {
    const std::optional<Outcome> links = compare_linked_operands(asked, *report, output);
    outcome = links ? *links : run(asked, stop.token(), progress, *report, output);
  } catch (const Error& error) {
    outcome.counts = counts_so_far(*report, progress);
    // After an interrupt no reason is wanted. finish() reports a report that was lost.
    if (!interrupt.caught() && output.good()) {
      report->trouble(error);
      ++outcome.counts.errors;
    }
  }
  line.clear();
  Totals totals{outcome.counts, exit_code(outcome.verdict)};
  totals.weak_checksums = outcome.weak_checksums;
  totals.complete = !interrupt.caught() && !report->cut_by_max_diffs() && !report->timed_out();
  if (interrupt.caught()) totals.exit = kExitSignal + interrupt.signal();
  if (!totals.complete) tell_cut(asked, *report, interrupt, output);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  totals.seconds = taken.count();
  report->end(totals);
  const int status = output.finish(totals.exit);
  interrupt.pass_on();
  return status;
}

// Prints the answer; the status to exit with.
int print(const Answer& answer, Output& output) {
  output.write(answer.report);
  for (const std::string& line : answer.messages) output.message(line);
  return output.finish(answer.status);
}

}  // namespace

int run_command(std::string_view program, std::span<const std::string_view> words,
                const std::string& worker) {
  StopSource stop;
  Interrupt interrupt(stop);
  Output output(program, stop.token());
  try {
    const bool operands_last = environment_variable("POSIXLY_CORRECT") != nullptr;
    auto typed = read_command_line(program, words, operands_last, environment_variable);
    if (const auto* const answer = std::get_if<Answer>(&typed)) return print(*answer, output);
    auto& asked = std::get<Invocation>(typed);
    try {
      check_operands(asked);
      check_outputs(asked, stop.token());
    } catch (const UsageError& error) {
      return print(usage_error(program, error.reason), output);
    }
    if (!asked.quiet && asked.meets_urls) {
      asked.web.origins = std::make_shared<Origins>(asked.web, output);
      for (const Operand& operand : asked.operands) asked.web.origins->note(operand);
    }
    asked.archives.worker = worker;
    return carry_out(asked, stop, interrupt, output);
  } catch (const std::bad_alloc&) {
    output.message("memory exhausted");
    return kExitTrouble;
  }
}

}  // namespace komparu::cli
