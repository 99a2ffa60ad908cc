// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_BYTES_NOTHING_READER_H_
#define KOMPARU_COMPARE_BYTES_NOTHING_READER_H_

#include <cstddef>
#include <optional>
#include <span>

#include "komparu/reader.h"

namespace komparu {

// What takes the place of a file that is not there where an absent file equals an empty one.
class NothingReader final : public Reader {
 public:
  std::span<const std::byte> read(std::span<std::byte> /*scratch*/) override { return {}; }
  std::optional<Size> size() const override { return Size{0, false}; }
  Kind kind() const override { return Kind::regular; }
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_NOTHING_READER_H_
