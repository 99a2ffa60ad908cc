// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_RUN_MANY_H_
#define KOMPARU_APPS_RUN_MANY_H_

#include "invocation.h"
#include "komparu/options.h"
#include "output.h"
#include "report.h"
#include "sources.h"

namespace komparu::cli {

// Sorts the operands into groups and reports. `options` are those for two byte streams.
Outcome run_groups(const Invocation& asked, const CompareOptions& options, const Fetching& fetching,
                   Report& report);

// Compares the pairs of a list and reports.
Outcome run_pairs(const Invocation& asked, const CompareOptions& options, const Fetching& fetching,
                  Report& report, Output& output);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_RUN_MANY_H_
