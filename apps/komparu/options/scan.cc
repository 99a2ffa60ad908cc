// SPDX-License-Identifier: MIT
#include "options/scan.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "options/sizes.h"

namespace komparu::cli {
namespace {

// The word without its dashes, as far as it may be shown: behind an option that does not exist
// anything may stand, a password too.
std::string shown(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || read_number(text.substr(equals + 1))) {
    return std::string(text);
  }
  return fmt::format("{}=***", text.substr(0, equals));
}

class Scanner {
 public:
  Scanner(std::span<const std::string_view> words, bool operands_last)
      : words_(words), operands_last_(operands_last) {}

  Scan run() {
    while (next_ < words_.size() && !result_.error) {
      const std::string_view word = words_[next_++];
      if (word == "--") break;
      if (word.size() > 2 && word.substr(0, 2) == "--") {
        long_option(word.substr(2));
      } else if (word.size() > 1 && word[0] == '-') {
        letters(word.substr(1));
      } else {
        result_.operands.push_back(word);
        if (operands_last_) break;
      }
    }
    if (!result_.error) {
      const auto rest = words_.subspan(next_);
      result_.operands.insert(result_.operands.end(), rest.begin(), rest.end());
    }
    return std::move(result_);
  }

 private:
  void fail(std::string reason, std::string_view suggestion = {}) {
    result_.error = ScanError{std::move(reason), suggestion};
  }

  void letters(std::string_view bundle) {
    while (!bundle.empty()) {
      const char letter = bundle[0];
      bundle.remove_prefix(1);
      const Option* const option = find_letter(letter);
      if (option == nullptr) {
        fail(fmt::format("invalid option -- '{}'", letter));
        result_.error->advice = advice({&letter, 1});
        return;
      }
      if (option->argument != Argument::required) {
        result_.options.push_back({option, std::nullopt});
        continue;
      }
      if (bundle.empty() && next_ == words_.size()) {
        return fail(fmt::format("option requires an argument -- '{}'", letter));
      }
      const bool next = bundle.empty();
      result_.options.push_back({option, next ? words_[next_++] : bundle});
      if (next) result_.took_next_word = result_.options.back();
      return;
    }
  }

  // `text` is the word without its dashes.
  void long_option(std::string_view text) {
    const std::size_t equals = text.find('=');
    const Option* const option = find_name(text.substr(0, equals), text);
    if (option == nullptr) return;
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos) value = text.substr(equals + 1);
    if (value && option->argument == Argument::none) {
      return fail(fmt::format("option '--{}' doesn't allow an argument", option->name));
    }
    if (!value && option->argument == Argument::required) {
      if (next_ == words_.size()) {
        return fail(fmt::format("option '--{}' requires an argument", option->name));
      }
      value = words_[next_++];
      result_.took_next_word = TypedOption{option, value};
    }
    result_.options.push_back({option, value});
  }

  // The option that is called so, or the only one whose name starts so; else fails.
  const Option* find_name(std::string_view name, std::string_view text) {
    if (const std::string_view instead = advice(name); !instead.empty()) {
      fail(fmt::format("unrecognized option '--{}'", shown(text)));
      result_.error->advice = instead;
      return nullptr;
    }
    const Option* found = nullptr;
    bool ambiguous = false;
    std::string possibilities;
    for (const Option& option : option_table()) {
      if (option.name.empty() || option.name.substr(0, name.size()) != name) continue;
      if (option.name.size() == name.size()) return &option;
      // What curl calls --user would otherwise go to the server as the --user-agent.
      if (option.group == Group::http) continue;
      // Two spellings of one option are no ambiguity.
      if (found != nullptr && found->id != option.id) ambiguous = true;
      if (found == nullptr) found = &option;
      possibilities += fmt::format(" '--{}'", option.name);
    }
    if (ambiguous) {
      fail(fmt::format("option '--{}' is ambiguous; possibilities:{}", shown(text), possibilities));
      return nullptr;
    }
    if (found == nullptr) {
      fail(fmt::format("unrecognized option '--{}'", shown(text)), nearest_name(name));
    }
    return found;
  }

  std::span<const std::string_view> words_;
  bool operands_last_;
  std::size_t next_ = 0;
  Scan result_;
};

}  // namespace

Scan scan(std::span<const std::string_view> words, bool operands_last) {
  return Scanner(words, operands_last).run();
}

}  // namespace komparu::cli
