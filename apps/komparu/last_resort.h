// SPDX-License-Identifier: MIT
// What the exit status is when nobody can decide it any more (G2).
//
// Libraries end the process where they run out of memory: libarchive calls exit(1), which would
// read as "they differ", and an exception that nobody catches aborts. Either becomes trouble here,
// with a message that needs no memory.
#ifndef KOMPARU_APPS_KOMPARU_LAST_RESORT_H_
#define KOMPARU_APPS_KOMPARU_LAST_RESORT_H_

namespace komparu::cli {

// From now on an end of the process that leave() did not announce has the status of trouble. To be
// called once, before there is another thread. Of exceptions that nobody catches that holds from
// the start of the program. Part of the command alone: the Python package does not link it.
void guard_exit();

// Returns `status`, with which main() is about to return.
int leave(int status) noexcept;

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_KOMPARU_LAST_RESORT_H_
