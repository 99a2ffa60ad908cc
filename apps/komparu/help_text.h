// SPDX-License-Identifier: MIT
// What --help and --version print.
#ifndef KOMPARU_APPS_HELP_TEXT_H_
#define KOMPARU_APPS_HELP_TEXT_H_

#include <string>
#include <string_view>

namespace komparu::cli {

// Fits 80 columns.
std::string help_text(std::string_view program);

std::string version_text();

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_HELP_TEXT_H_
