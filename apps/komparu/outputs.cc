// SPDX-License-Identifier: MIT
#include "outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "komparu/error.h"
#include "options/usage_error.h"
#include "pair_list.h"

namespace komparu::cli {
namespace {

std::string last_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// The directory at `path` and those above it, up to the root.
std::vector<LocalFile> directories_from(std::string path) {
  constexpr int kDeepest = 4096;
  std::vector<LocalFile> found;
  for (int depth = 0; depth < kDeepest; ++depth, path += "/..") {
    const std::optional<LocalFile> now = look_at(path, true);
    if (!now || (!found.empty() && now->is(found.back()))) break;
    found.push_back(*now);
  }
  return found;
}

void refuse(const std::optional<std::string>& objection) {
  if (objection) throw UsageError{*objection};
}

void check_pairs(const Invocation& asked, const Outputs& outputs, const StopToken& stop) {
  const std::optional<LocalFile> list = look_at(*asked.pairs, true);
  if (*asked.pairs == "-" || !list || list->kind != Kind::regular) return;
  try {
    Invocation unlisted = asked;
    unlisted.lists.clear();  // else the list of pairs would object by itself, to one pair
    PairList pairs(unlisted, {}, stop);
    while (pairs.next()) {
      const auto [left, right] = pairs.take_operands();
      refuse(outputs.objection(left));
      refuse(outputs.objection(right));
    }
  } catch (const Error&) {
    // Whoever compares the pairs meets the same error, and tells it.
  }
}

}  // namespace

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string place_of(std::string path) {
  constexpr int kMostLinks = 40;
  for (int links = 0; links < kMostLinks; ++links) {
    const std::optional<LocalFile> now = look_at(path, false);
    if (!now || now->link_text.empty()) break;
    const bool absolute = now->link_text.starts_with('/');
    path = absolute ? now->link_text : directory_of(path) + '/' + now->link_text;
  }
  return path;
}

Outputs::Outputs(const std::vector<ListRequest>& lists) {
  for (const ListRequest& list : lists) {
    if (list.file == "-") continue;
    const std::optional<LocalFile> there = look_at(list.file, true);
    // A write to a pipe or a device overwrites nothing.
    if (there && there->kind != Kind::regular) continue;
    const std::string place = place_of(list.file);
    written_.push_back({list.file, place, directories_from(directory_of(place))});
  }
}

bool Outputs::Written::is_below(const LocalFile& directory) const {
  return std::any_of(above.begin(), above.end(),
                     [&](const LocalFile& each) { return each.is(directory); });
}

bool Outputs::Written::is(const std::string& path, const std::optional<LocalFile>& file) const {
  const std::optional<LocalFile> there = look_at(place, true);
  if (there && file) return there->is(*file);
  if (there || file || above.empty()) return false;
  const std::string other = place_of(path);
  if (last_of(place) != last_of(other)) return false;
  const std::optional<LocalFile> directory = look_at(directory_of(other), true);
  return directory && directory->is(above.front());
}

std::optional<std::string> Outputs::objection(const std::string& path,
                                              const std::string& name) const {
  if (written_.empty()) return std::nullopt;
  const std::optional<LocalFile> file = look_at(path, true);
  for (const Written& one : written_) {
    const bool below = file && one.is_below(*file);
    if (!below && !one.is(path, file)) continue;
    return fmt::format("the list '{}' would be written {} '{}'", one.list, below ? "below" : "over",
                       name);
  }
  return std::nullopt;
}

std::optional<std::string> Outputs::objection(const Operand& operand) const {
  if (operand.kind != Operand::Kind::path) return std::nullopt;
  return objection(operand.path, operand.name);
}

std::optional<std::string> Outputs::objection_to_replacing(const std::string& path,
                                                           const std::string& name) const {
  const std::optional<LocalFile> file = look_at(path, true);
  for (const Written& one : written_) {
    if (!one.is(path, file)) continue;
    return fmt::format("the list '{}' would be written over '{}'", one.list, name);
  }
  return std::nullopt;
}

namespace {

// Files that are read besides the operands.
std::vector<std::string> other_inputs(const Invocation& asked) {
  std::vector<std::string> files = asked.exclude_from;
  for (const auto& list : {asked.pairs, asked.url_map, asked.files_from}) {
    if (list && *list != "-") files.push_back(*list);
  }
  for (const auto* const headers :
       {&asked.web.headers, &asked.web.left_headers, &asked.web.right_headers}) {
    for (const std::string& header : *headers) {
      if (header[0] == '@') files.push_back(header.substr(1));
    }
  }
  return files;
}

void check_checksum_file(const Invocation& asked) {
  const Outputs written({{ListKind::combined, *asked.write_checksums}});
  for (const Operand& operand : asked.operands) {
    if (operand.kind != Operand::Kind::path) continue;
    refuse(written.objection_to_replacing(operand.path, operand.name));
  }
  for (const std::string& file : other_inputs(asked)) {
    refuse(written.objection_to_replacing(file, file));
  }
  for (const ListRequest& list : asked.lists) {
    if (list.file != "-") refuse(written.objection_to_replacing(list.file, list.file));
  }
}

}  // namespace

void check_outputs(const Invocation& asked, const StopToken& stop) {
  if (asked.write_checksums) check_checksum_file(asked);
  if (asked.lists.empty()) return;
  const Outputs outputs(asked.lists);
  for (const Operand& operand : asked.operands) refuse(outputs.objection(operand));
  for (const std::string& file : other_inputs(asked)) refuse(outputs.objection(file, file));
  if (asked.pairs) check_pairs(asked, outputs, stop);
}

}  // namespace komparu::cli
