// SPDX-License-Identifier: MIT
// Keeps a process alive whose mapped file is truncated. See signal_guard.h.
#ifndef KOMPARU_FILE_BUS_GUARD_H_
#define KOMPARU_FILE_BUS_GUARD_H_

#include <cstddef>

namespace komparu::file {

// A range of addresses in which a lost page becomes a zero page. Not more than a fixed number can
// be guarded at once: check guarded() before touching a mapping.
class GuardedRegion {
 public:
  GuardedRegion(void* begin, std::size_t length);
  GuardedRegion(const GuardedRegion&) = delete;
  GuardedRegion& operator=(const GuardedRegion&) = delete;
  ~GuardedRegion();

  bool guarded() const { return slot_ >= 0; }
  // True once a page was lost: nothing read from the region since then can be believed.
  bool lost() const;

 private:
  int slot_ = -1;
};

}  // namespace komparu::file

#endif  // KOMPARU_FILE_BUS_GUARD_H_
