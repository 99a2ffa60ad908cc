// SPDX-License-Identifier: MIT
// G8: with --no-dereference operands that are symbolic links are compared by their texts.
#ifndef KOMPARU_APPS_LINKED_OPERANDS_H_
#define KOMPARU_APPS_LINKED_OPERANDS_H_

#include <optional>

#include "invocation.h"
#include "report/report.h"

namespace komparu::cli {

// As diff does: two links by their texts, a link and anything else by kind. None if neither operand
// is a link, or links are followed; then the operands are still to be compared.
std::optional<Outcome> compare_linked_operands(const Invocation& asked, Report& report,
                                               Output& output);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_LINKED_OPERANDS_H_
