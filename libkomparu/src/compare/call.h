// SPDX-License-Identifier: MIT
// What every call of a public function begins with.
#ifndef KOMPARU_COMPARE_CALL_H_
#define KOMPARU_COMPARE_CALL_H_

#include <span>

#include "komparu/options.h"
#include "komparu/source.h"
#include "komparu/stop.h"
#include "komparu/tree_options.h"

namespace komparu {

// Throws Error (bad_option) for values outside their documented range.
void check_options(const ReadOptions& read, unsigned jobs);

// The same for trees, and for what does not go together.
void check_options(const TreeOptions& options);

// The options with a client for the URLs of one call, if the caller gave none.
ReadOptions with_client(ReadOptions read);

// Lets `until` end a run in which nothing arrives any more, if a URL is among the sources.
void watch_for_stalls(Until& until, std::span<const Source> sources, const ReadOptions& read);

// Threads that `jobs` stands for, the calling one included.
unsigned threads_of(unsigned jobs);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_CALL_H_
