// SPDX-License-Identifier: MIT
#include "compare/archives/member_index.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "tree/name_key.h"

namespace komparu {

namespace {

Error bad_link(const std::string& path, const std::string& reason) {
  return Error(ErrorCode::bad_archive, path, reason);
}

}  // namespace

MemberIndex::Added MemberIndex::add(const Member& member) {
  if (MemberEntry* const there = find(member.path)) {
    add_again(*there, member);
    return {*there, true};
  }
  MemberEntry& entry = entries_.emplace_back();
  entry.path = member.path;
  entry.kind = member.kind;
  entry.link_text = member.link_text;
  entry.hard_link = member.hard_link;
  entry.device = member.device;
  entry.declared_size = member.size;
  if (member.problem) entry.problem = std::make_unique<Error>(*member.problem);
  if (entry.own_content()) entry.content = &entry;
  by_path_.emplace(entry.path, &entry);
  if (keyed()) by_key_.emplace(key(entry.path), &entry);
  return {entry, false};
}

void MemberIndex::add_again(MemberEntry& entry, const Member& member) {
  if (entry.problem) return;
  if (member.problem) {
    entry.problem = std::make_unique<Error>(*member.problem);
  } else if (entry.kind != member.kind || entry.link_text != member.link_text ||
             entry.device != member.device) {
    refuse_duplicate(entry);
  } else if (!member.hard_link.empty() && member.hard_link != entry.path &&
             member.hard_link != entry.hard_link) {
    claims_.push_back({&entry, {}, member.hard_link});
  }
}

void MemberIndex::refuse_duplicate(MemberEntry& entry) {
  if (entry.problem) return;
  entry.problem =
      std::make_unique<Error>(ErrorCode::duplicate, entry.path, "several members have this name");
}

MemberEntry* MemberIndex::find(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

MemberEntry* MemberIndex::find_match(std::string_view path) const {
  if (!keyed()) return find(path);
  const auto found = by_key_.find(key(path));
  return found == by_key_.end() ? nullptr : found->second;
}

// Component by component, as the walk over the names will match them.
std::string MemberIndex::key(std::string_view path) const {
  std::string text;
  std::string buffer;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t to = std::min(path.find('/', from), path.size());
    if (from > 0) text.push_back('/');
    text.append(name_key(path.substr(from, to - from), names_, buffer));
    from = to + 1;
  }
  return text;
}

bool MemberIndex::settle(bool complete) {
  for (MemberEntry& entry : entries_) {
    if (!entry.hard_link.empty()) resolve(entry, complete);
  }
  // Links come last: what they are linked to must be known to have one content.
  std::stable_partition(claims_.begin(), claims_.end(),
                        [](const Claim& claim) { return claim.measure.has_value(); });
  bool all_checked = true;
  for (const Claim& claim : claims_) {
    if (!check(claim)) all_checked = false;
  }
  // What a link shares with a name of which nothing is known is not known either.
  for (MemberEntry& entry : entries_) {
    if (entry.hard_link.empty() || entry.content == nullptr || entry.problem) continue;
    if (entry.content->problem) entry.problem = std::make_unique<Error>(*entry.content->problem);
  }
  return all_checked;
}

// Chains are followed once: every link on the way learns where it leads.
void MemberIndex::resolve(MemberEntry& entry, bool complete) {
  std::vector<MemberEntry*> way;
  std::unordered_set<const MemberEntry*> met;
  MemberEntry* at = &entry;
  while (at != nullptr && !at->hard_link.empty() && at->content == nullptr && !at->problem &&
         met.insert(at).second) {
    way.push_back(at);
    at = find(at->hard_link);
  }
  const bool circle = at != nullptr && met.contains(at);
  for (MemberEntry* const link : way) {
    if (at == nullptr && !complete) continue;
    if (at == nullptr || circle || at->kind == Kind::directory) {
      link->problem = std::make_unique<Error>(
          bad_link(link->path, "a hard link to no file of the archive: " + link->hard_link));
    } else if (at->problem) {
      link->problem = std::make_unique<Error>(*at->problem);
    } else {
      // The link of a symbolic link, or of a device, is one itself.
      link->kind = at->kind;
      link->link_text = at->link_text;
      link->device = at->device;
      link->content = at->content;
      if (link->kind != Kind::regular) link->hard_link.clear();
    }
  }
}

bool MemberIndex::check(const Claim& claim) {
  MemberEntry& entry = *claim.entry;
  if (entry.problem) return true;
  std::optional<Measure> other = claim.measure;
  if (!other) {
    const MemberEntry* const target = find(claim.hard_link);
    if (target == nullptr || target->content == nullptr || target->problem ||
        target->content->problem) {
      refuse_duplicate(entry);
      return true;
    }
    if (target->content == entry.content) return true;
    other = target->content->measure;
  }
  if (entry.kind != Kind::regular || entry.content == nullptr) {
    refuse_duplicate(entry);
    return true;
  }
  const std::optional<Measure>& own = entry.content->measure;
  const bool known = own && own->digest && other && other->digest;
  const bool equal = known && own->length == other->length && own->digest == other->digest;
  if (!equal) refuse_duplicate(entry);
  return known;
}

}  // namespace komparu
