// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_ARCHIVES_PATH_FINDER_H_
#define KOMPARU_COMPARE_ARCHIVES_PATH_FINDER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/keyed_hash.h"
#include "compare/trees/descriptors.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

// Finds entries of a tree by their path, as members of an archive come by. Neighbours are found
// fast: the directories on the way to the last one stay open.
class PathFinder {
 public:
  PathFinder(Tree& tree, const TreeOptions& options);

  struct Place {
    std::shared_ptr<Folder> folder;
    std::string name;  // as the tree has it
  };
  // Where that path is, if it is there at all; none if there is no such directory. Names that lead
  // elsewhere (a leading slash, "..") are not in any tree. Throws Error.
  std::optional<Place> find(std::string_view path);

  // Gives back what descriptors can be given back.
  void rest();

 private:
  struct Level {
    std::string name;  // as the path has it
    std::shared_ptr<Folder> folder;
    // With name matching: the names of the directory by their keys; empty for what is ambiguous.
    std::optional<std::unordered_map<std::string, std::string, NameHash>> names;
  };

  std::optional<std::string> name_in(Level& level, std::string_view name);
  bool enter(std::string_view name);

  Tree& tree_;
  const TreeOptions& options_;
  const DescriptorBudget budget_;
  std::uint64_t device_ = 0;
  std::vector<Level> levels_;  // from the root on
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_PATH_FINDER_H_
