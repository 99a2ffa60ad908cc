// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TREE_DIRECTORY_TREE_H_
#define KOMPARU_TREE_DIRECTORY_TREE_H_

#include <memory>
#include <optional>
#include <string>

#include "file/open.h"
#include "komparu/reader.h"
#include "komparu/tree.h"

namespace komparu {

// The tree below an opened directory.
std::unique_ptr<Tree> make_directory_tree(file::OpenFile directory);

// What makes the file or directory at that path one and the same, symbolic links followed; none if
// nothing is there, or it cannot be looked at.
std::optional<Identity> identity_of_path(const std::string& path);

}  // namespace komparu

#endif  // KOMPARU_TREE_DIRECTORY_TREE_H_
