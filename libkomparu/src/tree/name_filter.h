// SPDX-License-Identifier: MIT
// Which entries of a tree take part in a comparison.
#ifndef KOMPARU_TREE_NAME_FILTER_H_
#define KOMPARU_TREE_NAME_FILTER_H_

#include <cstdint>
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

  // What the patterns make of a directory that a walk is in. The walk goes down name by name, so
  // that no path is read again for each directory on it.
  class Place {
   private:
    friend class NameFilter;
    bool excluded_ = false;  // it is, or one above it
    bool included_ = false;  // a pattern that asks for a directory means it, or one above it
    std::vector<std::uint64_t> words_;  // of the patterns with whole paths, one behind the other
  };

  // The operand.
  Place root() const;

  // The directory of that name in another one.
  Place below(const Place& above, std::string_view name) const;

  // The same as above for an entry of the directory.
  bool excludes(const Place& directory, std::string_view name, bool is_directory) const;

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
