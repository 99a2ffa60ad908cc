// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_READ_PARTS_H_
#define KOMPARU_BASE_READ_PARTS_H_

#include <cstddef>
#include <cstring>
#include <span>

namespace komparu {

// Reader::read() for bytes that come in parts. `next` is given the room that is left and returns
// the bytes that come next: at most as many, in that room or anywhere else; none at the end. Parts
// are joined in `scratch`. A part that is all that was asked for is returned as it is, without a
// copy. What `next` throws is passed on, and then the parts before it are lost.
template <typename Next>
std::span<const std::byte> read_parts(std::span<std::byte> scratch, const Next& next) {
  std::size_t filled = 0;
  while (filled < scratch.size()) {
    const std::span<std::byte> room = scratch.subspan(filled);
    const std::span<const std::byte> part = next(room);
    if (part.empty()) break;
    if (part.size() == scratch.size()) return part;
    if (part.data() != room.data()) std::memcpy(room.data(), part.data(), part.size());
    filled += part.size();
  }
  return scratch.first(filled);
}

}  // namespace komparu

#endif  // KOMPARU_BASE_READ_PARTS_H_
