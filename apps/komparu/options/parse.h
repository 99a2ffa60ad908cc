// SPDX-License-Identifier: MIT
// Lets CLI11 take a command line apart: options and operands may mix, "--" ends the options,
// letters may be bundled. Long names may be shortened while they are unambiguous, as getopt_long(3)
// allows (those about URLs must be written out).
#ifndef KOMPARU_APPS_OPTIONS_PARSE_H_
#define KOMPARU_APPS_OPTIONS_PARSE_H_

#include <functional>
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

// A word that cannot be read. `reason` is in the words of getopt_long(3).
struct WordError {
  std::string reason;
  std::string_view suggestion = {};  // a long name that may have been meant, or empty
  std::string_view advice = {};      // what to use instead, or empty
};

struct Parsed {
  std::vector<std::string> operands;
  // The last option that took the next word as its value: it may have been meant as an operand.
  std::optional<TypedOption> took_next_word;
  // The first word that cannot be read. The words behind it are not looked at.
  std::optional<WordError> error;
};

// Called with each option in the order typed. It may throw to end the parse.
using OptionSink = std::function<void(const Option&, std::optional<std::string_view> value)>;

// `words` are the arguments without the program's name. With `operands_last` (what the environment
// variable POSIXLY_CORRECT asks for) the first operand ends the options.
Parsed parse(std::span<const std::string_view> words, bool operands_last, const OptionSink& sink);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_PARSE_H_
