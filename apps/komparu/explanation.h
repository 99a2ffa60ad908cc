// SPDX-License-Identifier: MIT
// Errors in the words of somebody who wants to know what to do next.
#ifndef KOMPARU_APPS_EXPLANATION_H_
#define KOMPARU_APPS_EXPLANATION_H_

#include "invocation.h"
#include "komparu/error.h"

namespace komparu::cli {

// A file beside a directory is blamed for being no archive, with its kind, as far as its first
// bytes tell it, and what to do instead. Other errors are left as they are.
Error explained(const Error& error, const Invocation& asked);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_EXPLANATION_H_
