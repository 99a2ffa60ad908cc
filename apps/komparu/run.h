// SPDX-License-Identifier: MIT
// Calls the verb of the library that the Invocation means.
#ifndef KOMPARU_APPS_RUN_H_
#define KOMPARU_APPS_RUN_H_

#include "invocation.h"
#include "komparu/progress.h"
#include "komparu/stop.h"
#include "output.h"
#include "report/report.h"

namespace komparu::cli {

// Compares and reports. Throws Error if there is no answer. Keeps `progress` up to date.
Outcome run(const Invocation& asked, const StopToken& stop, Progress& progress, Report& report,
            Output& output);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_RUN_H_
