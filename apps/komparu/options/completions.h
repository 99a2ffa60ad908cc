// SPDX-License-Identifier: MIT
// Completion scripts, made from the option table.
#ifndef KOMPARU_APPS_OPTIONS_COMPLETIONS_H_
#define KOMPARU_APPS_OPTIONS_COMPLETIONS_H_

#include <string>
#include <string_view>

namespace komparu::cli {

// The script for `shell`, one of bash, zsh and fish.
std::string completions(std::string_view shell);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_COMPLETIONS_H_
