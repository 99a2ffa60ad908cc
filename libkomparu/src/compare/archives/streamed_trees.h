// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_ARCHIVES_STREAMED_TREES_H_
#define KOMPARU_COMPARE_ARCHIVES_STREAMED_TREES_H_

#include "base/sides.h"
#include "compare/archives/scan.h"
#include "komparu/findings.h"
#include "komparu/stop.h"
#include "komparu/tree_options.h"

namespace komparu {

// Two sides that are trees or archives, in any pairing. Findings, words and counts are those of
// compare_listed_trees(). Of archives that are streams they come once all is read: memory grows
// with the number of members, never with their sizes. An archive that fails before its end is a
// finding without a path; what was judged before stays reported, the rest is not. With `by_digest`
// two archives are read one after the other.
TreeSummary compare_members(const Sides<MemberSource>& sources, const TreeOptions& options,
                            bool by_digest, const Until& until, FindingSink& sink);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_STREAMED_TREES_H_
