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
#include "options/completions.h"
#include "options/help.h"
#include "options/parse.h"
#include "options/sizes.h"
#include "options/tree_options.h"
#include "options/usage_error.h"

namespace komparu::cli {
namespace {

// What an optional argument is when it is left out.
constexpr std::string_view kAlone = "always";

// Thrown by options that end the command line where they stand.
struct Finished {
  std::string report;
};

// Collects what the options say, in the order typed.
class Collector {
 public:
  explicit Collector(std::string_view program) : program_(program) {}

  void add(const Option& typed, std::optional<std::string_view> value);

  Invocation finish(const Parsed& typed, std::span<const std::string_view> words,
                    const Environment& environment);

 private:
  void apply(const Option& option, std::string_view value);
  void apply_flag(OptionId id);
  void apply_number(const Option& option, std::string_view value);
  void apply_ignore_initial(const Option& option, std::string_view value);
  void apply_word(const Option& option, std::string_view value);
  void read_operands(std::span<const std::string> operands);
  void apply_skips(std::span<const std::string>& operands);
  std::string shown_last_word(std::span<const std::string_view> words) const;
  void check_optional_value(std::span<const std::string> operands) const;
  void check_combinations() const;
  void check_standard_input() const;
  void finish_web_options(const Environment& environment);

  bool bytes_asked_for() const {
    return asked_.as == As::bytes || asked_.list || asked_.print_bytes || ignore_initial_ ||
           asked_.compare.extent.limit;
  }

  // Options that only two byte streams can have.
  bool bytes_alone() const {
    return asked_.list || asked_.print_bytes || ignore_initial_ || asked_.compare.extent.limit;
  }

  std::string_view program_;
  Invocation asked_;
  bool ignore_initial_ = false;
  std::vector<const Option*> without_value_;  // although they can have one
  const Option* last_secret_ = nullptr;       // the last option, if its value may be a secret
};

void Collector::add(const Option& typed, std::optional<std::string_view> value) {
  if (typed.argument == Argument::optional && !value) without_value_.push_back(&typed);
  last_secret_ = typed.group == Group::http && value ? &typed : nullptr;
  apply(preferred(typed.id),
        value.value_or(typed.argument == Argument::none ? std::string_view() : kAlone));
}

void Collector::apply(const Option& option, std::string_view value) {
  if (apply_tree_option(option, value, asked_)) return;
  if (apply_archive_option(option, value, asked_.archives)) return;
  if (apply_web_option(option, value, asked_.web)) return;
  switch (option.id) {
    case OptionId::ignore_initial:
      return apply_ignore_initial(option, value);
    case OptionId::bytes:
    case OptionId::chunk_size:
    case OptionId::jobs:
    case OptionId::time_limit:
      return apply_number(option, value);
    case OptionId::as:
    case OptionId::color:
    case OptionId::completions:
    case OptionId::io:
    case OptionId::progress:
      return apply_word(option, value);
    default:
      return apply_flag(option.id);
  }
}

void Collector::apply_flag(OptionId id) {
  switch (id) {
    case OptionId::archives:
      asked_.as = As::tree;
      break;
    case OptionId::quiet:
      asked_.quiet = true;
      break;
    case OptionId::verbose:
      asked_.list = true;
      break;
    case OptionId::brief:
      asked_.brief = true;
      break;
    case OptionId::print_bytes:
      asked_.print_bytes = true;
      break;
    case OptionId::json:
    case OptionId::null: {
      const Form form = id == OptionId::json ? Form::json : Form::null;
      if (asked_.form != Form::text && asked_.form != form) {
        throw UsageError{"options --json and -z are incompatible"};
      }
      asked_.form = form;
      break;
    }
    case OptionId::report_identical_files:
      asked_.report_identical = true;
      break;
    case OptionId::stats:
      asked_.stats = true;
      break;
    case OptionId::no_quick_check:
      asked_.compare.quick_check = false;
      break;
    case OptionId::no_size_check:
      asked_.compare.size_check = false;
      break;
    case OptionId::version:
      throw Finished{version_text()};
    case OptionId::help:
      throw Finished{help_text(program_)};
    case OptionId::summary:
      throw Finished{summary_text(program_)};
    default:
      break;
  }
  // cmp notices this pair while it reads its options.
  if (asked_.list && asked_.quiet) throw UsageError{"options -l and -s are incompatible"};
}

void Collector::apply_number(const Option& option, std::string_view value) {
  if (option.id == OptionId::time_limit) {
    asked_.time_limit = read_seconds(value);
    if (!asked_.time_limit) refuse_value(option, value);
    return;
  }
  const auto number = option.id == OptionId::jobs ? read_count(value) : read_number(value);
  if (!number) refuse_value(option, value);
  if (option.id == OptionId::jobs) {
    if (*number > kMaximumJobs) refuse_value(option, value);
    asked_.compare.jobs = static_cast<unsigned>(*number);
  } else if (option.id == OptionId::chunk_size) {
    if (*number > kMaximumChunkSize) refuse_value(option, value);
    asked_.compare.read.chunk_size = static_cast<std::size_t>(*number);
  } else {
    std::optional<std::uint64_t>& limit = asked_.compare.extent.limit;
    limit = std::min(*number, limit.value_or(std::numeric_limits<std::uint64_t>::max()));
  }
}

void Collector::apply_ignore_initial(const Option& option, std::string_view value) {
  const std::optional<LeadingNumber> left = read_leading_number(value);
  if (!left) refuse_value(option, value);
  const std::string_view rest = value.substr(left->length);
  if (!rest.empty() && rest[0] != ':') refuse_value(option, value);
  Extent& extent = asked_.compare.extent;
  extent.skip_left = std::max(extent.skip_left, left->value);
  if (rest.empty()) {
    extent.skip_right = std::max(extent.skip_right, extent.skip_left);
  } else {
    const std::optional<std::uint64_t> right = read_number(rest.substr(1));
    if (!right) refuse_value(option, rest.substr(1));
    extent.skip_right = std::max(extent.skip_right, *right);
  }
  ignore_initial_ = true;
}

void Collector::apply_word(const Option& option, std::string_view value) {
  if (!is_choice(option.choices, value)) {
    std::string choices(option.choices);
    std::replace(choices.begin(), choices.end(), ' ', '|');
    throw UsageError{
        fmt::format("invalid --{0} value '{1}' (--{0}={2})", option.name, value, choices)};
  }
  const When when = value == "always"  ? When::always
                    : value == "never" ? When::never
                                       : When::automatic;
  switch (option.id) {
    case OptionId::as:
      asked_.as = value == "bytes" ? As::bytes : value == "tree" ? As::tree : As::automatic;
      break;
    case OptionId::io:
      asked_.compare.read.io = value == "read"   ? Io::read
                               : value == "mmap" ? Io::mmap
                                                 : Io::automatic;
      break;
    case OptionId::color:
      asked_.color = when;
      break;
    case OptionId::progress:
      asked_.progress = when;
      break;
    default:
      throw Finished{completions(value)};
  }
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
  if (!asked_.url_map) return;
  if (asked_.pairs) throw UsageError{"options --url-map and --pairs are incompatible"};
  if (asked_.groups) throw UsageError{"options --url-map and --groups are incompatible"};
  if (bytes_asked_for()) throw UsageError{"--url-map compares trees, not bytes"};
}

// Only one can read it. cmp's own rule about operands has its own words.
void Collector::check_standard_input() const {
  const auto is_input = [](const Operand& operand) {
    return operand.kind == Operand::Kind::standard_input;
  };
  auto readers = std::count_if(asked_.operands.begin(), asked_.operands.end(), is_input);
  if (readers > 1) throw UsageError{"standard input can be only one of the operands"};
  readers += asked_.pairs == "-" ? 1 : 0;
  std::ptrdiff_t others = asked_.url_map == "-" ? 1 : 0;
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

// "-x A B" compares B with standard input, which is seldom meant. The values of the options for
// URLs may be secrets.
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

// What the line ends with, as far as it may be shown.
std::string Collector::shown_last_word(std::span<const std::string_view> words) const {
  if (words.empty()) return std::string(program_);
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
  const std::size_t most = asked_.pairs ? 0 : asked_.url_map ? 1 : operands.size();
  if (operands.size() > most) refuse_operand(operands[most]);
  if (!asked_.pairs) {
    asked_.guess = guess_at_swallowed(typed);
    if (operands.empty()) {
      throw UsageError{
          fmt::format("missing operand after '{}'{}", shown_last_word(words), asked_.guess)};
    }
    if (!asked_.groups) apply_skips(operands);
    read_operands(operands);
  }
  if (bytes_asked_for()) asked_.as = As::bytes;
  check_standard_input();
  for (ListRequest& list : asked_.lists) list.ended_by_nul = asked_.pairs_end_with_nul;
  asked_.archives.asked_for = asked_.as == As::tree;
  complete_archive_options(asked_.archives, environment);
  finish_web_options(environment);
  return std::move(asked_);
}

void Collector::read_operands(std::span<const std::string> operands) {
  for (const std::string& operand : operands) {
    asked_.operands.push_back(read_operand(operand));
  }
  if (asked_.url_map) {
    const std::string shown = shown_name(*asked_.url_map);
    asked_.operands.push_back({Operand::Kind::map, shown, shown});
  } else if (operands.size() == 1) {
    asked_.operands.push_back(read_operand("-"));
    asked_.alone = true;
  }
  asked_.left = asked_.operands[0];
  asked_.right = asked_.operands[1];
  if (operands.size() > 2) asked_.groups = true;
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
