// SPDX-License-Identifier: MIT
// The command as one call: it parses, runs and reports.
#ifndef KOMPARU_APPS_COMMAND_H_
#define KOMPARU_APPS_COMMAND_H_

#include <span>
#include <string>
#include <string_view>

namespace komparu::cli {

// Does what the words after the program's name ask for and returns the status to exit with. Takes
// over the signals that interrupt, and the standard streams, while it runs; one call at a time, on
// the main thread of a process that is the caller's. An interrupt ends the process by its signal.
// `worker` is the program that may be started as ArchiveOptions::worker; empty: there is none, and
// the formats that need one are unsupported.
int run_command(std::string_view program, std::span<const std::string_view> words,
                const std::string& worker);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_COMMAND_H_
