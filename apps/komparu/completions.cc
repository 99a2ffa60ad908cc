// SPDX-License-Identifier: MIT
#include "completions.h"

#include <fmt/format.h>

#include "option_table.h"

namespace komparu::cli {
namespace {

bool is_shown(const Option& option) { return option.group != Group::hidden; }

// The text with a backslash before each character of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result.push_back('\\');
    result.push_back(c);
  }
  return result;
}

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
    arguments += fmt::format("    {}) COMPREPLY=($(compgen -W '{}' -- \"$word\")); return ;;\n",
                             pattern, option.choices);
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
    if [[ ${{#COMPREPLY[@]}} -eq 1 && ${{COMPREPLY[0]}} == *= ]]; then compopt -o nospace; fi
  fi
}}
complete -o bashdefault -o default -F _komparu komparu
)",
                     arguments, words);
}

std::string zsh_completions() {
  std::string specs;
  for (const Option& option : option_table()) {
    if (!is_shown(option)) continue;
    const std::string help = escaped(preferred(option.id).help, "[]:'");
    std::string argument;
    if (option.argument != Argument::none) {
      const std::string name = escaped(option.argument_name, "[]:");
      const char* const colons = option.argument == Argument::optional ? "::" : ":";
      argument = option.choices.empty() ? fmt::format("{}{}: ", colons, name)
                                        : fmt::format("{}{}:({})", colons, name, option.choices);
    }
    const char* const equals = option.argument == Argument::required   ? "="
                               : option.argument == Argument::optional ? "=-"
                                                                       : "";
    if (option.letter != '\0') {
      specs += fmt::format("    '-{}{}[{}]{}' \\\n", option.letter,
                           option.argument == Argument::required ? "+" : "", help, argument);
    }
    specs += fmt::format("    '--{}{}[{}]{}' \\\n", option.name, equals, help, argument);
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
    if (option.argument == Argument::required) text += " -x";
    if (option.argument == Argument::optional) text += " -f";
    if (!option.choices.empty()) text += fmt::format(" -a '{}'", option.choices);
    text += fmt::format(" -d '{}'\n", escaped(preferred(option.id).help, "'\\"));
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
