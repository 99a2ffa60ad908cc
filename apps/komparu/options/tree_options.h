// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_OPTIONS_TREE_OPTIONS_H_
#define KOMPARU_APPS_OPTIONS_TREE_OPTIONS_H_

#include <string_view>

#include "invocation.h"
#include "options/table.h"

namespace komparu::cli {

// Puts an option that concerns trees, groups or pairs into `asked`. False if it is none of them.
// Throws UsageError for a value that it cannot have.
bool apply_tree_option(const Option& option, std::string_view value, Invocation& asked);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_TREE_OPTIONS_H_
