// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TREE_ONE_FILE_TREE_H_
#define KOMPARU_TREE_ONE_FILE_TREE_H_

#include <memory>
#include <string>

#include "komparu/reader.h"
#include "komparu/tree.h"

namespace komparu {

// The tree that holds one regular file. Its content can be opened once.
std::unique_ptr<Tree> make_one_file_tree(std::string name, std::unique_ptr<Reader> reader);

}  // namespace komparu

#endif  // KOMPARU_TREE_ONE_FILE_TREE_H_
