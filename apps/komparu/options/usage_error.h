// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_OPTIONS_USAGE_ERROR_H_
#define KOMPARU_APPS_OPTIONS_USAGE_ERROR_H_

#include <string>
#include <string_view>

#include "options/table.h"

namespace komparu::cli {

// Thrown for a command line that cannot be carried out; `reason` is fit for a message.
struct UsageError {
  std::string reason;
};

// Thrown by an option that ends the command line where it stands, such as --help.
struct Finished {
  std::string report;
};

// Throws the UsageError for a value that an option cannot have.
[[noreturn]] void refuse_value(const Option& option, std::string_view value);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_USAGE_ERROR_H_
