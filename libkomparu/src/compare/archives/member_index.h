// SPDX-License-Identifier: MIT
// What one archive has turned out to hold, by name.
#ifndef KOMPARU_COMPARE_ARCHIVES_MEMBER_INDEX_H_
#define KOMPARU_COMPARE_ARCHIVES_MEMBER_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compare/archives/content_digest.h"
#include "komparu/archive.h"
#include "komparu/error.h"
#include "komparu/tree_options.h"

namespace komparu {

// What is known of a content that was delivered up to its end.
struct Measure {
  std::uint64_t length = 0;
  std::optional<Digest> digest;  // none: it was compared as it came, and not hashed
};

// What became of a pair of contents.
struct Judgement {
  Verdict verdict = Verdict::same;  // trouble: `error` says why
  Reason reason = Reason::content;
  std::optional<std::uint64_t> offset;
  std::unique_ptr<Error> error;
  std::unique_ptr<SideFacts> facts;    // of a side that is no archive, where there is one
  std::unique_ptr<Identity> equal_to;  // the file that was found to hold the same, if it has one
};

// A name in an archive.
struct MemberEntry {
  std::string path;
  Kind kind = Kind::unknown;
  std::string link_text;
  std::string hard_link;
  std::uint64_t device = 0;
  std::optional<std::uint64_t> declared_size;
  std::unique_ptr<Error> problem;  // it cannot be judged

  bool passed_over = false;  // its content is of no interest
  std::optional<Measure> measure;
  std::unique_ptr<Judgement> judgement;  // of its content and that of the same name elsewhere
  // Whose content it has: its own, or a hard link's target's. Null: none, or not known yet.
  MemberEntry* content = nullptr;
  bool reached = false;  // it has been judged, or what it is was seen on both sides

  bool own_content() const { return kind == Kind::regular && hard_link.empty(); }
};

// For one thread. Entries stay where they are.
class MemberIndex {
 public:
  explicit MemberIndex(const NameMatching& names) : names_(names) {}
  MemberIndex(const MemberIndex&) = delete;
  MemberIndex& operator=(const MemberIndex&) = delete;

  struct Added {
    MemberEntry& entry;
    bool again = false;  // there is one of that name already
  };
  // Of a name that comes again, what need not be read is checked at once (A7).
  Added add(const Member& member);

  // The same content counts once: to be checked when all is known.
  void claim(MemberEntry& entry, Measure measure) { claims_.push_back({&entry, measure, {}}); }

  // Makes an entry one that cannot be judged because another one has its name.
  static void refuse_duplicate(MemberEntry& entry);

  MemberEntry* find(std::string_view path) const;
  // The one whose name counts as the same as that path of another tree; null if there is none.
  MemberEntry* find_match(std::string_view path) const;

  // Once nothing more will be added: finds the contents of hard links, and checks the claims. False
  // if a claim cannot be checked because contents were not hashed; what it is about cannot be
  // judged then. Without `complete`, links to what was not reached are left alone.
  bool settle(bool complete);

  std::deque<MemberEntry>& entries() { return entries_; }
  const std::deque<MemberEntry>& entries() const { return entries_; }

 private:
  // A second content of one name: given by its measure, or by the name it is linked to.
  struct Claim {
    MemberEntry* entry = nullptr;
    std::optional<Measure> measure;
    std::string hard_link;
  };

  bool keyed() const { return names_.ignore_case || names_.nfc; }
  std::string key(std::string_view path) const;
  void add_again(MemberEntry& entry, const Member& member);
  void resolve(MemberEntry& entry, bool complete);
  bool check(const Claim& claim);

  const NameMatching names_;
  std::deque<MemberEntry> entries_;
  std::unordered_map<std::string_view, MemberEntry*> by_path_;
  std::unordered_map<std::string, MemberEntry*> by_key_;  // only if names match by key
  std::vector<Claim> claims_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_MEMBER_INDEX_H_
