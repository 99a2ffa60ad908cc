// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_SOURCES_H_
#define KOMPARU_APPS_SOURCES_H_

#include "komparu/source.h"
#include "operand.h"

namespace komparu::cli {

// What the library is to open for an operand. Throws Error (unsupported) for what it cannot open.
Source source_of(const Operand& operand);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_SOURCES_H_
