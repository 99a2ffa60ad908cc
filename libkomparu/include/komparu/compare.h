// SPDX-License-Identifier: MIT
// The verbs. Every one may be called from several threads at once; each call is independent.
#ifndef KOMPARU_COMPARE_H_
#define KOMPARU_COMPARE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "komparu/archive.h"
#include "komparu/findings.h"
#include "komparu/groups.h"
#include "komparu/options.h"
#include "komparu/pairs.h"
#include "komparu/reader.h"
#include "komparu/result.h"
#include "komparu/source.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

// Do two sources hold the same bytes? Both are opened before anything is decided. Throws Error if
// that cannot be said; a difference that was found before a source failed is an answer.
ByteResult compare(const Source& left, const Source& right, const CompareOptions& options = {});

// The same for readers that are open already. Reads from their current position; the readers are
// left at an unspecified one.
ByteResult compare(Reader& left, Reader& right, const CompareOptions& options = {});

// When a comparison of the two that begins now has to end: if it is asked to, if its time is over,
// and, where one is a URL, if nothing arrives from any side any more. For who opens them himself,
// with open_operands() or open_readers().
Until until_of(const Source& left, const Source& right, const CompareOptions& options);

// One differing byte.
struct ByteDifference {
  std::uint64_t offset = 0;  // 0-based, counted after the skips
  std::byte left{};
  std::byte right{};
};

// Takes differing bytes as they are found.
class ByteDifferenceSink {
 public:
  virtual ~ByteDifferenceSink() = default;

  // Called on the calling thread with one or more differences in ascending order of offset; the
  // span is valid during the call only. What it throws ends the comparison and passes through.
  virtual void add(std::span<const ByteDifference> differences) = 0;
};

// Hands every differing byte up to the shorter end to `sink`. The result is that of compare() with
// Detail::offset, except that where one side ends first, `difference` tells of that end (reason
// size) even if bytes differed before it. Ignores detail, size_check and quick_check.
ByteResult list_differences(const Source& left, const Source& right, const CompareOptions& options,
                            ByteDifferenceSink& sink);
ByteResult list_differences(Reader& left, Reader& right, const CompareOptions& options,
                            ByteDifferenceSink& sink);

// Do two trees hold the same names with the same content? Symbolic links are followed unless told
// otherwise; nothing is ignored unless told so. An entry that cannot be judged is a finding, and
// all others are compared. Throws Error if the operands themselves cannot be opened or listed, and
// when stopped or out of time.
TreeSummary compare_trees(const Source& left, const Source& right, const TreeOptions& options,
                          FindingSink& sink);
TreeSummary compare_trees(Tree& left, Tree& right, const TreeOptions& options, FindingSink& sink);

// The same, with the findings collected: memory grows with their number.
TreeResult compare_trees(const Source& left, const Source& right, const TreeOptions& options = {});

// The same where at least one side is an archive: its members are compared. Findings come once all
// is read. Two archives whose own bytes are equal are the same without being decoded (one finding
// without a path, with report_same). An archive that fails before its end is a finding without a
// path, and what was not judged until then is not told. Each source is an archive, a directory or a
// base URL; throws Error (bad_archive) for bytes that are no archive.
TreeSummary compare_archives(const Source& left, const Source& right, const TreeOptions& options,
                             const ArchiveOptions& archives, FindingSink& sink);

// For what is open already, without looking at the archives' own bytes. The trees need not be
// listed. An archive that is not repeatable() is decoded on the calling thread.
TreeSummary compare_archives(Archive& left, Archive& right, const TreeOptions& options,
                             FindingSink& sink);
TreeSummary compare_archives(Archive& left, Tree& right, const TreeOptions& options,
                             FindingSink& sink);
TreeSummary compare_archives(Tree& left, Archive& right, const TreeOptions& options,
                             FindingSink& sink);

// Which sources hold the same? Every source is opened before anything is read, and read once; trees
// and streams may be mixed (they are never equal). One that cannot be judged is in no group.
GroupResult compare_many(std::span<const Source> sources, const GroupOptions& options = {});

// The same for sources that are archives, directories and base URLs, by their members as
// compare_archives() judges them: each is compared with the first source of every group that there
// is by then. Archives must be files or URLs, which can be read again; others are unsupported.
GroupResult compare_many_archives(std::span<const Source> sources, const GroupOptions& options,
                                  const ArchiveOptions& archives);

// Compares pair after pair, several at a time; answers come in the order of the feed. Two trees are
// compared as trees, two streams as bytes; a pair that cannot be judged is an answer, too. The
// verdict is the worst; with stop_at_any_difference a difference that ended the call is different.
Verdict compare_pairs(PairFeed& feed, const PairOptions& options, PairSink& sink);

// The verdict over many answers: trouble outranks different, which outranks same.
Verdict worse(Verdict a, Verdict b) noexcept;

}  // namespace komparu

#endif  // KOMPARU_COMPARE_H_
