// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_BYTES_ENDED_H_
#define KOMPARU_COMPARE_BYTES_ENDED_H_

#include <cstddef>
#include <span>

#include "komparu/error.h"
#include "komparu/reader.h"

namespace komparu {

// Asks a reader that gave less than it was asked for once more: only then is that its end, and no
// failure. Throws Error. Overwrites `scratch`, of at least one byte.
inline void ensure_ended(Reader& reader, std::span<std::byte> scratch) {
  if (reader.read(scratch.first(1)).empty()) return;
  throw Error(ErrorCode::changed, "", "more bytes came behind its end");
}

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_ENDED_H_
