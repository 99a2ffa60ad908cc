// SPDX-License-Identifier: MIT
// The answer to a command line that starts no comparison: help, or a usage error.
#ifndef KOMPARU_APPS_ANSWER_H_
#define KOMPARU_APPS_ANSWER_H_

#include <string>
#include <vector>

namespace komparu::cli {

struct Answer {
  int status = 0;
  std::string report;                 // for standard output
  std::vector<std::string> messages;  // lines for standard error, without the program's name
};

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_ANSWER_H_
