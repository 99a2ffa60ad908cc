// SPDX-License-Identifier: MIT
// What a typed operand names, judged by its letters alone: no file is touched here.
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
  // What is asked for: the path, decoded where a file URL was typed; the URL, secrets included.
  std::string path;
};

// Thrown for an operand that can be refused unseen; `reason` is fit for a message.
struct BadOperand {
  std::string reason;
};

// "-", http(s):// and file:// URLs, paths; anything else with "scheme://" throws BadOperand, and so
// does a URL that nothing can be asked for.
Operand read_operand(std::string_view typed);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPERAND_H_
