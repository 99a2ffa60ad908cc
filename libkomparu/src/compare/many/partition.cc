// SPDX-License-Identifier: MIT
#include "compare/many/partition.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <utility>

namespace komparu {

namespace {

constexpr std::size_t kNotLookedAt = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kAlone = kNotLookedAt - 1;

// Whether two members of the one are in the other.
bool share_two(const Members& a, const Members& b) {
  std::size_t shared = 0;
  for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end();) {
    if (*left == *right && ++shared == 2) return true;
    const bool left_is_behind = *left <= *right;
    if (*right <= *left) ++right;
    if (left_is_behind) ++left;
  }
  return false;
}

}  // namespace

// Some total order, so that a chunk is found among many by few comparisons.
bool Alikes::Before::operator()(Bytes a, Bytes b) const {
  if (a.size() != b.size()) return a.size() < b.size();
  return !a.empty() && std::memcmp(a.data(), b.data(), a.size()) < 0;
}

void Alikes::add(std::size_t member, Bytes bytes) {
  const auto [found, is_new] = by_bytes_.emplace(bytes, parts_.size());
  if (is_new) parts_.push_back({bytes, {}});
  parts_[found->second].members.push_back(member);
}

std::vector<Alike> Alikes::take() {
  by_bytes_.clear();
  return std::exchange(parts_, {});
}

Partition::Partition(std::size_t sources) : part_of_(sources, kNotLookedAt) {
  Members all(sources);
  for (std::size_t source = 0; source < sources; ++source) all[source] = source;
  Sets sets;
  if (sources > 1) {
    sets.push_back(std::move(all));
  } else {
    alone_ = std::move(all);
  }
  sets_ = std::make_shared<const Sets>(std::move(sets));
}

void Partition::settle(const Refinement& refinement) {
  if (!refinement.anything) return;
  for (const std::size_t member : refinement.looked_at) part_of_[member] = kAlone;
  for (std::size_t part = 0; part < refinement.equal.size(); ++part) {
    for (const std::size_t member : refinement.equal[part]) part_of_[member] = part;
  }
  Failures failures;
  for (const FailureAmong& each : refinement.failures) {
    failures.emplace(each.failure.member, &each);
  }
  Sets left;
  for (const Members& set : *sets_) settle_set(set, failures, left);
  sets_ = std::make_shared<const Sets>(std::move(left));
  for (const std::size_t member : refinement.looked_at) part_of_[member] = kNotLookedAt;
}

// Pieces in front of this one may have told sources apart since it was looked at.
void Partition::settle_set(const Members& set, const Failures& failures, Sets& left) {
  std::map<std::size_t, Members> parts;
  for (const std::size_t member : set) {
    if (part_of_[member] != kAlone) {
      parts[part_of_[member]].push_back(member);
      continue;
    }
    // Only one that was equal to another one of the set until then counts.
    const auto [first, last] = failures.equal_range(member);
    const auto counting = std::find_if(
        first, last, [&](const auto& each) { return share_two(set, *each.second->mates); });
    if (counting != last) {
      failures_.push_back(counting->second->failure);
    } else {
      alone_.push_back(member);
    }
  }
  for (auto& [part, members] : parts) {
    if (members.size() > 1) {
      left.push_back(std::move(members));
    } else {
      alone_.push_back(members.front());
    }
  }
}

Sets Partition::groups() const {
  Sets groups = *sets_;
  for (const std::size_t member : alone_) groups.push_back({member});
  return groups;
}

}  // namespace komparu
