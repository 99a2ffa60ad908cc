// SPDX-License-Identifier: MIT
// One pair of operands, inside of a call: opened once, then led to the room for what they are.
//
// A call over many pairs shares what is dear between them (threads, a buffer, connections), and it
// compares bytes on any thread, but trees only on the calling thread, whose turn it is to report.
// So there are two ways in: compare_if_bytes() answers where both are streams of bytes and leaves
// anything else alone; compare_pair() answers for all.
#ifndef KOMPARU_COMPARE_PAIR_H_
#define KOMPARU_COMPARE_PAIR_H_

#include <optional>

#include "compare/bytes/comparison.h"
#include "komparu/findings.h"
#include "komparu/pairs.h"
#include "komparu/source.h"
#include "komparu/stop.h"

namespace komparu {

// The options as the rooms take them: checked, with a client for the URLs of the call, and with
// what holds for the whole call in the options for trees, too. Throws Error (bad_option).
PairOptions prepared(const PairOptions& options);

// `options` are prepared. Errors carry their side.
std::optional<ByteResult> compare_if_bytes(const Source& left, const Source& right,
                                           const PairOptions& options, const Until& until,
                                           const Workplace& workplace);

Answer compare_pair(const Source& left, const Source& right, const PairOptions& options,
                    const Until& until, const Workplace& workplace, FindingSink& sink);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_PAIR_H_
