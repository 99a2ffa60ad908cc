// SPDX-License-Identifier: MIT
// The texts of -h, --help and --version.
#ifndef KOMPARU_APPS_OPTIONS_HELP_H_
#define KOMPARU_APPS_OPTIONS_HELP_H_

#include <string>
#include <string_view>

namespace komparu::cli {

// -h: at most 20 lines. Fits 80 columns, as help_text() does.
std::string summary_text(std::string_view program);

std::string help_text(std::string_view program);

std::string version_text();

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_HELP_H_
