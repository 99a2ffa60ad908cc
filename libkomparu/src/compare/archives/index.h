// SPDX-License-Identifier: MIT
// What one archive has turned out to hold, by name.
#ifndef KOMPARU_COMPARE_ARCHIVES_INDEX_H_
#define KOMPARU_COMPARE_ARCHIVES_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archive/account.h"
#include "base/keyed_hash.h"
#include "base/name_arena.h"
#include "compare/digest.h"
#include "komparu/archive.h"
#include "komparu/error.h"
#include "komparu/result.h"
#include "komparu/side.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

// What is known of a content that was delivered up to its end.
struct Measure {
  std::uint64_t length = 0;
  std::optional<archive::Sha256::Value> digest;  // none: it was compared as it came, not hashed
};

// What came of comparing two contents byte by byte, where there is more to tell than that they are
// the same.
struct Judgement {
  std::optional<Reason> difference;
  std::optional<std::uint64_t> offset;  // of the difference, where it is wanted
  std::unique_ptr<Error> error;         // a tree could not give its file
  std::unique_ptr<SideFacts> facts;     // of a side that is no archive, where they are wanted
  std::unique_ptr<Identity> equal_to;   // the file that was found to hold the same, if it has one

  bool says_something() const { return difference || error || facts || equal_to; }
};

// A name in an archive. There may be a million, so what few members have stands in Special.
struct MemberEntry {
  enum class Length : std::uint8_t { unknown, declared, measured };

  struct Special {
    std::string_view link;  // the text of a symbolic link, or where a hard link leads
    std::uint64_t device = 0;
    MemberEntry* target = nullptr;   // whose content a hard link has; null: none, or not known yet
    std::unique_ptr<Error> problem;  // it cannot be compared
    std::unique_ptr<Error> failure;  // its own content could not be read
  };

  std::string_view path;
  MemberEntry* next = nullptr;                     // of those that MemberIndex finds together
  std::uint64_t size = 0;                          // of its own content, see `length`
  const archive::Sha256::Value* digest = nullptr;  // of its own content, if that was hashed
  std::unique_ptr<Judgement> judgement;            // with `judged`; null: the contents are the same
  std::unique_ptr<Special> special;
  Kind kind : 8 = Kind::unknown;
  Length length = Length::unknown;
  bool hard_link = false;
  bool judged = false;    // its content was compared with that of the same name elsewhere
  bool skipped = false;   // its content is of no interest
  bool followed = false;  // a hard link: all is known of where it leads
  bool reached = false;   // it has been judged, or what it is was seen on both sides

  bool own_content() const { return kind == Kind::regular && !hard_link; }
  bool measured() const { return length == Length::measured; }
  // Whose content it has: its own, or a hard link's target's. Null: none, or not known yet.
  const MemberEntry* content() const {
    return own_content() ? this : special ? special->target : nullptr;
  }
  std::string_view link() const { return special ? special->link : std::string_view(); }
  std::string_view link_text() const { return hard_link ? std::string_view() : link(); }
  std::uint64_t device() const { return special ? special->device : 0; }
  const Error* problem() const { return special ? special->problem.get() : nullptr; }
  const Error* failure() const { return special ? special->failure.get() : nullptr; }
};

SideFacts facts_of(const MemberEntry& entry);

// The digest of the content that an entry has, if its content was hashed.
std::optional<Digest> digest_of(const MemberEntry& entry);

// What a difference that was found byte by byte comes to once both lengths are known: the same
// words whatever order the contents came in.
Judgement judgement_of(const std::optional<Difference>& difference,
                       std::optional<std::uint64_t> left_length,
                       std::optional<std::uint64_t> right_length, const TreeOptions& options);

Judgement trouble(const Error& error);

// Throws what kept the contents from being compared. Null: they are the same.
ByteResult result_of(const Judgement* judgement, const SideFacts& left, const SideFacts& right);

// The content of a file that has no partner against nothing.
ByteResult result_alone(const MemberEntry& entry, Side side);

// Entries stay where they are. Used by one thread at a time. What it keeps is taken from `memory`
// before it is kept: whatever adds to it may throw Error (limit_exceeded).
class MemberIndex {
 public:
  MemberIndex(const NameMatching& names, const archive::MemoryShare& memory)
      : names_(names), memory_(memory.another()) {}
  MemberIndex(const MemberIndex&) = delete;
  MemberIndex& operator=(const MemberIndex&) = delete;

  struct Added {
    MemberEntry& entry;
    bool again = false;  // there is one of that name already
  };
  // Of a name that comes again, what need not be read is checked at once (A7).
  Added add(const Member& member);

  // The content of an entry was delivered up to its end.
  void set_measure(MemberEntry& entry, const Measure& measure);

  // Its content was compared.
  void set_judgement(MemberEntry& entry, Judgement judgement);

  // Its own content could not be read.
  void set_failure(MemberEntry& entry, const Error& failure);

  // It cannot be compared.
  void set_problem(MemberEntry& entry, const Error& problem);

  // The content of a name that came again: it must be that of the first, which settle() checks.
  void add_content(MemberEntry& entry, const Measure& measure);

  // Makes an entry one that cannot be judged because another one has its name.
  void refuse_duplicate(MemberEntry& entry);

  MemberEntry* find(std::string_view path) const;
  // The one whose name counts as the same as that path of another tree; null if there is none.
  MemberEntry* find_match(std::string_view path) const;

  // Once nothing more will be added: finds the contents of hard links, and checks names that came
  // again. False if that takes the digest of a content that was not hashed. Without `complete`,
  // links to what was not reached are left alone.
  bool settle(bool complete, const Until& until);

  std::deque<MemberEntry>& entries() { return entries_; }
  const std::deque<MemberEntry>& entries() const { return entries_; }

  const archive::MemoryShare& memory() const { return memory_; }

 private:
  // A second content of one name: given by its measure, or by the name it is linked to.
  struct Again {
    MemberEntry* entry = nullptr;
    std::optional<Measure> measure;
    std::string_view hard_link;
  };

  bool keyed() const { return names_.ignore_case || names_.nfc; }
  std::string key(std::string_view path) const;
  std::uint64_t memory_for(const Member& member, const std::string& found_by) const;
  std::size_t more_chains() const;
  std::size_t chain_of(std::string_view path) const;
  void make_findable(MemberEntry& entry);
  MemberEntry::Special& special(MemberEntry& entry);
  void add_again(MemberEntry& entry, const Member& member);
  void follow(MemberEntry& entry, bool complete, const Until& until);
  static void lead(MemberEntry& link, MemberEntry& target);
  bool check(const Again& again);

  const NameMatching names_;
  archive::MemoryShare memory_;
  NameArena arena_;
  std::deque<MemberEntry> entries_;
  std::deque<archive::Sha256::Value> digests_;
  // By the hash of their paths; at least as many chains as entries, a power of two.
  std::vector<MemberEntry*> chains_;
  // Only if names match by key.
  std::unordered_map<std::string, MemberEntry*, NameHash> by_key_;
  std::deque<Again> again_;
};

// The names of an archive as a tree. Contents cannot be opened: they were compared before, or are
// known by their digests. With `reached_only`, what was not reached is left out. The index must
// outlive the tree and stay as it is.
std::unique_ptr<Tree> make_index_tree(const MemberIndex& index, bool reached_only);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_INDEX_H_
