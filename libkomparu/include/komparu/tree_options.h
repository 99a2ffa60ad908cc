// SPDX-License-Identifier: MIT
// What a caller can ask of a comparison of trees.
#ifndef KOMPARU_TREE_OPTIONS_H_
#define KOMPARU_TREE_OPTIONS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "komparu/digest.h"
#include "komparu/options.h"

namespace komparu {

namespace internal {
class Paths;
}  // namespace internal

// Which entries are compared. Patterns are globs on UTF-8 code points, whatever the locale: `*`,
// `?` and `[...]`; bytes that are no UTF-8 match as one code point each. A pattern without `/` is
// held against each name; one with `/` against the whole relative path, where `*` and `?` stop at
// `/` and `**` does not. Exclusion wins. What is typed as an operand is never excluded.
struct Filter {
  std::vector<std::string> exclude;  // matching entries are passed over, directories not walked
  std::vector<std::string> include;  // if any: only files that match one; directories always
};

// When two names count as one.
struct NameMatching {
  bool ignore_case = false;  // Unicode case folding
  bool nfc = false;          // Unicode normalisation form C
};

struct TreeOptions {
  Filter filter;
  // Only these files are compared: make_paths() (tree.h) makes the list; null: all. No directory is
  // listed, each path is looked up on both sides. A path that neither side has is a finding with a
  // problem (not_found), and so is one that is a directory (wrong_kind), unless paths below it are
  // given, too. Two trees that cannot be listed can be compared then. Not together with max_depth
  // and `names`: Error (bad_option).
  std::shared_ptr<const internal::Paths> paths;
  NameMatching names;
  // Detail of content differences: verdict or offset (line is not used).
  Detail detail = Detail::verdict;
  bool size_check = true;
  bool quick_check = true;
  bool weak_digests = false;  // as in CompareOptions
  ReadOptions read;
  // Threads, the calling one included; 0: one per core, at most 8, and some more while they wait
  // for a slow device. At most kMaximumJobs. Results do not depend on it.
  unsigned jobs = 0;
  Progress* progress = nullptr;

  bool report_same = false;  // findings for equal entries, too
  bool every_file = false;   // every file below a directory that exists on one side only
  bool new_file = false;     // an absent file equals an empty one, an absent directory an empty one
  bool one_way = false;      // pass over what exists on the right only
  // Pass over what exists on the left only. That both sides then have nothing in common is Error
  // (nothing_compared).
  bool ignore_missing = false;
  // Only regular files count: anything else that one side alone has is passed over.
  bool files_only = false;
  // These files, given by their paths, are left out wherever they are met, under any name.
  std::vector<std::string> left_out;
  bool follow_links = true;      // else the texts of symbolic links are compared
  bool one_file_system = false;  // do not enter directories on another device than their operand
  // Levels of directories that are entered below the operands; none: all; 0: the operands' own
  // entries only.
  std::optional<std::uint64_t> max_depth;
  // Stop after that many differences, the first in path order.
  std::optional<std::uint64_t> max_differences;
  // Only the verdict is wanted: stop at any proven difference.
  bool stop_at_any_difference = false;
  // Accept a comparison of nothing as "same". Otherwise Error (nothing_compared) is thrown if the
  // filter or strip_components left out files and nothing else was compared, and if a map or a list
  // of pairs is empty.
  bool allow_empty = false;

  // Hand the digest of every regular file of the left side to this sink; null: of none. Borrowed
  // for the call. Each content is read to its end whatever the right side holds; one that cannot be
  // read, or that changes meanwhile, is a finding with a problem and has no digest. Set every_file
  // as well, because directories that only the left side has are not walked without it. A left side
  // that is an archive must be a zip: of others Error (unsupported) is thrown.
  DigestSink* digests = nullptr;
  DigestAlgorithm digest_algorithm = DigestAlgorithm::sha256;
};

}  // namespace komparu

#endif  // KOMPARU_TREE_OPTIONS_H_
