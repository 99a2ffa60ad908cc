// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_LIBRARY_OPTIONS_H_
#define KOMPARU_APPS_LIBRARY_OPTIONS_H_

#include "invocation.h"
#include "komparu/pairs.h"
#include "komparu/progress.h"
#include "komparu/stop.h"
#include "sources.h"

namespace komparu::cli {

// The options for the library. Reads the files of patterns; throws Error if it cannot.
// `into_the_void`: the report goes to the null device.
PairOptions library_options(const Invocation& asked, const Fetching& fetching,
                            const StopToken& stop, Progress& progress, bool into_the_void);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_LIBRARY_OPTIONS_H_
