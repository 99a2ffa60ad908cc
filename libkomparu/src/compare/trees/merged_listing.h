// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_TREES_MERGED_LISTING_H_
#define KOMPARU_COMPARE_TREES_MERGED_LISTING_H_

#include <vector>

#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

// One name and who has it.
struct MergedEntry {
  const Entry* left = nullptr;
  const Entry* right = nullptr;
  // On one side only: the other side's entry whose name differs in case or normalisation alone.
  const Entry* resembles = nullptr;
  // Another entry of the same side counts as the same name: neither can be judged.
  bool ambiguous = false;
};

// Both listings as one, in the order of their names' bytes (the left one where both have it). Sorts
// the listings, whose entries the result points to.
std::vector<MergedEntry> merge_listings(std::vector<Entry>& left, std::vector<Entry>& right,
                                        const NameMatching& names);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_MERGED_LISTING_H_
