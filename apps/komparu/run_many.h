// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_RUN_MANY_H_
#define KOMPARU_APPS_RUN_MANY_H_

#include "invocation.h"
#include "komparu/pairs.h"
#include "komparu/stop.h"
#include "output.h"
#include "report/report.h"
#include "sources.h"

namespace komparu::cli {

// Sorts the operands into groups and reports.
Outcome run_groups(const Invocation& asked, const PairOptions& options, const Fetching& fetching,
                   const Until& until, Report& report);

// Compares the pairs of a list and reports.
Outcome run_pairs(const Invocation& asked, PairOptions options, const Fetching& fetching,
                  const Until& until, Report& report, Output& output);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_RUN_MANY_H_
