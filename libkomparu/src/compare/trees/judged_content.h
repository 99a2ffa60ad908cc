// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_TREES_JUDGED_CONTENT_H_
#define KOMPARU_COMPARE_TREES_JUDGED_CONTENT_H_

#include <optional>

#include "komparu/result.h"

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
  // Not all names are known: what seems to be on one side only is passed over.
  bool names_missing = false;
  // G4: strip_components has left out files.
  bool left_out_files = false;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_JUDGED_CONTENT_H_
