// SPDX-License-Identifier: MIT
// How it works: entries are kept in the order in which they came, and found by path, or by the key
// of a path where names match by case folding or normalisation. A hard link has no content until
// settle() follows it: a chain of links is walked once, and every link on the way learns where it
// leads, so that a chain of any length costs what its links cost. A name that comes again is
// compared with the first of that name: heads at once, contents by digest in settle(), links last,
// because what they lead to must be known to have one content.
#include "compare/archives/index.h"

#include <algorithm>
#include <utility>

#include "archive/member_tree.h"
#include "tree/name_key.h"

namespace komparu {

namespace {

Error bad_link(const std::string& path, const std::string& reason) {
  return Error(ErrorCode::bad_archive, path, reason);
}

class IndexedMembers final : public archive::MemberList {
 public:
  IndexedMembers(const MemberIndex& index, bool reached_only) {
    for (const MemberEntry& entry : index.entries()) {
      if (entry.reached || !reached_only) entries_.push_back(&entry);
    }
    const auto before = [](const MemberEntry* a, const MemberEntry* b) {
      return archive::comes_before(a->path, b->path);
    };
    // As they are in most archives.
    if (!std::is_sorted(entries_.begin(), entries_.end(), before)) {
      std::sort(entries_.begin(), entries_.end(), before);
    }
  }

  std::size_t count() const override { return entries_.size(); }
  std::string_view path(std::size_t member) const override { return entries_[member]->path; }
  Kind kind(std::size_t member) const override {
    return entries_[member]->problem ? Kind::unknown : entries_[member]->kind;
  }
  EntryFacts look(std::size_t member) const override {
    const MemberEntry& entry = *entries_[member];
    if (entry.problem) throw *entry.problem;
    EntryFacts facts;
    facts.side.kind = entry.kind;
    if (entry.kind == Kind::regular) facts.side = facts_of(entry);
    facts.device = entry.device;
    return facts;
  }
  std::string link_text(std::size_t member) const override { return entries_[member]->link_text; }
  std::unique_ptr<Reader> open(std::size_t member) const override {
    throw Error(ErrorCode::unsupported, entries_[member]->path,
                "its content could not be compared");
  }

 private:
  std::vector<const MemberEntry*> entries_;
};

}  // namespace

SideFacts facts_of(const MemberEntry& entry) {
  SideFacts facts;
  facts.kind = entry.kind;
  if (entry.content != nullptr && entry.content->measure) {
    facts.size = Size{entry.content->measure->length, true};
  } else if (entry.own_content() && entry.declared_size) {
    facts.size = Size{*entry.declared_size, false};
  }
  return facts;
}

std::optional<Digest> digest_of(const MemberEntry& entry) {
  if (entry.content == nullptr || !entry.content->measure) return std::nullopt;
  const Measure& measure = *entry.content->measure;
  if (!measure.digest) return std::nullopt;
  return Digest{
      DigestAlgorithm::sparse, {measure.digest->begin(), measure.digest->end()}, measure.length};
}

Judgement judgement_of(const std::optional<Difference>& difference,
                       std::optional<std::uint64_t> left_length,
                       std::optional<std::uint64_t> right_length, const TreeOptions& options) {
  Judgement judgement;
  if (!difference) return judgement;
  judgement.difference.emplace().reason = difference->reason;
  if (options.size_check && left_length && right_length && left_length != right_length) {
    judgement.difference->reason = Reason::size;
  }
  if (options.detail != Detail::verdict && judgement.difference->reason == Reason::content) {
    judgement.difference->offset = difference->offset;
  }
  return judgement;
}

Judgement trouble(const Error& error) {
  Judgement judgement;
  judgement.error = std::make_unique<Error>(error);
  return judgement;
}

ByteResult result_of(const Judgement& judgement, const SideFacts& left, const SideFacts& right) {
  if (judgement.error) throw *judgement.error;
  ByteResult result;
  result.difference = judgement.difference;
  result.verdict = result.difference ? Verdict::different : Verdict::same;
  result.left = left;
  result.right = right;
  return result;
}

ByteResult result_alone(const MemberEntry& entry, Side side) {
  if (entry.content != nullptr && entry.content->failure) throw *entry.content->failure;
  if (entry.content == nullptr || !entry.content->measure) {
    throw Error(ErrorCode::unsupported, "", "its content was not read").with_side(side);
  }
  ByteResult result;
  (side == Side::left ? result.left : result.right) = facts_of(entry);
  if (entry.content->measure->length == 0) return result;
  result.verdict = Verdict::different;
  result.difference.emplace().reason = Reason::size;
  return result;
}

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
    again_.push_back({&entry, {}, member.hard_link});
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

bool MemberIndex::settle(bool complete, const Until& until) {
  for (MemberEntry& entry : entries_) {
    if (!entry.hard_link.empty() && !entry.followed) follow(entry, complete, until);
  }
  std::stable_partition(again_.begin(), again_.end(),
                        [](const Again& again) { return again.measure.has_value(); });
  bool all_checked = true;
  for (const Again& again : again_) {
    if (!check(again)) all_checked = false;
  }
  // What a link shares with a name of which nothing is known is not known either.
  for (MemberEntry& entry : entries_) {
    if (entry.hard_link.empty() || entry.content == nullptr || entry.problem) continue;
    if (entry.content->problem) entry.problem = std::make_unique<Error>(*entry.content->problem);
  }
  return all_checked;
}

void MemberIndex::follow(MemberEntry& entry, bool complete, const Until& until) {
  std::vector<MemberEntry*> way;
  MemberEntry* at = &entry;
  while (at != nullptr && !at->hard_link.empty() && !at->followed && !at->problem) {
    until.check();
    at->followed = true;
    way.push_back(at);
    at = find(at->hard_link);
  }
  // A link that leads back to this way, or to one that led nowhere, has no content.
  const bool nowhere =
      at == nullptr || (!at->problem && at->kind == Kind::regular && at->content == nullptr);
  const bool circle = at != nullptr && std::find(way.begin(), way.end(), at) != way.end();
  for (MemberEntry* const link : way) {
    if (nowhere && !circle && !complete) continue;
    if (nowhere || at->kind == Kind::directory) {
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

bool MemberIndex::check(const Again& again) {
  MemberEntry& entry = *again.entry;
  if (entry.problem) return true;
  std::optional<Measure> other = again.measure;
  if (!other) {
    const MemberEntry* const target = find(again.hard_link);
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

std::unique_ptr<Tree> make_index_tree(const MemberIndex& index, bool reached_only) {
  return archive::make_member_tree(std::make_shared<IndexedMembers>(index, reached_only));
}

}  // namespace komparu
