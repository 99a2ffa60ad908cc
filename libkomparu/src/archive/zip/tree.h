// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_ZIP_TREE_H_
#define KOMPARU_ARCHIVE_ZIP_TREE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/account.h"
#include "archive/zip/audit.h"
#include "base/name_arena.h"
#include "komparu/archive.h"
#include "komparu/error.h"
#include "komparu/tree.h"

namespace komparu::archive {

// Whether every member can be opened on its own: it is stored or deflated, or encrypted, which is
// that member's trouble.
bool can_open_members(const ZipDirectory& directory);

// The audited zip as a tree: see tree_of() in member_tree.h. `access` and `directory` must outlive
// it.
std::unique_ptr<Tree> make_zip_tree(RandomAccess& access, const ZipDirectory& directory,
                                    std::shared_ptr<Account> account, bool checks_differing);

// A member's head, and where its content is.
struct ZipMember {
  // What few have.
  struct Special {
    std::string link_text;
    std::unique_ptr<Error> problem;  // why it cannot be compared
  };

  std::string_view path;
  const ZipEntry* entry = nullptr;
  std::unique_ptr<Special> special;
  Kind kind = Kind::regular;

  std::string_view link_text() const {
    return special ? std::string_view(special->link_text) : std::string_view();
  }
  const Error* problem() const { return special ? special->problem.get() : nullptr; }
};

// All heads, in the order of the file; no content is looked at but the texts of links. Paths that
// are not in the directory as they are stay in `names`, and everything is taken from `memory`. All
// of these must outlive the members. Throws Error.
std::vector<ZipMember> list_zip(RandomAccess& access, const ZipDirectory& directory,
                                std::shared_ptr<Account> account, NameArena& names,
                                MemoryShare& memory);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ZIP_TREE_H_
