// SPDX-License-Identifier: MIT
// Every option, once: how it is spelled, what the help says of it and what it does. The parser,
// --help, the completions and the suggestions for a misspelt option all read this table.
#ifndef KOMPARU_APPS_OPTIONS_TABLE_H_
#define KOMPARU_APPS_OPTIONS_TABLE_H_

#include <span>
#include <string_view>

namespace komparu::cli {

struct Invocation;

enum class Argument {
  none,
  required,  // -n5, -n 5, --bytes=5, --bytes 5
  optional,  // --color, --color=never; the next word is never taken
};

// Headings of --help, in the order they are printed.
enum class Group {
  comparison,
  trees,
  archives,
  many,
  lists,
  output,
  reading,
  http,
  information,
  hidden
};

struct Option {
  char letter;            // '\0': none
  std::string_view name;  // without the dashes; empty: only a letter
  Argument argument;
  std::string_view argument_name;
  std::string_view choices;  // the words an argument can be, separated by spaces; empty: any
  Group group;
  std::string_view help;  // empty: another spelling of the entry before it
  // Puts the value into the Invocation. Throws UsageError for a value that the option cannot have.
  void (*apply)(Invocation& asked, const Option& option, std::string_view value);
};

// True if the argument is a list of the choices, separated by commas.
bool is_list(const Option& option);

// The spellings of one option stand next to each other, the preferred one first.
std::span<const Option> option_table();

// The preferred spelling of an entry of the table: it has a long name and the help.
const Option& preferred(const Option& option);

// The option with this letter, or null.
const Option* find_letter(char letter);

// What to use instead of an option that other programs have and this one lacks; empty if that is
// not known. `name` is a long name or a letter, without dashes.
std::string_view advice(std::string_view name);

// The visible long name that is spelt most like `name`; empty if none is near.
std::string_view nearest_name(std::string_view name);

// True if `word` is one of the words in `choices`.
bool is_choice(std::string_view choices, std::string_view word);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_TABLE_H_
