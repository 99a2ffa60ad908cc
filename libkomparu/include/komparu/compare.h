// SPDX-License-Identifier: MIT
// The verb. Every function may be called from several threads at once; each call is independent.
#ifndef KOMPARU_COMPARE_H_
#define KOMPARU_COMPARE_H_

#include <span>

#include "komparu/archive.h"
#include "komparu/findings.h"
#include "komparu/groups.h"
#include "komparu/operand.h"
#include "komparu/options.h"
#include "komparu/pairs.h"
#include "komparu/reader.h"
#include "komparu/result.h"
#include "komparu/source.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

// Do two sources hold the same? Each is opened once, and what they are decides how they are
// compared: as bytes, as trees, or as members of archives (PairOptions::as).
//
// Of trees, all names and all contents are compared; symbolic links are followed and nothing is
// ignored unless the options say so. Findings go to `sink`. An entry that cannot be judged is a
// finding, and all others are compared. Findings about the members of an archive come once all is
// read. Two archives whose own bytes are equal are the same without being decoded (one finding
// without a path, with report_same). If an archive turns out to be damaged, that is a finding
// without a path, and its remaining members are not reported.
//
// Throws Error if the question cannot be answered: a source cannot be opened, listed or read, the
// kinds do not fit together, or `until` ended the call. A difference in bytes that was found before
// a source failed is an answer.
Answer compare(const Source& left, const Source& right, const PairOptions& options,
               FindingSink& sink, const Until& until = {});

// The same where only the answer is wanted.
Answer compare(const Source& left, const Source& right, const PairOptions& options = {},
               const Until& until = {});

// The same for readers that are open already. Reads from their current position; the readers are
// left at an unspecified one.
ByteResult compare(Reader& left, Reader& right, const CompareOptions& options = {},
                   const Until& until = {});

// For trees that are open already, or of the caller's own making. One must be listed.
TreeSummary compare(Tree& left, Tree& right, const TreeOptions& options, FindingSink& sink,
                    const Until& until = {});

// For archives that are open already, without looking at their own bytes. The tree need not be
// listed. An archive that is not repeatable() is decoded on the calling thread.
TreeSummary compare(Archive& left, Archive& right, const TreeOptions& options, FindingSink& sink,
                    const Until& until = {});
TreeSummary compare(Archive& left, Tree& right, const TreeOptions& options, FindingSink& sink,
                    const Until& until = {});
TreeSummary compare(Tree& left, Archive& right, const TreeOptions& options, FindingSink& sink,
                    const Until& until = {});

// Which sources hold the same? Every source is opened before anything is read. Streams of bytes are
// read once, side by side. Files for which no descriptor is left, and trees, are compared with the
// first one of each group that they may belong to. Once there are more than a few groups, hashes of
// lengths, names and contents say which groups these are. Archives, base URLs and maps have no
// such hashes and are compared with all groups. A stream and a tree are never the same. A source
// that cannot be judged is in no group.
//
// So n files or directories take time in proportion to n * log n and to what they hold, even if all
// are unlike; n unlike archives take n * n comparisons. Memory: 64 MiB for contents, or 4 KiB for
// each stream that is held open if that is more (half of the descriptors that the process may have,
// and pipes), and some hundred bytes for each source.
GroupResult compare_many(std::span<const Source> sources, const GroupOptions& options = {},
                         const Until& until = {});

// Compares pair after pair as compare() does, several at a time; answers come in the order of the
// feed. A pair that cannot be judged is an answer, too. The verdict is the worst; with
// stop_at_any_difference a difference that ended the call is different.
Verdict compare_pairs(PairFeed& feed, const PairOptions& options, PairSink& sink,
                      const Until& until = {});

// The verdict over many answers: trouble outranks different, which outranks same.
Verdict worse(Verdict a, Verdict b) noexcept;

}  // namespace komparu

#endif  // KOMPARU_COMPARE_H_
