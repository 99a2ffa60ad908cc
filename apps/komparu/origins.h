// SPDX-License-Identifier: MIT
// X8: -H sends its headers, which may be secrets, to the servers of all URLs. Where these are
// several, a warning names them.
#ifndef KOMPARU_APPS_ORIGINS_H_
#define KOMPARU_APPS_ORIGINS_H_

#include <string>
#include <vector>

#include "operand.h"
#include "options/web_options.h"
#include "output.h"

namespace komparu::cli {

class Origins {
 public:
  // `output` must outlive it. Says nothing where no header goes to both sides.
  Origins(const WebOptions& web, Output& output) : active_(!web.headers.empty()), output_(output) {}

  // Warns of the second server and of each one after it, up to kMost.
  void note(const Operand& operand);

 private:
  static constexpr std::size_t kMost = 10;

  bool active_;
  Output& output_;
  std::vector<std::string> seen_;
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_ORIGINS_H_
