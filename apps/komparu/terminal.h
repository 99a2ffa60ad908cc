// SPDX-License-Identifier: MIT
// The terminal behind standard output and standard error.
#ifndef KOMPARU_APPS_TERMINAL_H_
#define KOMPARU_APPS_TERMINAL_H_

#include <cstddef>

#include "invocation.h"

namespace komparu::cli {

// True if reports are to be coloured: `automatic` means that standard output is a terminal that is
// not dumb and NO_COLOR (no-color.org) is unset or empty.
bool use_color(When when);

// True if standard error is a terminal.
bool has_terminal();

// Columns of that terminal; 80 if they are unknown.
std::size_t terminal_columns();

// False while another job is in the foreground of that terminal.
bool in_foreground();

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_TERMINAL_H_
