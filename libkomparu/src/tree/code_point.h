// SPDX-License-Identifier: MIT
// Names as sequences of code points, whatever bytes they are made of.
#ifndef KOMPARU_TREE_CODE_POINT_H_
#define KOMPARU_TREE_CODE_POINT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace komparu {

struct CodePoint {
  char32_t value;
  std::size_t size;  // bytes it takes
};

// A byte that belongs to no well-formed UTF-8 sequence (RFC 3629: no overlong form, no surrogate,
// nothing beyond U+10FFFF) counts as one code point with this added to it.
inline constexpr char32_t kFirstStrayByte = 0x110000;

// What begins at text[at]; `at` must be inside the text.
CodePoint code_point_at(std::string_view text, std::size_t at);

// The inverse: appends the bytes that stand for `value`.
void append_code_point(std::string& text, char32_t value);

}  // namespace komparu

#endif  // KOMPARU_TREE_CODE_POINT_H_
