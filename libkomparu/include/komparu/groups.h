// SPDX-License-Identifier: MIT
// Sorting many sources into groups of equal content.
#ifndef KOMPARU_GROUPS_H_
#define KOMPARU_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "komparu/archive.h"
#include "komparu/findings.h"
#include "komparu/operand.h"
#include "komparu/result.h"
#include "komparu/tree_options.h"

namespace komparu {

struct GroupOptions {
  // What the sources are. As::bytes: of a base URL what it sends is read, and a directory cannot be
  // judged (wrong_kind). As::tree: all are trees, by their members if they are archives; an archive
  // must be a file or a URL, which can be read again: others are unsupported. No other kind can be
  // asked for: Error (bad_option).
  As as = As::automatic;
  // How trees among the sources are compared; reading, checks, jobs and progress hold for streams,
  // too. Its findings-related members (report_same, every_file, one_way, detail, max_differences)
  // are not used.
  TreeOptions trees;
  ArchiveOptions archives;
  // Only the verdict is wanted: stop once two sources are known to differ. The groups are then
  // unspecified.
  bool stop_at_any_difference = false;
  // A source that cannot be judged ends the call with its Error, whose subject is then never empty;
  // before anything is read, if it cannot be opened. With stop_at_any_difference a difference that
  // is proven by then wins.
  bool problems_throw = false;
};

// A source, or an entry of a tree, that could not be judged.
struct GroupProblem {
  std::size_t source = 0;  // index into the sources
  std::string path;        // inside the tree; empty for the source itself
  Problem problem;
};

struct GroupResult {
  // Same if there is one group (or none) and no problem; trouble outranks different, except with
  // stop_at_any_difference, where a proven difference wins.
  Verdict verdict = Verdict::same;
  // Indexes of the sources, ascending inside each group; groups in the order of their first member.
  std::vector<std::vector<std::size_t>> groups;
  std::vector<GroupProblem> problems;  // by source, then by path
  std::uint64_t bytes_read = 0;
};

}  // namespace komparu

#endif  // KOMPARU_GROUPS_H_
