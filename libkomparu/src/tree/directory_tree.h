// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TREE_DIRECTORY_TREE_H_
#define KOMPARU_TREE_DIRECTORY_TREE_H_

#include <memory>

#include "file/open.h"
#include "komparu/tree.h"

namespace komparu {

// The tree below an opened directory.
std::unique_ptr<Tree> make_directory_tree(file::OpenFile directory);

}  // namespace komparu

#endif  // KOMPARU_TREE_DIRECTORY_TREE_H_
