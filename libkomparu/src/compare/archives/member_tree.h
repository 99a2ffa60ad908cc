// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_ARCHIVES_MEMBER_TREE_H_
#define KOMPARU_COMPARE_ARCHIVES_MEMBER_TREE_H_

#include <memory>

#include "compare/archives/member_index.h"
#include "komparu/tree.h"

namespace komparu {

// The names of an archive as a tree, with the directories that names imply. Contents cannot be
// opened: they were judged before. Symbolic links are never followed. With `reached_only`, what was
// not reached is left out. The index must outlive the tree and stay as it is.
std::unique_ptr<Tree> make_member_tree(const MemberIndex& index, bool reached_only);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_MEMBER_TREE_H_
