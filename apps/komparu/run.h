// SPDX-License-Identifier: MIT
// What was asked for -> the one verb of the library that it means.
#ifndef KOMPARU_APPS_RUN_H_
#define KOMPARU_APPS_RUN_H_

#include "invocation.h"
#include "komparu/progress.h"
#include "komparu/stop.h"
#include "output.h"
#include "report/report.h"

namespace komparu::cli {

// Compares and reports; throws Error if there is no answer. `progress` is kept up to date.
Outcome run(const Invocation& asked, const StopToken& stop, Progress& progress, Report& report,
            Output& output);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_RUN_H_
