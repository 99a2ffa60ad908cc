// SPDX-License-Identifier: MIT
#include "options/completions.h"

#include <fmt/format.h>

#include <algorithm>

#include "options/table.h"

namespace komparu::cli {
namespace {

bool is_shown(const Option& option) { return option.group != Group::hidden; }

bool names_a_file(const Option& option) {
  return option.argument_name == "FILE" || option.argument_name == "MAP" ||
         (option.argument_name == "LIST" && option.choices.empty());
}

// The text with a backslash before each character of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result.push_back('\\');
    result.push_back(c);
  }
  return result;
}

// The words, which are separated by spaces, with another separator.
std::string joined(std::string_view words, char separator) {
  std::string result(words);
  std::replace(result.begin(), result.end(), ' ', separator);
  return result;
}

// The text as it stands between single quotes of zsh, in which nothing can be escaped.
std::string single_quoted(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += R"('\'')";
    } else {
      result.push_back(c);
    }
  }
  return result;
}

// What stands before the word of a list that is being typed, with the last comma, in fish.
constexpr std::string_view kFishListSoFar =
    R"f((string replace -r -- "^(--[^=]*=)?((.*,)?).*" "\$2" (commandline -ct)))f";

// In bash '=' is a word of its own, so the word before the cursor tells which option it belongs to;
// an optional argument is completed behind '=' only.
std::string bash_completions() {
  std::string words;
  std::string arguments;
  for (const Option& option : option_table()) {
    if (!is_shown(option)) continue;
    if (option.letter != '\0') words += fmt::format("-{} ", option.letter);
    words += fmt::format("--{}{} ", option.name, option.argument == Argument::required ? "=" : "");
    if (option.argument == Argument::none) continue;
    std::string pattern = fmt::format("--{}=", option.name);
    if (option.argument == Argument::required) pattern += fmt::format(" | --{}", option.name);
    if (option.argument == Argument::required && option.letter != '\0') {
      pattern += fmt::format(" | -{}", option.letter);
    }
    // Words of a list are completed behind the last comma.
    const char* const begun = is_list(option) ? "-P \"${word%\"${word##*,}\"}\" " : "";
    const char* const last = is_list(option) ? "${word##*,}" : "$word";
    arguments += fmt::format("    {}) COMPREPLY=($(compgen {}-W '{}' -- \"{}\")); return ;;\n",
                             pattern, begun, option.choices, last);
  }
  words.pop_back();
  return fmt::format(R"(# bash completion for komparu
_komparu() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} option=${{COMP_WORDS[COMP_CWORD - 1]}}
  if [[ $word == = ]]; then
    option+== word=
  elif [[ $option == = ]]; then
    option=${{COMP_WORDS[COMP_CWORD - 2]}}=
  fi
  COMPREPLY=()
  case $option in
{0}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W '{1}' -- "$word"))
    if [[ ${{#COMPREPLY[@]}} -eq 1 && ${{COMPREPLY[0]}} == *= ]]; then
      compopt -o nospace 2>/dev/null
    fi
  fi
}}
complete -o bashdefault -o default -F _komparu komparu
)",
                     arguments, words);
}

std::string zsh_argument(const Option& option) {
  if (option.argument == Argument::none) return {};
  std::string action = " ";
  if (names_a_file(option)) action = "_files";
  if (!option.choices.empty()) action = fmt::format("({})", option.choices);
  if (is_list(option)) action = fmt::format("_values -s , format {}", option.choices);
  return fmt::format("{}{}:{}", option.argument == Argument::optional ? "::" : ":",
                     escaped(option.argument_name, "[]:"), action);
}

std::string zsh_completions() {
  std::string specs;
  for (const Option& option : option_table()) {
    if (!is_shown(option)) continue;
    const std::string help = single_quoted(escaped(preferred(option).help, "[]:"));
    const std::string argument = zsh_argument(option);
    // What has a value can be given again: the last one holds, or all of them do.
    const char* const again = option.argument == Argument::required ? "*" : "";
    const char* const equals = option.argument == Argument::required   ? "="
                               : option.argument == Argument::optional ? "=-"
                                                                       : "";
    if (option.letter != '\0') {
      specs += fmt::format("    '{}-{}{}[{}]{}' \\\n", again, option.letter,
                           option.argument == Argument::required ? "+" : "", help, argument);
    }
    specs += fmt::format("    '{}--{}{}[{}]{}' \\\n", again, option.name, equals, help, argument);
  }
  return fmt::format(R"(#compdef komparu
_komparu() {{
  _arguments -s -S \
{}    '*:file:_files'
}}
if [[ $funcstack[1] == _komparu ]]; then
  _komparu "$@"
else
  compdef _komparu komparu
fi
)",
                     specs);
}

std::string fish_completions() {
  std::string text = "# fish completion for komparu\n";
  for (const Option& option : option_table()) {
    if (!is_shown(option)) continue;
    text += "complete -c komparu";
    if (option.letter != '\0') text += fmt::format(" -s {}", option.letter);
    text += fmt::format(" -l {}", option.name);
    if (option.argument == Argument::required) text += names_a_file(option) ? " -r -F" : " -x";
    if (option.argument == Argument::optional) text += " -f";
    if (is_list(option)) {
      text += fmt::format(R"( -a '{}{{{}}}')", kFishListSoFar, joined(option.choices, ','));
    } else if (!option.choices.empty()) {
      text += fmt::format(" -a '{}'", option.choices);
    }
    text += fmt::format(" -d '{}'\n", escaped(preferred(option).help, "'\\"));
  }
  return text;
}

}  // namespace

std::string completions(std::string_view shell) {
  if (shell == "bash") return bash_completions();
  if (shell == "zsh") return zsh_completions();
  return fish_completions();
}

}  // namespace komparu::cli
