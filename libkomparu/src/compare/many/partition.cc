// SPDX-License-Identifier: MIT
#include "compare/many/partition.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace komparu {

namespace {

constexpr std::size_t kNotLookedAt = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kAlone = kNotLookedAt - 1;

// Some total order, so that a chunk is found among many by few comparisons.
int order(Bytes a, Bytes b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.empty() ? 0 : std::memcmp(a.data(), b.data(), a.size());
}

// The failure of `member`, if it was equal to another one of `set` until then.
std::optional<Failure> failure_of(std::size_t member, const Members& set,
                                  const std::vector<Failure>& failures) {
  for (const Failure& failure : failures) {
    if (failure.member != member) continue;
    Members mates;
    std::set_intersection(set.begin(), set.end(), failure.mates.begin(), failure.mates.end(),
                          std::back_inserter(mates));
    if (mates.size() > 1) return Failure{member, std::move(mates), failure.error};
  }
  return std::nullopt;
}

}  // namespace

void sort_in(std::vector<Alike>& parts, std::size_t member, Bytes bytes) {
  auto from = parts.begin();
  auto to = parts.end();
  while (from != to) {
    const auto middle = from + (to - from) / 2;
    const int side = order(bytes, middle->bytes);
    if (side == 0) {
      middle->members.push_back(member);
      return;
    }
    if (side < 0) {
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  parts.insert(from, {bytes, {member}});
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
  Sets left;
  for (const Members& set : *sets_) settle_set(set, refinement, left);
  sets_ = std::make_shared<const Sets>(std::move(left));
  for (const std::size_t member : refinement.looked_at) part_of_[member] = kNotLookedAt;
}

// Pieces in front of this one may have told sources apart since it was looked at.
void Partition::settle_set(const Members& set, const Refinement& refinement, Sets& left) {
  std::map<std::size_t, Members> parts;
  for (const std::size_t member : set) {
    if (part_of_[member] != kAlone) {
      parts[part_of_[member]].push_back(member);
    } else if (auto failure = failure_of(member, set, refinement.failures)) {
      failures_.push_back(*std::move(failure));
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
