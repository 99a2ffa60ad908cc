// SPDX-License-Identifier: MIT
// Two streams read side by side, from where they stand to the first end.
#ifndef KOMPARU_COMPARE_BYTES_LOCKSTEP_H_
#define KOMPARU_COMPARE_BYTES_LOCKSTEP_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "compare/bytes/workplace.h"
#include "komparu/compare.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu {

struct LockstepOptions {
  std::optional<std::uint64_t> limit;
  std::uint64_t left_position = 0;  // where the readers stand, of their own offset 0
  std::uint64_t right_position = 0;
  std::size_t chunk = 0;  // bytes read at once from each side
  // Bytes read first, and then as many again as were read before, up to `chunk`; 0: no matter.
  std::size_t first_chunk = 0;
  bool lines = false;                  // count lines up to the difference
  ByteDifferenceSink* sink = nullptr;  // takes every difference; none: the first one ends the work
};

// The first difference, or the end of one side; with a sink the end of one side, if there is one,
// else the first difference. Nothing if all bytes are equal.
std::optional<Difference> compare_in_lockstep(Reader& left, Reader& right,
                                              const LockstepOptions& options, const Until& until,
                                              Scratch& scratch, Meter& meter);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_LOCKSTEP_H_
