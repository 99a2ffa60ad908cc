// SPDX-License-Identifier: MIT
#include "compare/trees/linked.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/at_side.h"
#include "komparu/error.h"

namespace komparu {

namespace {

bool is_linked_directory(const Seen& seen) {
  return seen.link && !seen.error && seen.kind == Kind::directory;
}

// The names in a text, without those that stay where they are.
std::vector<std::string> steps_of(std::string_view text) {
  std::vector<std::string> steps;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find('/', from), text.size());
    const std::string_view step = text.substr(from, to - from);
    if (!step.empty() && step != ".") steps.emplace_back(step);
    from = to + 1;
  }
  return steps;
}

}  // namespace

LinkedDirectories::LinkedDirectories(const TreeOptions& options, const NameFilter& filter,
                                     std::function<void(const DirectoryPair&)> rest)
    : options_(options),
      filter_(filter),
      usable_(options.follow_links && !options.max_depth && !options.paths &&
              !filter.depends_on_paths()),
      rest_(std::move(rest)) {}

bool LinkedDirectories::walked_elsewhere(const Item& item) const {
  if (!usable_) return false;
  std::vector<Side> sides;
  std::optional<std::string> text;
  for (const Side side : {Side::left, Side::right}) {
    const Seen& seen = side == Side::left ? item.left : item.right;
    if (seen.entry == nullptr) continue;
    if (!is_linked_directory(seen)) return false;
    std::string own;
    try {
      own = item.directory->folder(side)->link_text(seen.entry->name);
    } catch (const Error& error) {
      if (concerns_everything(error) || wants_descriptors(error)) throw;
      return false;
    }
    if (text && *text != own) return false;
    text = std::move(own);
    sides.push_back(side);
  }
  if (!text || text->empty() || text->front() == '/') return false;
  return leads_to_walked(*item.directory, *text, sides);
}

bool LinkedDirectories::leads_to_walked(const DirectoryPair& from, const std::string& text,
                                        const std::vector<Side>& sides) const {
  const DirectoryPair* base = &from;
  std::vector<std::string> below;  // of `base`
  // A name that is left again by `..` must be a directory, too.
  const auto are_directories = [&] {
    return std::all_of(sides.begin(), sides.end(), [&](Side side) {
      const auto& folder = side == Side::left ? base->left : base->right;
      return folder != nullptr && enters(folder, below);
    });
  };
  for (const std::string& step : steps_of(text)) {
    if (step != "..") {
      below.push_back(step);
    } else if (!below.empty()) {
      if (!are_directories()) return false;
      below.pop_back();
    } else {
      // Above a directory that was entered by a link, `..` is not the path that led there.
      if (base->through_link || base->parent == nullptr) return false;
      base = base->parent.get();
    }
  }
  // A loop that only one side has ends as trouble, as long as the other side's directory is there.
  const bool both_walked = from.left != nullptr && from.right != nullptr;
  if (sides.size() == 1 && both_walked && below.empty()) return false;
  const bool walked = are_directories();
  if (base != &from) rest_(*base);
  return walked;
}

// True if the names lead, one below the other and through no link, to a directory that is walked.
bool LinkedDirectories::enters(const std::shared_ptr<Folder>& root,
                               const std::vector<std::string>& names) const {
  std::shared_ptr<Folder> at = root;
  try {
    const std::uint64_t device = root->facts().device;
    for (const std::string& name : names) {
      const EntryFacts facts = at->look(name, false);
      if (facts.side.kind != Kind::directory || excluded(name)) return false;
      if (options_.one_file_system && facts.device != device) return false;
      if (&name != &names.back()) at = at->enter(name, false);
    }
    return true;
  } catch (const Error& error) {
    if (concerns_everything(error) || wants_descriptors(error)) throw;
    return false;
  }
}

// No pattern depends on the path, so the name is all there is to ask for.
bool LinkedDirectories::excluded(const std::string& name) const {
  return !filter_.empty() && filter_.excludes(name, name, true);
}

}  // namespace komparu
