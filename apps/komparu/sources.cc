// SPDX-License-Identifier: MIT
#include "sources.h"

#include <unistd.h>

#include "komparu/error.h"

namespace komparu::cli {

Source source_of(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::path:
      return Source(operand.path);
    case Operand::Kind::standard_input:
      return Source(operand.name, STDIN_FILENO);
    case Operand::Kind::web:
      break;
  }
  throw Error(ErrorCode::unsupported, operand.name, "URLs are not supported by this build");
}

}  // namespace komparu::cli
