// SPDX-License-Identifier: MIT
#include "compare/many/leader_index.h"

#include <algorithm>
#include <utility>

namespace komparu {

std::vector<std::size_t> LeaderIndex::candidates(std::size_t newcomer) {
  std::vector<std::size_t> found;
  collect(root_, 0, newcomer, found);
  std::sort(found.begin(), found.end());
  return found;
}

void LeaderIndex::collect(Node& node, unsigned level, std::size_t newcomer,
                          std::vector<std::size_t>& found) {
  if (!node.divided) {
    std::erase_if(node.groups, [this](std::size_t group) { return groups_[group].empty(); });
    found.insert(found.end(), node.groups.begin(), node.groups.end());
    return;
  }
  if (const std::optional<SourceKey> key = key_of(newcomer, level)) {
    const auto alike = node.by_key.find(*key);
    if (alike != node.by_key.end()) collect(*alike->second, level + 1, newcomer, found);
  } else {
    for (auto& [any, alike] : node.by_key) collect(*alike, level + 1, newcomer, found);
  }
  if (node.without_key) collect(*node.without_key, level + 1, newcomer, found);
}

void LeaderIndex::add(std::size_t group) { add(root_, 0, group); }

void LeaderIndex::add(Node& node, unsigned level, std::size_t group) {
  if (node.divided) return add(below(node, level, group), level + 1, group);
  node.groups.push_back(group);
  if (node.groups.size() <= kFew || level == keys_.levels) return;
  node.divided = true;
  for (const std::size_t each : std::exchange(node.groups, {})) {
    if (!groups_[each].empty()) add(below(node, level, each), level + 1, each);
  }
}

LeaderIndex::Node& LeaderIndex::below(Node& node, unsigned level, std::size_t group) {
  const std::optional<SourceKey> key = key_of(groups_[group].front(), level);
  std::unique_ptr<Node>& found = key ? node.by_key[*key] : node.without_key;
  if (!found) found = std::make_unique<Node>();
  return *found;
}

// A newcomer that becomes a leader is asked for again at once.
std::optional<SourceKey> LeaderIndex::key_of(std::size_t source, unsigned level) {
  if (source != known_source_) {
    known_keys_.clear();
    known_source_ = source;
  }
  const auto known = known_keys_.find(level);
  if (known != known_keys_.end()) return known->second;
  return known_keys_.emplace(level, keys_.of(source, level)).first->second;
}

}  // namespace komparu
