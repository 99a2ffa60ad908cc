// SPDX-License-Identifier: MIT
// What is left out: G4, whether patterns have left out a file, which matters only where nothing
// else is judged; and files that are known by their place.
#ifndef KOMPARU_COMPARE_TREES_LEFT_OUT_H_
#define KOMPARU_COMPARE_TREES_LEFT_OUT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compare/trees/directory_pair.h"
#include "compare/trees/entry_judge.h"
#include "komparu/side.h"
#include "komparu/stop.h"

namespace komparu {

// A directory that is left out is not looked into unless hold_file() needs to know what is there:
// it may be slow, or forbidden, and people leave it out for that.
class LeftOut {
 public:
  void add(Item item, bool left_listed, bool right_listed);

  // Also where that is in doubt: a directory cannot be listed, or is one of very many. Throws Error
  // when `until` says so.
  bool hold_file(const Until& until) const;

 private:
  struct Directory {
    std::shared_ptr<DirectoryPair> above;
    Side side;
    std::string name;
    bool link;
  };

  static bool holds(const Directory& directory, const Until& until);

  bool file_ = false;
  std::vector<Directory> directories_;
};

// TreeOptions::left_out.
class LeftOutFiles {
 public:
  // A file that is not there cannot be met.
  explicit LeftOutFiles(const std::vector<std::string>& files);

  // Whether the entry on this side is one of them, under whatever name. Looks at it if there are
  // any and nobody has yet.
  bool have(Item& item, Side side) const;

 private:
  using Place = std::pair<std::uint64_t, std::uint64_t>;  // device and inode

  static Place place_of(const Identity& identity);

  std::vector<Place> places_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_LEFT_OUT_H_
