// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_RUN_MANY_H_
#define KOMPARU_APPS_RUN_MANY_H_

#include "invocation.h"
#include "komparu/progress.h"
#include "komparu/stop.h"
#include "output.h"
#include "report.h"

namespace komparu::cli {

// Sorts the operands into groups and reports.
Outcome run_groups(const Invocation& asked, const StopToken& stop, Progress& progress,
                   Report& report);

// Compares the pairs of a list and reports. `options` are those for two byte streams.
Outcome run_pairs(const Invocation& asked, const CompareOptions& options, Progress& progress,
                  Report& report, Output& output);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_RUN_MANY_H_
