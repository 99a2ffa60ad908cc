// SPDX-License-Identifier: MIT
// Two open readers: what may decide without reading, then the way to read.
#ifndef KOMPARU_COMPARE_BYTES_COMPARISON_H_
#define KOMPARU_COMPARE_BYTES_COMPARISON_H_

#include <string>

#include "compare/bytes/workplace.h"
#include "komparu/compare.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/result.h"
#include "komparu/stop.h"

namespace komparu {

// The answer for two readers, from where they stand. `sink` may be null: then the first difference
// is enough. `subject` is what an error about both sides names. Of the options `jobs` is not looked
// at: the workplace stands for it.
ByteResult compare_readers(Reader& left, Reader& right, const CompareOptions& options,
                           const Until& until, const Workplace& workplace,
                           const std::string& subject, ByteDifferenceSink* sink);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_COMPARISON_H_
