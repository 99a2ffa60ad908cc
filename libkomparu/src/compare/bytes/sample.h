// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_BYTES_SAMPLE_H_
#define KOMPARU_COMPARE_BYTES_SAMPLE_H_

#include "compare/bytes/meter.h"
#include "compare/bytes/part.h"
#include "komparu/stop.h"

namespace komparu {

// Probes head, tail and three points between. True proves that the part differs; false proves
// nothing. With `announced` the windows are told of all points first, so that they can ask for them
// at the same time.
bool samples_differ(const Part& part, bool announced, const Until& until, Meter& meter);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_SAMPLE_H_
