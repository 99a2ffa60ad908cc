// SPDX-License-Identifier: MIT
#include "local_path.h"

namespace komparu::cli {

bool is_drive(std::string_view text) { return text.size() == 1; }

bool is_separator(char letter) { return letter == '/' || letter == '\\'; }

// RFC 8089, appendix D.2: the drive stands behind the first slash.
std::string path_of_url_path(std::string path) {
  const bool names_drive = path.size() > 2 && path[0] == '/' && path[2] == ':';
  return names_drive ? path.substr(1) : path;
}

}  // namespace komparu::cli
