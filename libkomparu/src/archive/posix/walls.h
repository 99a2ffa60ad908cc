// SPDX-License-Identifier: MIT
// The walls around a worker, as Linux can build them. Each concerns the calling process for good.
#ifndef KOMPARU_ARCHIVE_POSIX_WALLS_H_
#define KOMPARU_ARCHIVE_POSIX_WALLS_H_

namespace komparu::archive {

// No capability, and another user than root.
void drop_privileges();

// No file can be opened, made or removed, nothing connected or bound, no other process reached, and
// no memory made executable, as far as the kernel has the means (Landlock). Needs a free
// descriptor, and that the process can gain no privileges.
void deny_all_files();

// Only the system calls of an honest decoder, from now on. False if the kernel has no seccomp, or
// if nobody has looked at the calls of this kind of processor. Needs that the process can gain no
// privileges.
bool allow_few_calls();

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_POSIX_WALLS_H_
