// SPDX-License-Identifier: MIT
#include "outputs.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local_file.h"
#include "options/usage_error.h"

namespace komparu::cli {
namespace {

// A file that the run reads, and what messages call it.
struct Input {
  LocalFile file;
  std::string name;
};

void add(std::vector<Input>& inputs, const std::string& path, const std::string& name) {
  const std::optional<LocalFile> file = look_at(path, true);
  if (file) inputs.push_back({*file, name});
}

std::vector<Input> inputs_of(const Invocation& asked) {
  std::vector<Input> inputs;
  for (const Operand& operand : asked.operands) {
    if (operand.kind == Operand::Kind::path) add(inputs, operand.path, operand.name);
  }
  for (const auto& list : {asked.pairs, asked.url_map}) {
    if (list && *list != "-") add(inputs, *list, *list);
  }
  for (const std::string& patterns : asked.exclude_from) add(inputs, patterns, patterns);
  return inputs;
}

[[noreturn]] void refuse(const ListRequest& list, std::string_view why, const Input& input) {
  throw UsageError{
      fmt::format("the list '{}' would be written {} '{}'", list.file, why, input.name)};
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

void check_above(const ListRequest& list, const std::vector<Input>& inputs) {
  constexpr int kDeepest = 4096;
  std::string above = directory_of(list.file);
  std::optional<LocalFile> before;
  for (int depth = 0; depth < kDeepest; ++depth, above += "/..") {
    const std::optional<LocalFile> now = look_at(above, true);
    if (!now || (before && now->is(*before))) return;
    for (const Input& input : inputs) {
      if (now->is(input.file)) refuse(list, "below", input);
    }
    before = now;
  }
}

}  // namespace

void check_outputs(const Invocation& asked) {
  if (asked.lists.empty()) return;
  const std::vector<Input> inputs = inputs_of(asked);
  for (const ListRequest& list : asked.lists) {
    if (list.file == "-") continue;
    const std::optional<LocalFile> there = look_at(list.file, true);
    // Nothing is lost in a pipe or a device.
    if (there && there->kind != Kind::regular) continue;
    for (const Input& input : inputs) {
      if (there && there->is(input.file)) refuse(list, "over", input);
    }
    check_above(list, inputs);
  }
}

}  // namespace komparu::cli
