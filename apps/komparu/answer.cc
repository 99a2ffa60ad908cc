// SPDX-License-Identifier: MIT
#include "answer.h"

namespace komparu::cli {

int tell(const Answer& answer, Output& output) {
  output.write(answer.report);
  for (const std::string& line : answer.messages) output.message(line);
  return output.finish(answer.status);
}

}  // namespace komparu::cli
