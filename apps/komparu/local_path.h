// SPDX-License-Identifier: MIT
// What the letters of a path mean to the operating system.
#ifndef KOMPARU_APPS_LOCAL_PATH_H_
#define KOMPARU_APPS_LOCAL_PATH_H_

#include <string>
#include <string_view>

namespace komparu::cli {

// Whether what stands before a colon names a drive, so that it is no scheme of a URL.
bool is_drive(std::string_view text);

// Whether a directory's name may end in this letter without its being part of the name.
bool is_separator(char letter);

// The path that the decoded path of a file:// URL means.
std::string path_of_url_path(std::string path);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_LOCAL_PATH_H_
