// SPDX-License-Identifier: MIT
// Two trees that can be listed: a walk over the merged listings, and a pool that reads.
#ifndef KOMPARU_COMPARE_TREES_LISTED_TREES_H_
#define KOMPARU_COMPARE_TREES_LISTED_TREES_H_

#include <optional>

#include "komparu/findings.h"
#include "komparu/result.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

struct Item;

// Contents that were compared before the walk over the names, because they could be read in an
// order of their own only. Safe to use from several threads at once.
class JudgedContent {
 public:
  virtual ~JudgedContent() = default;

  // The answer for two files of one name, or for one that is to be compared with nothing; none if
  // they are to be read now. Throws the Error that kept them from being judged.
  virtual std::optional<ByteResult> result(const Item& item) const = 0;
};

// What a walk over the names finds done already.
struct WorkDone {
  const JudgedContent* contents = nullptr;
  // Not all names are known: what seems to be on one side only is not reported.
  bool names_missing = false;
  // G4: strip_components has left out files.
  bool left_out_files = false;
};

TreeSummary compare_listed_trees(Tree& left, Tree& right, const TreeOptions& options,
                                 const Until& until, FindingSink& sink, const WorkDone& done = {});

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_LISTED_TREES_H_
