// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_MEMBER_TREE_H_
#define KOMPARU_ARCHIVE_MEMBER_TREE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archive/account.h"
#include "komparu/archive.h"
#include "komparu/digest.h"
#include "komparu/stop.h"
#include "komparu/tree.h"

namespace komparu::archive {

// The members of an archive, for the tree that is made of them: numbered in the order of
// comes_before(), no path twice. Several threads may ask at once. Errors name the member.
class MemberList {
 public:
  virtual ~MemberList() = default;

  virtual std::size_t count() const = 0;
  virtual std::string_view path(std::size_t member) const = 0;
  // Kind::unknown if look() has to say.
  virtual Kind kind(std::size_t member) const = 0;
  // Throws Error if the member cannot be compared.
  virtual EntryFacts look(std::size_t member) const = 0;
  virtual std::string link_text(std::size_t member) const = 0;
  virtual std::unique_ptr<Reader> open(std::size_t member) const = 0;
  // Folder::digest().
  virtual std::optional<Digest> digest(std::size_t /*member*/) const { return std::nullopt; }
  // What listings are taken from.
  virtual MemoryShare memory() const = 0;
};

// The order of paths, component by component.
bool comes_before(std::string_view a, std::string_view b);

// The members as a tree, with the directories that their names imply. Symbolic links are never
// followed, names never resolved: a leading slash belongs to the first component.
std::unique_ptr<Tree> make_member_tree(std::shared_ptr<const MemberList> members);

// The members of an archive as a tree whose contents can be opened in any order and by several
// threads at once; null if they can only be read in a row. Its root() lists them, once, and throws
// what MemberStream::next() throws. `checks_differing`: a member that differs is read to its end,
// and checked, before that is said. The archive must outlive the tree; no pass may be under way.
std::unique_ptr<Tree> tree_of(komparu::Archive& archive, const Until& until, bool checks_differing);

// What is kept about the members of an archive is taken from here; an archive of another kind has
// no limit. The archive must outlive it.
MemoryShare index_memory_of(komparu::Archive& archive);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_MEMBER_TREE_H_
