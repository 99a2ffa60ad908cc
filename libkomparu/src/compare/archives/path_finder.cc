// SPDX-License-Identifier: MIT
#include "compare/archives/path_finder.h"

#include <algorithm>
#include <utility>

#include "komparu/error.h"
#include "tree/name_key.h"

namespace komparu {

namespace {

// What a system would not look up in the directory itself.
bool leads_elsewhere(std::string_view name) {
  return name.empty() || name == "." || name == ".." || name.find('\0') != std::string_view::npos;
}

std::vector<std::string_view> components(std::string_view path) {
  std::vector<std::string_view> names;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t to = std::min(path.find('/', from), path.size());
    names.push_back(path.substr(from, to - from));
    from = to + 1;
  }
  return names;
}

}  // namespace

PathFinder::PathFinder(Tree& tree, const TreeOptions& options) : tree_(tree), options_(options) {
  levels_.push_back({"", tree.root(), {}});
  if (options.one_file_system) device_ = levels_.front().folder->facts().device;
}

std::optional<PathFinder::Place> PathFinder::find(std::string_view path) {
  const std::vector<std::string_view> names = components(path);
  if (std::any_of(names.begin(), names.end(), leads_elsewhere)) return std::nullopt;
  std::size_t known = 1;
  while (known < levels_.size() && known < names.size() &&
         levels_[known].name == names[known - 1]) {
    ++known;
  }
  while (levels_.size() > known) {
    const Level done = std::move(levels_.back());
    levels_.pop_back();
    levels_.back().folder->return_from(*done.folder);
  }
  for (; known < names.size(); ++known) {
    if (!enter(names[known - 1])) return std::nullopt;
  }
  std::optional<std::string> name = name_in(levels_.back(), names.back());
  if (!name) return std::nullopt;
  return Place{levels_.back().folder, std::move(*name)};
}

bool PathFinder::enter(std::string_view name) {
  const std::optional<std::string> own = name_in(levels_.back(), name);
  if (!own) return false;
  std::shared_ptr<Folder> folder;
  try {
    folder = levels_.back().folder->enter(*own, options_.follow_links);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::not_found || error.code() == ErrorCode::wrong_kind) return false;
    throw;
  }
  if (options_.one_file_system && folder->facts().device != device_) return false;
  levels_.push_back({std::string(name), std::move(folder), {}});
  const std::size_t awake = budget_.levels_awake();
  if (levels_.size() > awake) levels_[levels_.size() - 1 - awake].folder->rest();
  return true;
}

std::optional<std::string> PathFinder::name_in(Level& level, std::string_view name) {
  const NameMatching& matching = options_.names;
  if (!tree_.listed() || (!matching.ignore_case && !matching.nfc)) return std::string(name);
  if (!level.names) {
    level.names.emplace();
    for (Entry& entry : level.folder->list()) {
      const auto [at, first] = level.names->emplace(name_key(entry.name, matching), entry.name);
      if (!first) at->second.clear();
    }
  }
  const auto found = level.names->find(name_key(name, matching));
  if (found == level.names->end() || found->second.empty()) return std::nullopt;
  return found->second;
}

void PathFinder::rest() {
  for (const Level& level : levels_) level.folder->rest();
}

}  // namespace komparu
