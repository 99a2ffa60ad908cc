// SPDX-License-Identifier: MIT
#include "local_path.h"

namespace komparu::cli {

bool is_drive(std::string_view /*text*/) { return false; }

bool is_separator(char letter) { return letter == '/'; }

std::string path_of_url_path(std::string path) { return path; }

}  // namespace komparu::cli
