// SPDX-License-Identifier: MIT
// The exit status of a process that ends without main() (G2).
//
// A library may end the process when it runs out of memory: libarchive calls exit(1), which would
// mean "they differ". An exception that is not caught aborts. Both become trouble here, with a
// message that needs no memory.
#ifndef KOMPARU_APPS_KOMPARU_LAST_RESORT_H_
#define KOMPARU_APPS_KOMPARU_LAST_RESORT_H_

namespace komparu::cli {

// From this call on the process ends with the status of trouble unless leave() was called. Call it
// once, before there is another thread. Uncaught exceptions end in trouble from the start of the
// program, without this call. The Python package does not link this file.
void guard_exit();

// Allows main() to return `status`, and returns it.
int leave(int status) noexcept;

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_KOMPARU_LAST_RESORT_H_
