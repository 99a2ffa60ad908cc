// SPDX-License-Identifier: MIT
// The one piece of process-wide state the library can have, and only on request.
#ifndef KOMPARU_SIGNAL_GUARD_H_
#define KOMPARU_SIGNAL_GUARD_H_

namespace komparu {

// Reading through a mapping is faster than read(2), but when another process truncates the file,
// the kernel kills the reader with SIGBUS. This installs a SIGBUS handler that replaces the lost
// pages by zero pages and marks the mapping, so that the comparison ends with Error (changed or
// unreadable) instead. Faults outside the library's own mappings go on to the handler that was
// there before.
//
// Call it once, from a program that owns its process, before comparing; further calls do nothing.
// Without it Io::automatic never maps and Io::mmap throws Error (bad_option). Thread-safe.
void install_signal_guard();

// True once install_signal_guard() has succeeded.
bool signal_guard_installed() noexcept;

}  // namespace komparu

#endif  // KOMPARU_SIGNAL_GUARD_H_
