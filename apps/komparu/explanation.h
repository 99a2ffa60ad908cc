// SPDX-License-Identifier: MIT
// Errors with the next step to take.
#ifndef KOMPARU_APPS_EXPLANATION_H_
#define KOMPARU_APPS_EXPLANATION_H_

#include "invocation.h"
#include "komparu/error.h"

namespace komparu::cli {

// If a file that is no archive was compared with a directory, the error names the file, its kind
// (by its first bytes) and what to do instead. Other errors are returned unchanged.
Error explained(const Error& error, const Invocation& asked);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_EXPLANATION_H_
