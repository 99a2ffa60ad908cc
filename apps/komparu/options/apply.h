// SPDX-License-Identifier: MIT
// The typed words -> what they ask for. Nothing is opened, asked for or printed here.
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
// `operands_last` the first operand ends the options (see parse.h). `environment` is asked
// for TMPDIR, and where a URL may be met for more.
std::variant<Invocation, Answer> read_command_line(std::string_view program,
                                                   std::span<const std::string_view> words,
                                                   bool operands_last = false,
                                                   const Environment& environment = {});

// What a command line that cannot be carried out ends with.
Answer usage_error(std::string_view program, std::string reason, std::string_view suggestion = {});

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_APPLY_H_
