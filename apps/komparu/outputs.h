// SPDX-License-Identifier: MIT
// X7: a list must not be written over what is compared.
#ifndef KOMPARU_APPS_OUTPUTS_H_
#define KOMPARU_APPS_OUTPUTS_H_

#include "invocation.h"

namespace komparu::cli {

// Throws UsageError if a list that is to be written is an operand or another file that is read, or
// lies below an operand. Files are known by device and number, so a link or another spelling of a
// name hides nothing. Looks at paths, opens nothing; does nothing where no list was asked for.
void check_outputs(const Invocation& asked);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OUTPUTS_H_
