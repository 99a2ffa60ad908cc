// SPDX-License-Identifier: MIT
#include "compare/trees/merged_listing.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "base/keyed_hash.h"
#include "tree/name_key.h"

namespace komparu {

namespace {

bool by_name(const Entry& a, const Entry& b) { return a.name < b.name; }

std::vector<MergedEntry> merge_by_bytes(const std::vector<Entry>& left,
                                        const std::vector<Entry>& right) {
  std::vector<MergedEntry> merged;
  merged.reserve(std::max(left.size(), right.size()));
  auto l = left.begin();
  auto r = right.begin();
  while (l != left.end() || r != right.end()) {
    const int order = l == left.end() ? 1 : r == right.end() ? -1 : l->name.compare(r->name);
    MergedEntry& entry = merged.emplace_back();
    if (order <= 0) entry.left = &*l++;
    if (order >= 0) entry.right = &*r++;
  }
  return merged;
}

const Entry& shown(const MergedEntry& entry) {
  return entry.left != nullptr ? *entry.left : *entry.right;
}

// Who counts as having one name.
struct Bearers {
  std::vector<const Entry*> left;
  std::vector<const Entry*> right;
};

// One for each name, to the byte: none of them can be judged, but each is told once.
void add_ambiguous(const Bearers& bearers, std::vector<MergedEntry>& merged) {
  for (const Entry* left : bearers.left) {
    const auto same_name = std::find_if(bearers.right.begin(), bearers.right.end(),
                                        [&](const Entry* e) { return e->name == left->name; });
    merged.push_back(
        {left, same_name == bearers.right.end() ? nullptr : *same_name, nullptr, true});
  }
  for (const Entry* right : bearers.right) {
    const bool told = std::any_of(bearers.left.begin(), bearers.left.end(),
                                  [&](const Entry* e) { return e->name == right->name; });
    if (!told) merged.push_back({nullptr, right, nullptr, true});
  }
}

std::vector<MergedEntry> merge_by_key(const std::vector<Entry>& left,
                                      const std::vector<Entry>& right, const NameMatching& names) {
  std::unordered_map<std::string, Bearers, NameHash> by_key;
  for (const Entry& entry : left) by_key[name_key(entry.name, names)].left.push_back(&entry);
  for (const Entry& entry : right) by_key[name_key(entry.name, names)].right.push_back(&entry);
  std::vector<MergedEntry> merged;
  for (const auto& [key, bearers] : by_key) {
    const bool ambiguous = bearers.left.size() > 1 || bearers.right.size() > 1;
    if (!ambiguous) {
      merged.push_back({bearers.left.empty() ? nullptr : bearers.left.front(),
                        bearers.right.empty() ? nullptr : bearers.right.front(), nullptr, false});
      continue;
    }
    add_ambiguous(bearers, merged);
  }
  std::sort(merged.begin(), merged.end(), [](const MergedEntry& a, const MergedEntry& b) {
    const int order = shown(a).name.compare(shown(b).name);
    return order != 0 ? order < 0 : a.left != nullptr && b.left == nullptr;
  });
  return merged;
}

// Marks names that one side has and the other has in another case or normalisation.
void note_kinship(std::vector<MergedEntry>& merged) {
  const NameMatching loose{.ignore_case = true, .nfc = true};
  std::unordered_map<std::string, MergedEntry*, NameHash> only_right;
  bool any_left = false;
  for (MergedEntry& entry : merged) {
    any_left = any_left || entry.right == nullptr;
    if (entry.left == nullptr) only_right.emplace(name_key(entry.right->name, loose), &entry);
  }
  if (!any_left || only_right.empty()) return;
  for (MergedEntry& entry : merged) {
    if (entry.right != nullptr) continue;
    const auto kin = only_right.find(name_key(entry.left->name, loose));
    if (kin == only_right.end()) continue;
    entry.resembles = kin->second->right;
    kin->second->resembles = entry.left;
  }
}

}  // namespace

std::vector<MergedEntry> merge_listings(std::vector<Entry>& left, std::vector<Entry>& right,
                                        const NameMatching& names) {
  std::sort(left.begin(), left.end(), by_name);
  std::sort(right.begin(), right.end(), by_name);
  if (names.ignore_case || names.nfc) return merge_by_key(left, right, names);
  std::vector<MergedEntry> merged = merge_by_bytes(left, right);
  if (merged.size() > left.size() || merged.size() > right.size()) note_kinship(merged);
  return merged;
}

}  // namespace komparu
