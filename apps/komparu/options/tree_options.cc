// SPDX-License-Identifier: MIT
#include "options/tree_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "options/sizes.h"
#include "options/usage_error.h"

namespace komparu::cli {
namespace {

std::optional<ListKind> list_kind(OptionId id) {
  switch (id) {
    case OptionId::combined:
      return ListKind::combined;
    case OptionId::match:
      return ListKind::match;
    case OptionId::differ:
      return ListKind::differ;
    case OptionId::missing_on_left:
      return ListKind::missing_on_left;
    case OptionId::missing_on_right:
      return ListKind::missing_on_right;
    case OptionId::error:
      return ListKind::error;
    default:
      return std::nullopt;
  }
}

// The smallest counts where one is given again.
void lower(std::optional<std::uint64_t>& limit, const Option& option, std::string_view value) {
  const std::optional<std::uint64_t> number = read_count(value);
  if (!number) refuse_value(option, value);
  limit = std::min(*number, limit.value_or(*number));
}

}  // namespace

bool apply_tree_option(const Option& option, std::string_view value, Invocation& asked) {
  TreeOptions& trees = asked.trees;
  if (const std::optional<ListKind> kind = list_kind(option.id)) {
    if (value.empty()) refuse_value(option, value);
    asked.lists.push_back({*kind, std::string(value)});
    return true;
  }
  switch (option.id) {
    case OptionId::new_file:
      trees.new_file = true;
      return true;
    case OptionId::one_way:
      trees.one_way = true;
      return true;
    case OptionId::one_file_system:
      trees.one_file_system = true;
      return true;
    case OptionId::no_dereference:
      trees.follow_links = false;
      return true;
    case OptionId::no_recursive:
      trees.max_depth = 0;
      return true;
    case OptionId::allow_empty:
      trees.allow_empty = true;
      return true;
    case OptionId::max_depth:
      lower(trees.max_depth, option, value);
      return true;
    case OptionId::max_diffs:
      lower(trees.max_differences, option, value);
      if (trees.max_differences == std::uint64_t{0}) refuse_value(option, value);
      return true;
    case OptionId::exclude:
      trees.filter.exclude.emplace_back(value);
      return true;
    case OptionId::include:
      // It would leave nothing to compare, and all would be the same.
      if (value.empty()) refuse_value(option, value);
      trees.filter.include.emplace_back(value);
      return true;
    case OptionId::exclude_from:
      asked.exclude_from.emplace_back(value);
      return true;
    case OptionId::ignore_file_name_case:
      trees.names.ignore_case = true;
      return true;
    case OptionId::normalize_names:
      if (value != "nfc") {
        throw UsageError{fmt::format("invalid --{0} value '{1}' (--{0}=nfc)", option.name, value)};
      }
      trees.names.nfc = true;
      return true;
    case OptionId::groups:
      asked.groups = true;
      return true;
    case OptionId::pairs:
      if (value.empty()) refuse_value(option, value);
      asked.pairs = std::string(value);
      return true;
    case OptionId::url_map:
      if (value.empty()) refuse_value(option, value);
      asked.url_map = std::string(value);
      return true;
    case OptionId::from0:
      asked.pairs_end_with_nul = true;
      return true;
    default:
      return false;
  }
}

}  // namespace komparu::cli
