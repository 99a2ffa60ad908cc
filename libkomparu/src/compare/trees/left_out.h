// SPDX-License-Identifier: MIT
// G4: whether patterns have left out a file, which matters only where nothing else is judged.
#ifndef KOMPARU_COMPARE_TREES_LEFT_OUT_H_
#define KOMPARU_COMPARE_TREES_LEFT_OUT_H_

#include <memory>
#include <string>
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

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_LEFT_OUT_H_
