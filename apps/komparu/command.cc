// SPDX-License-Identifier: MIT
#include "command.h"

#include <chrono>
#include <memory>
#include <new>
#include <variant>

#include "command_line.h"
#include "environment.h"
#include "exit_code.h"
#include "interrupt.h"
#include "progress_line.h"
#include "run.h"

namespace komparu::cli {
namespace {

int carry_out(const Invocation& asked, StopSource& stop, Interrupt& interrupt, Output& output) {
  const auto start = std::chrono::steady_clock::now();
  const std::unique_ptr<Report> report = make_report(asked, output);
  Progress progress;
  ProgressLine line(asked, progress, stop, output);
  Outcome outcome;
  try {
    outcome = run(asked, stop.token(), progress, *report, output);
  } catch (const Error& error) {
    // After an interrupt nobody waits for the reason; a lost report is told by finish().
    if (!interrupt.caught() && output.good()) report->trouble(error);
    outcome = outcome_of(Verdict::trouble, progress.bytes_read);
  }
  line.clear();
  interrupt.pass_on();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  report->end({outcome.counts, exit_code(outcome.verdict), taken.count()});
  const int status = output.finish(exit_code(outcome.verdict));
  interrupt.pass_on();
  return status;
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
    if (const auto* const answer = std::get_if<Answer>(&typed)) return tell(*answer, output);
    auto& asked = std::get<Invocation>(typed);
    asked.archives.worker = worker;
    return carry_out(asked, stop, interrupt, output);
  } catch (const std::bad_alloc&) {
    output.message("memory exhausted");
    return kExitTrouble;
  }
}

}  // namespace komparu::cli
