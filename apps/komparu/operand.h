// SPDX-License-Identifier: MIT
// What a typed operand names, judged by its text alone. No file is touched.
#ifndef KOMPARU_APPS_OPERAND_H_
#define KOMPARU_APPS_OPERAND_H_

#include <string>
#include <string_view>

namespace komparu::cli {

struct Operand {
  enum class Kind { path, standard_input, web, map };

  Kind kind = Kind::path;
  // What reports and messages call it: as typed, except that of a URL the secrets are hidden.
  std::string name;
  // What is opened: the path (of a file:// URL, decoded) or the URL with its secrets.
  std::string path;
  // A list of checksums: its paths are below no directory.
  bool is_list = false;
};

// Thrown for an operand that is refused by its text; `reason` is fit for a message.
struct BadOperand {
  std::string reason;
};

// "-", http(s):// and file:// URLs, paths; anything else with "scheme://" throws BadOperand, and so
// does a URL that cannot be fetched.
Operand read_operand(std::string_view typed);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPERAND_H_
