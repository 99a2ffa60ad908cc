// SPDX-License-Identifier: MIT
// Trees that are archives: contents are judged in the order in which they are read, then the names
// are walked as those of any trees.
#ifndef KOMPARU_COMPARE_ARCHIVES_STREAMED_TREES_H_
#define KOMPARU_COMPARE_ARCHIVES_STREAMED_TREES_H_

#include "compare/archives/scan.h"
#include "komparu/findings.h"
#include "komparu/side.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

// Findings, words and counts are those of compare_listed_trees(), and come once all is read: memory
// grows with the number of members, never with their sizes. An archive that fails before its end is
// a finding without a path; what was judged before stays, nothing else is told. With `by_digest`
// one archive is read after the other.
TreeSummary compare_streamed(const StreamedArchive& left, const StreamedArchive& right,
                             const TreeOptions& options, bool by_digest, const Until& until,
                             FindingSink& sink);

// The same for an archive on `side` and a tree on the other one, which need not be listed: then
// only files are asked for, and directories as such are not compared.
TreeSummary compare_streamed(Side side, const StreamedArchive& archive, Tree& tree,
                             const TreeOptions& options, const Until& until, FindingSink& sink);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_STREAMED_TREES_H_
