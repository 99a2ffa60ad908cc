// SPDX-License-Identifier: MIT
// Links to directories that need no walk, because the run walks their target anyway.
//
// Packages that link each other (`p1/node_modules/p2 -> ../../p2`) hold as many paths as there are
// ways through their links: two to the power of the number of packages, and no end at all in a
// clique. Nearly all of these paths show the same few directories again. So a link is not walked
// where both sides have a link of one text, the text is relative, and it leads through no other
// link to a directory inside both operands that this run walks: whatever is found there is found
// once, under that path. Equal packages and equal loops are then the same, and cost one look each.
// An entry that only one side has is one entry, whatever its link leads to.
//
// Remembering pairs of directories by their identity was rejected: what a path yields may depend on
// the path itself, so that a remembered "same" can be wrong. The rule is local: it looks at one
// link, its text, and the directories on the way, never at what was walked before. So parts of a
// run that are done elsewhere or later come to the same answer.
//
// Every other link is followed under its own path: absolute texts, targets outside the operand,
// texts that differ, and all links where the options make what is compared depend on the path.
#ifndef KOMPARU_COMPARE_TREES_LINKED_H_
#define KOMPARU_COMPARE_TREES_LINKED_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compare/trees/directory_pair.h"
#include "compare/trees/entry_judge.h"
#include "komparu/tree_options.h"
#include "tree/name_filter.h"

namespace komparu {

// For the thread that walks.
class LinkedDirectories {
 public:
  // What it refers to must outlive it. `rest` is called with a directory above the current one
  // after it was looked into.
  LinkedDirectories(const TreeOptions& options, const NameFilter& filter,
                    std::function<void(const DirectoryPair&)> rest);

  // True if the item is a link to a directory, on every side that has it, whose target the run
  // walks under a path of its own. An error on the way is no error: then the link is followed.
  bool walked_elsewhere(const Item& item) const;

 private:
  bool leads_to_walked(const DirectoryPair& from, const std::string& text,
                       const std::vector<Side>& sides) const;
  bool enters(const std::shared_ptr<Folder>& root, const std::vector<std::string>& names) const;
  bool excluded(const std::string& name) const;

  const TreeOptions& options_;
  const NameFilter& filter_;
  const bool usable_;
  const std::function<void(const DirectoryPair&)> rest_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_LINKED_H_
