// SPDX-License-Identifier: MIT
#include <chrono>
#include <cstdlib>
#include <new>

#include "command_line.h"
#include "exit_code.h"
#include "interrupt.h"
#include "komparu/archive_worker.h"
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
}  // namespace komparu::cli

int main(int argc, char** argv) {
  if (komparu::is_archive_worker(argc, argv)) return komparu::run_archive_worker();
  namespace cli = komparu::cli;
  const std::string_view program = argc > 0 ? argv[0] : "komparu";
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  komparu::StopSource stop;
  cli::Interrupt interrupt(stop);
  cli::Output output(program, stop.token());
  try {
    const bool operands_last = std::getenv("POSIXLY_CORRECT") != nullptr;
    const auto typed = cli::read_command_line(program, words, operands_last, std::getenv);
    if (const auto* const answer = std::get_if<cli::Answer>(&typed))
      return cli::tell(*answer, output);
    return cli::carry_out(std::get<cli::Invocation>(typed), stop, interrupt, output);
  } catch (const std::bad_alloc&) {
    output.message("memory exhausted");
    return cli::kExitTrouble;
  }
}
