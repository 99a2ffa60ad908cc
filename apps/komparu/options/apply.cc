// SPDX-License-Identifier: MIT
#include "options/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "exit_code.h"
#include "komparu/http.h"
#include "options/parse.h"
#include "options/sizes.h"
#include "options/usage_error.h"

namespace komparu::cli {
namespace {

// What an optional argument is when it is left out.
constexpr std::string_view kAlone = "always";

void check_choice(const Option& option, std::string_view value) {
  if (option.choices.empty() || is_choice(option.choices, value)) return;
  std::string choices(option.choices);
  std::replace(choices.begin(), choices.end(), ' ', '|');
  throw UsageError{
      fmt::format("invalid --{0} value '{1}' (--{0}={2})", option.name, value, choices)};
}

// Collects what the options say, in the order typed.
class Collector {
 public:
  explicit Collector(std::string_view program) { asked_.program = program; }

  void add(const Option& typed, std::optional<std::string_view> value);

  Invocation finish(const Parsed& typed, std::span<const std::string_view> words,
                    const Environment& environment);

 private:
  void read_operands(std::span<const std::string> operands);
  void apply_skips(std::span<const std::string>& operands);
  std::string shown_last_word(std::span<const std::string_view> words) const;
  void check_optional_value(std::span<const std::string> operands) const;
  void check_combinations() const;
  void check_checksums() const;
  void check_standard_input() const;
  void finish_web_options(const Environment& environment);

  bool bytes_asked_for() const { return asked_.as == As::bytes || bytes_alone(); }

  // Options that only two byte streams can have.
  bool bytes_alone() const {
    return asked_.list || asked_.print_bytes || asked_.ignore_initial ||
           asked_.compare.extent.limit;
  }

  Invocation asked_;
  std::vector<const Option*> without_value_;  // although they can have one
  const Option* last_secret_ = nullptr;       // the last option, if its value may be a secret
};

void Collector::add(const Option& typed, std::optional<std::string_view> value) {
  if (typed.argument == Argument::optional && !value) {
    without_value_.push_back(&typed);
    value = kAlone;
  }
  const bool is_web_option = typed.group == Group::http;
  asked_.web.typed = asked_.web.typed || is_web_option;
  last_secret_ = is_web_option && value ? &typed : nullptr;
  const Option& option = preferred(typed);
  if (value && !is_list(option)) check_choice(option, *value);
  option.apply(asked_, option, value.value_or(""));
  // cmp notices this pair while it reads its options.
  if (asked_.list && asked_.quiet) throw UsageError{"options -l and -s are incompatible"};
}

// cmp's third and fourth operand: bytes to skip at the start of LEFT and of RIGHT.
void Collector::apply_skips(std::span<const std::string>& operands) {
  if (!bytes_asked_for() || operands.size() < 3 || operands.size() > 4) return;
  const auto left = read_number(operands[2]);
  const auto right = operands.size() == 4 ? read_number(operands[3]) : 0;
  if (!left || !right) return;
  Extent& extent = asked_.compare.extent;
  extent.skip_left = std::max(extent.skip_left, *left);
  extent.skip_right = std::max(extent.skip_right, *right);
  operands = operands.first(2);
}

[[noreturn]] void refuse_operand(std::string_view operand) {
  throw UsageError{fmt::format("extra operand '{}'", shown_name(operand))};
}

void Collector::check_combinations() const {
  const char* const form = asked_.form == Form::json ? "--json" : "-z";
  if (asked_.list && asked_.brief) throw UsageError{"options -l and -q are incompatible"};
  if (asked_.form != Form::text && asked_.list) {
    throw UsageError{fmt::format("options -l and {} are incompatible", form)};
  }
  if (asked_.form != Form::text && asked_.print_bytes) {
    throw UsageError{fmt::format("options -b and {} are incompatible", form)};
  }
  if (asked_.as == As::tree && bytes_alone()) {
    throw UsageError{"-a (--as=tree) compares trees, not bytes"};
  }
  if (asked_.files_from) {
    if (bytes_asked_for()) throw UsageError{"--files-from compares trees, not bytes"};
    if (asked_.trees.max_depth) {
      throw UsageError{"--files-from goes neither with --max-depth nor with --no-recursive"};
    }
    if (asked_.trees.names.ignore_case || asked_.trees.names.nfc) {
      throw UsageError{
          "--files-from takes names as they are: it does not go with "
          "--ignore-file-name-case and --normalize-names"};
    }
  }
  check_checksums();
  if (!asked_.url_map) return;
  if (asked_.pairs) throw UsageError{"options --url-map and --pairs are incompatible"};
  if (asked_.groups) throw UsageError{"options --url-map and --groups are incompatible"};
  if (bytes_asked_for()) throw UsageError{"--url-map compares trees, not bytes"};
}

void Collector::check_checksums() const {
  const bool writes = asked_.write_checksums.has_value();
  if (!asked_.checksums && (asked_.trees.ignore_missing || asked_.trees.weak_digests) && !writes) {
    throw UsageError{"--ignore-missing and --allow-weak-checksums go with --checksums"};
  }
  if (asked_.hash && !asked_.checksums && !writes) {
    throw UsageError{"--hash goes with --checksums and --write-checksums"};
  }
  if (!asked_.checksums && !writes) return;
  const char* const option = writes ? "--write-checksums" : "--checksums";
  if (asked_.checksums && writes) {
    throw UsageError{"options --checksums and --write-checksums are incompatible"};
  }
  if (asked_.pairs)
    throw UsageError{fmt::format("options {} and --pairs are incompatible", option)};
  if (asked_.groups) {
    throw UsageError{fmt::format("options {} and --groups are incompatible", option)};
  }
  const bool part = asked_.ignore_initial || asked_.compare.extent.limit;
  if (part || (asked_.checksums && bytes_alone())) {
    throw UsageError{fmt::format("{} takes whole files: it does not go with {}", option,
                                 part ? "-i and -n" : "-l and -b")};
  }
  if (!writes) return;
  if (asked_.trees.max_differences) {
    throw UsageError{"--write-checksums reads everything: it does not go with --max-diffs"};
  }
  if (asked_.write_checksums == "-") {
    throw UsageError{"--write-checksums needs a file: a list is written whole or not at all"};
  }
  const DigestAlgorithm hash = asked_.hash.value_or(DigestAlgorithm::sha256);
  if (hash == DigestAlgorithm::blake3) throw UsageError{"blake3 checksums cannot be written"};
  if (!proves_same(hash) && !asked_.trees.weak_digests) {
    throw UsageError{fmt::format(
        "{} checksums prove too little to be written (--allow-weak-checksums)", word(hash))};
  }
}

// Standard input can be read only once. For two operands cmp has its own message.
void Collector::check_standard_input() const {
  const auto is_input = [](const Operand& operand) {
    return operand.kind == Operand::Kind::standard_input;
  };
  auto readers = std::count_if(asked_.operands.begin(), asked_.operands.end(), is_input);
  if (readers > 1) throw UsageError{"standard input can be only one of the operands"};
  readers += asked_.pairs == "-" ? 1 : 0;
  std::ptrdiff_t others = (asked_.url_map == "-" ? 1 : 0) + (asked_.files_from == "-" ? 1 : 0);
  for (const auto* const headers :
       {&asked_.web.headers, &asked_.web.left_headers, &asked_.web.right_headers}) {
    others += std::count(headers->begin(), headers->end(), "@-");
  }
  if (others > 0 && readers + others > 1) throw UsageError{"standard input can be read only once"};
}

void Collector::finish_web_options(const Environment& environment) {
  if (asked_.web.typed) check_web_options(asked_.web);
  const bool of_one_side = !asked_.web.left_headers.empty() || !asked_.web.right_headers.empty();
  if (of_one_side && asked_.groups) {
    throw UsageError{"--header-left and --header-right do not go with groups"};
  }
  asked_.meets_urls =
      asked_.pairs || asked_.url_map ||
      std::any_of(asked_.operands.begin(), asked_.operands.end(),
                  [](const Operand& operand) { return operand.kind == Operand::Kind::web; });
  if (asked_.meets_urls) complete_web_options(asked_.web, environment);
}

// "-x A B" compares B with standard input, which the user seldom means. The values of the options
// for URLs may be secrets.
std::string guess_at_swallowed(const Parsed& typed) {
  if (!typed.took_next_word) return {};
  const Option& option = *typed.took_next_word->option;
  // cmp's own options keep cmp's own words.
  if (option.group == Group::http || option.group == Group::comparison) return {};
  return fmt::format(
      " ({}{} took '{}' as its {})", option.letter == '\0' ? "--" : "-",
      option.letter == '\0' ? std::string(option.name) : std::string(1, option.letter),
      shown_name(*typed.took_next_word->value), option.argument_name);
}

// "--progress always A B": the word was meant for the option, which takes it only behind a '='.
void Collector::check_optional_value(std::span<const std::string> operands) const {
  if (operands.size() < 3) return;
  for (const Option* const option : without_value_) {
    if (!is_choice(option->choices, operands.front())) continue;
    throw UsageError{fmt::format("write --{0}={1}, or ./{1} for a file of that name", option->name,
                                 operands.front())};
  }
}

// The end of the command line, without secrets.
std::string Collector::shown_last_word(std::span<const std::string_view> words) const {
  if (words.empty()) return std::string(asked_.program);
  if (last_secret_ != nullptr && words.back() != "--") {
    return fmt::format("--{}", last_secret_->name);
  }
  return shown_name(words.back());
}

Invocation Collector::finish(const Parsed& typed, std::span<const std::string_view> words,
                             const Environment& environment) {
  std::span<const std::string> operands = typed.operands;
  check_combinations();
  check_optional_value(operands);
  std::size_t most = asked_.pairs ? 0 : operands.size();
  if (!asked_.pairs && (asked_.url_map || asked_.checksums)) most = 1;
  if (asked_.url_map && asked_.checksums) most = 0;
  if (operands.size() > most) refuse_operand(operands[most]);
  if (!asked_.pairs) {
    asked_.guess = guess_at_swallowed(typed);
    if (operands.empty() && !(asked_.url_map && asked_.checksums)) {
      throw UsageError{
          fmt::format("missing operand after '{}'{}", shown_last_word(words), asked_.guess)};
    }
    if (!asked_.groups) apply_skips(operands);
    read_operands(operands);
  }
  if (bytes_asked_for()) asked_.as = As::bytes;
  // Paths are those of trees.
  if (asked_.files_from) asked_.as = As::tree;
  check_standard_input();
  for (ListRequest& list : asked_.lists) list.ended_by_nul = asked_.ended_by_nul;
  asked_.archives.asked_for = asked_.as == As::tree;
  complete_archive_options(asked_.archives, environment);
  finish_web_options(environment);
  return std::move(asked_);
}

void Collector::read_operands(std::span<const std::string> operands) {
  if (asked_.checksums) {
    asked_.operands.push_back(read_operand(*asked_.checksums));
    asked_.operands.back().is_list = true;
  }
  for (const std::string& operand : operands) {
    asked_.operands.push_back(read_operand(operand));
  }
  if (asked_.url_map) {
    const std::string shown = shown_name(*asked_.url_map);
    asked_.operands.push_back({Operand::Kind::map, shown, shown});
  } else if (operands.size() == 1 && asked_.write_checksums) {
    asked_.operands.push_back({Operand::Kind::map, "", ""});
    asked_.only_write = true;
  } else if (operands.size() == 1 && !asked_.checksums) {
    asked_.operands.push_back(read_operand("-"));
    asked_.alone = true;
  }
  asked_.left = asked_.operands[0];
  asked_.right = asked_.operands[1];
  if (operands.size() > 2) asked_.groups = true;
  if (asked_.groups && asked_.write_checksums) refuse_operand(operands[2]);
  if (asked_.groups && bytes_alone() && operands.size() > 2) refuse_operand(operands[2]);
}

}  // namespace

Answer usage_error(std::string_view program, std::string reason, std::string_view suggestion) {
  Answer answer{kExitTrouble, {}, {std::move(reason)}};
  if (!suggestion.empty())
    answer.messages.push_back(fmt::format("did you mean '--{}'?", suggestion));
  answer.messages.push_back(fmt::format("Try '{} --help' for more information.", program));
  return answer;
}

void refuse_value(const Option& option, std::string_view value) {
  throw UsageError{fmt::format("invalid --{} value '{}'", option.name, shown_name(value))};
}

std::variant<Invocation, Answer> read_command_line(std::string_view program,
                                                   std::span<const std::string_view> words,
                                                   bool operands_last,
                                                   const Environment& environment) {
  try {
    Collector collector(program);
    const auto add = [&](const Option& option, std::optional<std::string_view> value) {
      collector.add(option, value);
    };
    const Parsed typed = parse(words, operands_last, add);
    if (!typed.error) return collector.finish(typed, words, environment);
    Answer answer = usage_error(program, typed.error->reason, typed.error->suggestion);
    const std::string_view advice = typed.error->advice;
    if (!advice.empty()) answer.messages.insert(answer.messages.begin() + 1, std::string(advice));
    return answer;
  } catch (const Finished& finished) {
    return Answer{kExitSame, finished.report, {}};
  } catch (const UsageError& error) {
    return usage_error(program, error.reason);
  } catch (const BadOperand& operand) {
    return usage_error(program, operand.reason);
  }
}

}  // namespace komparu::cli
