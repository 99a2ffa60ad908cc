// SPDX-License-Identifier: MIT
// Turns the words of a command line into an Invocation. Opens and prints nothing.
#ifndef KOMPARU_APPS_OPTIONS_APPLY_H_
#define KOMPARU_APPS_OPTIONS_APPLY_H_

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "answer.h"
#include "invocation.h"

namespace komparu::cli {

// `program` is the name komparu was started as, `words` the arguments behind it. With
// `operands_last` the first operand ends the options (see parse.h). `environment` gives
// TMPDIR and, if the run may fetch a URL, what curl reads.
std::variant<Invocation, Answer> read_command_line(std::string_view program,
                                                   std::span<const std::string_view> words,
                                                   bool operands_last = false,
                                                   const Environment& environment = {});

// The answer to a command line that cannot be carried out.
Answer usage_error(std::string_view program, std::string reason, std::string_view suggestion = {});

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_APPLY_H_
