// SPDX-License-Identifier: MIT
// CLI11 splits words into options, values and operands. A pass before it does what CLI11 2.1.2
// cannot do and getopt_long(3) does:
// - It writes shortened names out.
// - It stops at the first word that is wrong. CLI11 would go on, and "--frob --help" would help.
// - It names the options that were typed. Only these are made known to CLI11, so that the cost of
//   starting does not grow with the table.
// - It puts a NUL, which no argument can hold, behind values and operands. Without it
//   CLI11 would take the next word for the value of "--proxy=". The NUL also marks typed values and
//   operands, because CLI11 makes up values of flags and leaves "--" over.
#include "options/parse.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <utility>

#include "options/sizes.h"

namespace komparu::cli {
namespace {

constexpr char kMark = '\0';

std::string marked(std::string_view text) { return std::string(text) + kMark; }

// The word without its dashes, for a message. The value of an unknown option may be a password, so
// it is hidden.
std::string shown(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || read_number(text.substr(equals + 1))) {
    return std::string(text);
  }
  return fmt::format("{}=***", text.substr(0, equals));
}

// The option that is called so, or the only one whose name starts so. Throws WordError if there is
// none. `text` is the name with what stands behind it.
const Option& find_name(std::string_view name, std::string_view text) {
  const std::string unknown = fmt::format("unrecognized option '--{}'", shown(text));
  if (const std::string_view instead = advice(name); !instead.empty()) {
    throw WordError{unknown, {}, instead};
  }
  const Option* found = nullptr;
  bool ambiguous = false;
  std::string possibilities;
  for (const Option& option : option_table()) {
    if (option.name.empty() || !option.name.starts_with(name)) continue;
    if (option.name == name) return option;
    // What curl calls --user would otherwise go to the server as the --user-agent.
    if (option.group == Group::http) continue;
    // Two spellings of one option are no ambiguity.
    if (found != nullptr && &preferred(*found) != &preferred(option)) ambiguous = true;
    if (found == nullptr) found = &option;
    possibilities += fmt::format(" '--{}'", option.name);
  }
  if (ambiguous) {
    throw WordError{
        fmt::format("option '--{}' is ambiguous; possibilities:{}", shown(text), possibilities)};
  }
  if (found == nullptr) throw WordError{unknown, nearest_name(name)};
  return *found;
}

// The words as CLI11 shall see them.
class Preparation {
 public:
  explicit Preparation(std::span<const std::string_view> typed) : rest_(typed) {}

  void run(bool operands_last) {
    bool ended = false;
    while (!ended && !rest_.empty()) {
      const std::string_view word = take();
      ended = word == "--";
      if (ended) {
        words.emplace_back(word);
      } else if (word.size() < 2 || word[0] != '-') {
        words.push_back(marked(word));
        ended = operands_last;
      } else if (word[1] == '-') {
        long_option(word.substr(2));
      } else {
        letters(word.substr(1));
      }
    }
    while (!rest_.empty()) words.push_back(marked(take()));
  }

  std::vector<std::string> words;
  std::vector<const Option*> options;  // the ones that were typed, each once
  std::optional<TypedOption> took_next_word;

 private:
  std::string_view take() {
    const std::string_view word = rest_.front();
    rest_ = rest_.subspan(1);
    return word;
  }

  void add(const Option& option) {
    if (std::find(options.begin(), options.end(), &option) == options.end()) {
      options.push_back(&option);
    }
  }

  void take_value(const Option& option) {
    took_next_word = TypedOption{&option, take()};
    words.push_back(marked(*took_next_word->value));
  }

  void long_option(std::string_view text) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const Option& option = find_name(text.substr(0, equals), text);
    const bool has_value = equals < text.size();
    if (has_value && option.argument == Argument::none) {
      throw WordError{fmt::format("option '--{}' doesn't allow an argument", option.name)};
    }
    const bool wants_next = !has_value && option.argument == Argument::required;
    if (wants_next && rest_.empty()) {
      throw WordError{fmt::format("option '--{}' requires an argument", option.name)};
    }
    add(option);
    words.push_back(fmt::format("--{}", option.name));
    if (has_value) words.back() += marked(text.substr(equals));
    if (wants_next) take_value(option);
  }

  void letters(std::string_view bundle) {
    std::string& word = words.emplace_back("-");
    while (!bundle.empty()) {
      const char letter = bundle[0];
      bundle.remove_prefix(1);
      const Option* const option = find_letter(letter);
      if (option == nullptr) {
        throw WordError{fmt::format("invalid option -- '{}'", letter), {}, advice({&letter, 1})};
      }
      const bool wants_value = option->argument == Argument::required;
      if (wants_value && bundle.empty() && rest_.empty()) {
        throw WordError{fmt::format("option requires an argument -- '{}'", letter)};
      }
      add(*option);
      word.push_back(letter);
      if (!wants_value) continue;
      if (bundle.empty()) return take_value(*option);
      word += marked(bundle);
      return;
    }
  }

  std::span<const std::string_view> rest_;
};

std::string names_of(const Option& option) {
  std::string names;
  if (option.letter != '\0') names = fmt::format("-{},", option.letter);
  if (!option.name.empty()) names += fmt::format("--{}", option.name);
  return names;
}

// The words that CLI11 leaves over: operands and "--".
std::vector<std::string> parse_with_cli11(const std::vector<const Option*>& options,
                                          std::vector<std::string> words, bool operands_last,
                                          const OptionSink& sink) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.prefix_command(operands_last);
  for (const Option* const option : options) {
    const CLI::callback_t call = [option, &sink](const CLI::results_t& values) {
      std::optional<std::string_view> value = values.front();
      // CLI11 makes up a value for an option that was typed without one.
      if (value->ends_with(kMark)) {
        value->remove_suffix(1);
      } else {
        value.reset();
      }
      sink(*option, value);
      return true;
    };
    app.add_option(names_of(*option), call)
        ->expected(option->argument == Argument::required ? 1 : 0)
        ->trigger_on_parse();
  }
  std::reverse(words.begin(), words.end());  // parse() begins at the back
  app.parse(std::move(words));
  return app.remaining();
}

}  // namespace

Parsed parse(std::span<const std::string_view> words, bool operands_last, const OptionSink& sink) {
  Preparation prepared(words);
  Parsed result;
  try {
    prepared.run(operands_last);
  } catch (WordError& error) {
    result.error = std::move(error);
  }
  result.took_next_word = prepared.took_next_word;
  std::vector<std::string> left = std::move(prepared.words);
  if (!prepared.options.empty()) {
    left = parse_with_cli11(prepared.options, std::move(left), operands_last, sink);
  }
  for (std::string& word : left) {
    if (!word.ends_with(kMark)) continue;
    word.pop_back();
    result.operands.push_back(std::move(word));
  }
  return result;
}

}  // namespace komparu::cli
