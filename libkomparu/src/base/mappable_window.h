// SPDX-License-Identifier: MIT
#ifndef KOMPARU_BASE_MAPPABLE_WINDOW_H_
#define KOMPARU_BASE_MAPPABLE_WINDOW_H_

#include "komparu/reader.h"

namespace komparu {

// A window on bytes that can either be copied or be shown where they are. The engine measures which
// is faster (compare/bytes/ways.h).
class MappableWindow : public Window {
 public:
  // False if it does only one of the two.
  virtual bool can_map() const = 0;

  // Whether the ranges entered from now on are to be shown rather than copied, where they are in
  // memory. The bytes are the same. Without effect if !can_map().
  virtual void map(bool mapped) = 0;
};

}  // namespace komparu

#endif  // KOMPARU_BASE_MAPPABLE_WINDOW_H_
