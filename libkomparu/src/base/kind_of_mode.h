// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_KIND_OF_MODE_H_
#define KOMPARU_BASE_KIND_OF_MODE_H_

#include <cstdint>

#include "komparu/result.h"

namespace komparu {

// What the mode of a file says of its kind, in the numbers that Unix systems and archives share.
inline Kind kind_of_mode(std::uint64_t mode) {
  switch (mode & 0170000U) {
    case 0100000:
      return Kind::regular;
    case 0040000:
      return Kind::directory;
    case 0120000:
      return Kind::symbolic_link;
    case 0010000:
      return Kind::fifo;
    case 0140000:
      return Kind::socket;
    case 0020000:
      return Kind::character_device;
    case 0060000:
      return Kind::block_device;
    default:
      return Kind::unknown;
  }
}

}  // namespace komparu

#endif  // KOMPARU_BASE_KIND_OF_MODE_H_
