// SPDX-License-Identifier: MIT
// Which entries of a tree take part in a comparison.
#ifndef KOMPARU_TREE_NAME_FILTER_H_
#define KOMPARU_TREE_NAME_FILTER_H_

#include <string_view>
#include <vector>

#include "komparu/tree_options.h"
#include "tree/glob.h"

namespace komparu {

// A Filter, compiled once; the Filter is not needed any longer. Const and safe to use from several
// threads at once.
class NameFilter {
 public:
  explicit NameFilter(const Filter& filter);

  // Whether the entry is left out. The path leads from the operand to the entry, components
  // divided by single slashes; `name` is the last one. Everything that is no directory is a file.
  //
  // What is below an excluded directory is excluded, too, whether the directory is walked or not.
  // An include pattern that asks for a directory (`src/`) means the files below it, at any depth.
  bool excludes(std::string_view relative_path, std::string_view name, bool is_directory) const;

  // Whether an entry is passed over may depend on more than its name and those of the directories
  // that it is walked through.
  bool depends_on_paths() const;

  // Nothing is ever excluded.
  bool empty() const { return exclude_.empty() && include_.empty(); }

 private:
  std::vector<Glob> exclude_;
  std::vector<Glob> include_;
};

}  // namespace komparu

#endif  // KOMPARU_TREE_NAME_FILTER_H_
