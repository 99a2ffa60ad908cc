// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_SAMPLE_H_
#define KOMPARU_COMPARE_SAMPLE_H_

#include "compare/meter.h"
#include "compare/part.h"
#include "komparu/stop.h"

namespace komparu {

// Probes head, tail and three points between. True proves that the part differs; false proves
// nothing.
bool samples_differ(const Part& part, const Until& until, Meter& meter);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_SAMPLE_H_
