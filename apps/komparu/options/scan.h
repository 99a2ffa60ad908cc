// SPDX-License-Identifier: MIT
// The words of a command line, told apart as getopt_long(3) does: options and operands may mix,
// "--" ends the options, letters may be bundled, long names may be shortened while they are
// unambiguous (those about URLs must be written out). A word is never changed.
#ifndef KOMPARU_APPS_OPTIONS_SCAN_H_
#define KOMPARU_APPS_OPTIONS_SCAN_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options/table.h"

namespace komparu::cli {

struct TypedOption {
  const Option* option;
  std::optional<std::string_view> value;  // views the words
};

struct ScanError {
  std::string reason;            // in getopt_long(3)'s words
  std::string_view suggestion;   // a long name that may have been meant, or empty
  std::string_view advice = {};  // what to use instead, or empty
};

struct Scan {
  std::vector<TypedOption> options;  // in the order typed
  std::vector<std::string_view> operands;
  // The last option that took the next word as its value: it may have been meant as an operand.
  std::optional<TypedOption> took_next_word;
  // The first fault; the words behind it are not looked at.
  std::optional<ScanError> error;
};

// `words` are the arguments without the program's name. With `operands_last` (what the environment
// variable POSIXLY_CORRECT asks for) the first operand ends the options.
Scan scan(std::span<const std::string_view> words, bool operands_last);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_SCAN_H_
