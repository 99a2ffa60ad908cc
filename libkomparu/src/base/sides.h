// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_SIDES_H_
#define KOMPARU_BASE_SIDES_H_

#include "komparu/side.h"

namespace komparu {

inline constexpr Side kBothSides[] = {Side::left, Side::right};

constexpr Side opposite(Side side) { return side == Side::left ? Side::right : Side::left; }

// One of each side.
template <typename T>
struct Sides {
  T left{};
  T right{};

  T& operator[](Side side) { return side == Side::left ? left : right; }
  const T& operator[](Side side) const { return side == Side::left ? left : right; }
};

}  // namespace komparu

#endif  // KOMPARU_BASE_SIDES_H_
