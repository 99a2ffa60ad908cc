// SPDX-License-Identifier: MIT
// Two trees that can be listed: a walk over the merged listings, and a pool that reads.
#ifndef KOMPARU_COMPARE_TREES_LISTED_TREES_H_
#define KOMPARU_COMPARE_TREES_LISTED_TREES_H_

#include "compare/trees/judged_content.h"
#include "komparu/findings.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

TreeSummary compare_listed_trees(Tree& left, Tree& right, const TreeOptions& options,
                                 const Until& until, FindingSink& sink, const WorkDone& done = {});

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_LISTED_TREES_H_
