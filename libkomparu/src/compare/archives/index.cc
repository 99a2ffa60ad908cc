// SPDX-License-Identifier: MIT
// How it works: entries are kept in the order in which they came, and found by path, or by the key
// of a path where names match by case folding or normalisation. What is found by path hangs in
// chains that run through the entries: at a million members, the nodes of a map would take as much
// as the entries. All that is kept is taken from the limit on memory at its true size. A hard link
// has no content until settle() follows it: a chain of links is walked once, and every link on the
// way learns where it leads, so that a chain of any length costs what its links cost. A name that
// comes again is compared with the first of that name: heads at once, contents by digest in
// settle(), links last, because what they lead to must be known to have one content.
#include "compare/archives/index.h"

#include <algorithm>
#include <utility>

#include "archive/member_tree.h"
#include "tree/name_key.h"

namespace komparu {

namespace {

Error bad_link(std::string_view path, const std::string& reason) {
  return Error(ErrorCode::bad_archive, std::string(path), reason);
}

// What a piece of memory takes besides its bytes.
constexpr std::uint64_t kPiece = 16;

// An entry with its place in the queue and in the tree.
constexpr std::uint64_t kEntry = sizeof(MemberEntry) + 2 * sizeof(void*);

class IndexedMembers final : public archive::MemberList {
 public:
  IndexedMembers(const MemberIndex& index, bool reached_only)
      : memory_(index.memory()), reached_only_(reached_only) {
    entries_.reserve(index.entries().size());
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
    return entries_[member]->problem() != nullptr ? Kind::unknown : entries_[member]->kind;
  }
  EntryFacts look(std::size_t member) const override {
    const MemberEntry& entry = *entries_[member];
    if (entry.problem() != nullptr) throw *entry.problem();
    EntryFacts facts;
    facts.side.kind = entry.kind;
    if (entry.kind == Kind::regular) facts.side = facts_of(entry);
    facts.device = entry.device();
    return facts;
  }
  std::string link_text(std::size_t member) const override {
    return std::string(entries_[member]->link_text());
  }
  std::unique_ptr<Reader> open(std::size_t member) const override {
    throw Error(ErrorCode::unsupported, std::string(entries_[member]->path),
                "its content could not be compared");
  }
  // What was found before a limit was met is reported all the same.
  archive::MemoryShare memory() const override {
    return reached_only_ ? archive::MemoryShare() : memory_.another();
  }

 private:
  const archive::MemoryShare& memory_;
  const bool reached_only_;
  std::vector<const MemberEntry*> entries_;
};

bool is_special(const Member& member) {
  return !member.link_text.empty() || !member.hard_link.empty() || member.device != 0 ||
         member.problem;
}

}  // namespace

SideFacts facts_of(const MemberEntry& entry) {
  SideFacts facts;
  facts.kind = entry.kind;
  const MemberEntry* const content = entry.content();
  if (content != nullptr && content->measured()) {
    facts.size = Size{content->size, true};
  } else if (entry.own_content() && entry.length == MemberEntry::Length::declared) {
    facts.size = Size{entry.size, false};
  }
  return facts;
}

std::optional<Digest> digest_of(const MemberEntry& entry) {
  const MemberEntry* const content = entry.content();
  if (content == nullptr || content->digest == nullptr) return std::nullopt;
  return Digest{
      DigestAlgorithm::sparse, {content->digest->begin(), content->digest->end()}, content->size};
}

Judgement judgement_of(const std::optional<Difference>& difference,
                       std::optional<std::uint64_t> left_length,
                       std::optional<std::uint64_t> right_length, const TreeOptions& options) {
  Judgement judgement;
  if (!difference) return judgement;
  judgement.difference = difference->reason;
  if (options.size_check && left_length && right_length && left_length != right_length) {
    judgement.difference = Reason::size;
  }
  if (options.detail != Detail::verdict && judgement.difference == Reason::content) {
    judgement.offset = difference->offset;
  }
  return judgement;
}

Judgement trouble(const Error& error) {
  Judgement judgement;
  judgement.error = std::make_unique<Error>(error);
  return judgement;
}

ByteResult result_of(const Judgement* judgement, const SideFacts& left, const SideFacts& right) {
  ByteResult result;
  if (judgement != nullptr) {
    if (judgement->error) throw *judgement->error;
    if (judgement->difference) {
      result.verdict = Verdict::different;
      result.difference.emplace();
      result.difference->reason = *judgement->difference;
      result.difference->offset = judgement->offset;
    }
  }
  result.left = left;
  result.right = right;
  return result;
}

ByteResult result_alone(const MemberEntry& entry, Side side) {
  const MemberEntry* const content = entry.content();
  if (content != nullptr && content->failure() != nullptr) throw *content->failure();
  if (content == nullptr || !content->measured()) {
    throw Error(ErrorCode::unsupported, "", "its content was not read").with_side(side);
  }
  ByteResult result;
  (side == Side::left ? result.left : result.right) = facts_of(entry);
  if (content->size == 0) return result;
  result.verdict = Verdict::different;
  result.difference.emplace().reason = Reason::size;
  return result;
}

MemberIndex::Added MemberIndex::add(const Member& member) {
  if (MemberEntry* const there = find(member.path)) {
    add_again(*there, member);
    return {*there, true};
  }
  std::string found_by = keyed() ? key(member.path) : "";
  memory_.grow(memory_for(member, found_by));
  MemberEntry& entry = entries_.emplace_back();
  entry.path = arena_.keep(member.path);
  entry.kind = member.kind;
  entry.hard_link = !member.hard_link.empty();
  if (member.size) {
    entry.size = *member.size;
    entry.length = MemberEntry::Length::declared;
  }
  if (is_special(member)) {
    entry.special = std::make_unique<MemberEntry::Special>();
    entry.special->link = arena_.keep(entry.hard_link ? member.hard_link : member.link_text);
    entry.special->device = member.device;
    if (member.problem) entry.special->problem = std::make_unique<Error>(*member.problem);
  }
  make_findable(entry);
  if (keyed()) by_key_.emplace(std::move(found_by), &entry);
  return {entry, false};
}

// All that add() keeps of it.
std::uint64_t MemberIndex::memory_for(const Member& member, const std::string& found_by) const {
  constexpr std::uint64_t kNode = 64 + kPiece;
  std::uint64_t bytes = kEntry + member.path.size();
  if (is_special(member)) {
    bytes += sizeof(MemberEntry::Special) + kPiece;
    bytes += member.link_text.size() + member.hard_link.size();
  }
  if (member.problem) bytes += archive::memory_of(*member.problem);
  if (entries_.size() == chains_.size()) bytes += more_chains() * sizeof(void*);
  if (keyed()) bytes += kNode + found_by.size();
  return bytes;
}

void MemberIndex::add_again(MemberEntry& entry, const Member& member) {
  if (entry.problem() != nullptr) return;
  if (member.problem) {
    set_problem(entry, *member.problem);
  } else if (entry.kind != member.kind || entry.link_text() != member.link_text ||
             entry.device() != member.device) {
    refuse_duplicate(entry);
  } else if (!member.hard_link.empty() && member.hard_link != entry.path &&
             !(entry.hard_link && member.hard_link == entry.link())) {
    memory_.grow(sizeof(Again) + member.hard_link.size());
    again_.push_back({&entry, {}, arena_.keep(member.hard_link)});
  }
}

void MemberIndex::add_content(MemberEntry& entry, const Measure& measure) {
  memory_.grow(sizeof(Again));
  again_.push_back({&entry, measure, {}});
}

void MemberIndex::set_measure(MemberEntry& entry, const Measure& measure) {
  if (measure.digest) {
    memory_.grow(sizeof(*measure.digest));
    entry.digest = &digests_.emplace_back(*measure.digest);
  }
  entry.size = measure.length;
  entry.length = MemberEntry::Length::measured;
}

void MemberIndex::set_judgement(MemberEntry& entry, Judgement judgement) {
  std::unique_ptr<Judgement> kept;
  if (judgement.says_something()) {
    std::uint64_t bytes = sizeof(Judgement) + kPiece;
    if (judgement.error) bytes += archive::memory_of(*judgement.error);
    if (judgement.facts) bytes += sizeof(SideFacts) + kPiece;
    if (judgement.equal_to) bytes += sizeof(Identity) + kPiece;
    memory_.grow(bytes);
    kept = std::make_unique<Judgement>(std::move(judgement));
  }
  // Last, because "judged" without a judgement says that the contents are the same.
  entry.judgement = std::move(kept);
  entry.judged = true;
}

void MemberIndex::set_failure(MemberEntry& entry, const Error& failure) {
  memory_.grow(archive::memory_of(failure));
  special(entry).failure = std::make_unique<Error>(failure);
}

void MemberIndex::set_problem(MemberEntry& entry, const Error& problem) {
  memory_.grow(archive::memory_of(problem));
  special(entry).problem = std::make_unique<Error>(problem);
}

void MemberIndex::refuse_duplicate(MemberEntry& entry) {
  if (entry.problem() != nullptr) return;
  set_problem(entry, Error(ErrorCode::duplicate, std::string(entry.path),
                           "several members have this name"));
}

MemberEntry::Special& MemberIndex::special(MemberEntry& entry) {
  if (!entry.special) {
    memory_.grow(sizeof(MemberEntry::Special) + kPiece);
    entry.special = std::make_unique<MemberEntry::Special>();
  }
  return *entry.special;
}

// So many are added as there are.
std::size_t MemberIndex::more_chains() const {
  constexpr std::size_t kFewest = 64;
  return std::max(kFewest, chains_.size());
}

std::size_t MemberIndex::chain_of(std::string_view path) const {
  return NameHash()(path) & (chains_.size() - 1);
}

void MemberIndex::make_findable(MemberEntry& entry) {
  const auto hang_in = [this](MemberEntry& one) {
    MemberEntry*& first = chains_[chain_of(one.path)];
    one.next = std::exchange(first, &one);
  };
  if (entries_.size() <= chains_.size()) return hang_in(entry);
  chains_.assign(chains_.size() + more_chains(), nullptr);
  for (MemberEntry& one : entries_) hang_in(one);
}

MemberEntry* MemberIndex::find(std::string_view path) const {
  if (chains_.empty()) return nullptr;
  MemberEntry* entry = chains_[chain_of(path)];
  while (entry != nullptr && entry->path != path) entry = entry->next;
  return entry;
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
    if (entry.hard_link && !entry.followed) follow(entry, complete, until);
  }
  bool all_checked = true;
  for (const bool by_content : {true, false}) {
    for (const Again& again : again_) {
      if (again.measure.has_value() == by_content && !check(again)) all_checked = false;
    }
  }
  // What a link shares with a name of which nothing is known is not known either.
  for (MemberEntry& entry : entries_) {
    if (!entry.hard_link || entry.content() == nullptr || entry.problem() != nullptr) continue;
    if (const Error* const problem = entry.content()->problem()) set_problem(entry, *problem);
  }
  return all_checked;
}

void MemberIndex::follow(MemberEntry& entry, bool complete, const Until& until) {
  std::vector<MemberEntry*> way;
  MemberEntry* at = &entry;
  while (at != nullptr && at->hard_link && !at->followed && at->problem() == nullptr) {
    until.check();
    at->followed = true;
    way.push_back(at);
    at = find(at->link());
  }
  // A link that leads back to this way, or to one that led nowhere, has no content.
  const bool nowhere = at == nullptr || (at->problem() == nullptr && at->kind == Kind::regular &&
                                         at->content() == nullptr);
  const bool circle = at != nullptr && std::find(way.begin(), way.end(), at) != way.end();
  for (MemberEntry* const link : way) {
    if (nowhere && !circle && !complete) continue;
    if (nowhere || at->kind == Kind::directory) {
      set_problem(*link, bad_link(link->path, "a hard link to no file of the archive: " +
                                                  std::string(link->link())));
    } else if (at->problem() != nullptr) {
      set_problem(*link, *at->problem());
    } else {
      lead(*link, *at);
    }
  }
}

// The link of a symbolic link, or of a device, is one itself.
void MemberIndex::lead(MemberEntry& link, MemberEntry& target) {
  link.kind = target.kind;
  if (target.kind == Kind::regular) {
    link.special->target = target.hard_link ? target.special->target : &target;
    return;
  }
  link.hard_link = false;
  link.special->link = target.link_text();
  link.special->device = target.device();
}

bool MemberIndex::check(const Again& again) {
  MemberEntry& entry = *again.entry;
  if (entry.problem() != nullptr) return true;
  const MemberEntry* const own = entry.content();
  const MemberEntry* other = nullptr;
  if (!again.measure) {
    const MemberEntry* const target = find(again.hard_link);
    other = target != nullptr && target->problem() == nullptr ? target->content() : nullptr;
    if (other == nullptr || other->problem() != nullptr) {
      refuse_duplicate(entry);
      return true;
    }
    if (other == own) return true;
  }
  if (entry.kind != Kind::regular || own == nullptr) {
    refuse_duplicate(entry);
    return true;
  }
  const archive::Sha256::Value* const digest = again.measure && again.measure->digest
                                                   ? &*again.measure->digest
                                               : other != nullptr ? other->digest
                                                                  : nullptr;
  const std::uint64_t length = again.measure ? again.measure->length : other->size;
  const bool known = own->digest != nullptr && digest != nullptr;
  const bool equal = known && own->size == length && *own->digest == *digest;
  if (!equal) refuse_duplicate(entry);
  return known;
}

std::unique_ptr<Tree> make_index_tree(const MemberIndex& index, bool reached_only) {
  return archive::make_member_tree(std::make_shared<IndexedMembers>(index, reached_only));
}

}  // namespace komparu
