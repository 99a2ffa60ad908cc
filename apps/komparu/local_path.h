// SPDX-License-Identifier: MIT
// How the operating system reads a path.
#ifndef KOMPARU_APPS_LOCAL_PATH_H_
#define KOMPARU_APPS_LOCAL_PATH_H_

#include <string>
#include <string_view>

namespace komparu::cli {

// True if the text before a colon is a drive, not the scheme of a URL.
bool is_drive(std::string_view text);

// True if this character separates the components of a path.
bool is_separator(char letter);

// The local path for the decoded path of a file:// URL.
std::string path_of_url_path(std::string path);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_LOCAL_PATH_H_
