// SPDX-License-Identifier: MIT
#include "local_path.h"

namespace komparu::cli {

bool is_drive(std::string_view /*text*/) { return false; }

std::string path_of_url_path(std::string path) { return path; }

}  // namespace komparu::cli
