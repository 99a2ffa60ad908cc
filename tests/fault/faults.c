// SPDX-License-Identifier: MIT
// Preloaded into the command (LD_PRELOAD), this library makes chosen system calls on chosen files
// fail, fall short, or meet a file that changes at just that moment. Plain C, Linux and glibc only.
// It also lets the N-th call of a kind fail, whatever it is about: see nth_call.c.
//
// KOMPARU_FAULT holds one or more faults with ";" between them. A fault is a kind and its
// settings, separated by blanks:  "eio path=/left at=4096; short path=/right size=1"
//
//   an errno name   eio estale eintr eagain emfile enfile enomem eacces einval enodev enotsup:
//                   the call fails with it
//   short           a read returns at most `size` bytes
//   truncate        the file is cut to `size` bytes
//   rewrite         the byte at `pos` is complemented in the file
//   touch           the file's mtime becomes now
//   append          one byte is added at the file's end
//   fstype          statfs and fstatfs report `size` as the type of the file system
//   watch           nothing changes, the call is only logged
//
//   path=TEXT       acts on files whose absolute path contains TEXT; `pipe:` means anonymous pipes
//   call=A,B        of read open stat mmap seek poll (default: read; for emfile and enfile open;
//                   for the four that change a file, and for watch, read and mmap). `seek` is
//                   lseek with SEEK_DATA or SEEK_HOLE
//   at=N            acts once byte N is reached: a read that starts before N is cut to end at N, so
//                   that all earlier bytes arrive (default 0)
//   times=N         acts N times, then never again (default 1 for the four that change a file,
//                   else without end)
//   size=N, pos=N   see above (default: size 1 for short, else 0; pos the value of at)
//   keep_mtime=1    rewrite puts the old mtime back, so that only ctime tells
//
// KOMPARU_FAULT_LOG names a file that gets a line "KIND CALL OFFSET" each time a fault acts (the
// first 1000 times); a test reads it to know that its fault was met at all.
//
// A descriptor's path is looked up in /proc/self/fd at each call: right for inherited descriptors
// too, and nothing has to be tracked. All state that changes is atomic.
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE  // its inline wrappers would clash with the functions defined here
#include <poll.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "fault_plan.h"
#include "nth_call.h"
#include "real_call.h"

// Where long has 64 bits, glibc's names with 64 are second names of the same functions.
_Static_assert(sizeof(long) == 8 && sizeof(off_t) == 8, "written for LP64");
#define ALIAS(name, function) __asm__(".globl " #name "\n.set " #name ", " #function)
#define FAIL_NTH(call)                   \
  do {                                   \
    if (nth_call_fails(call)) return -1; \
  } while (0)
#define FAIL_IF(error_expression)        \
  do {                                   \
    int fail_error = (error_expression); \
    if (fail_error) {                    \
      errno = fail_error;                \
      return -1;                         \
    }                                    \
  } while (0)

// ---- reading --------------------------------------------------------------------------------

ssize_t read(int fd, void* buffer, size_t count) {
  FAIL_NTH(kNthRead);
  if (!active()) return REAL(read)(fd, buffer, count);
  int saved = errno;
  off_t offset = lseek(fd, 0, SEEK_CUR);
  errno = saved;
  bool stream = offset < 0 && fd >= 0 && fd < kMaxStreams;
  if (stream) offset = stream_position[fd];
  FAIL_IF(act(fd, kRead, offset, &count));
  ssize_t got = REAL(read)(fd, buffer, count);
  if (stream && got > 0) stream_position[fd] += got;
  return got;
}

ssize_t pread(int fd, void* buffer, size_t count, off_t offset) {
  FAIL_NTH(kNthPread);
  if (active()) FAIL_IF(act(fd, kRead, offset, &count));
  return REAL(pread)(fd, buffer, count, offset);
}
ALIAS(pread64, pread);

// A vector may legally be filled in part, so only its first part that can hold bytes is used.
ssize_t preadv(int fd, const struct iovec* parts, int count, off_t offset) {
  if (!active() || count <= 0) {
    FAIL_NTH(offset < 0 ? kNthRead : kNthPread);
    return REAL(preadv)(fd, parts, count, offset);
  }
  int i = 0;
  while (i + 1 < count && parts[i].iov_len == 0) ++i;
  if (offset < 0) return read(fd, parts[i].iov_base, parts[i].iov_len);
  return pread(fd, parts[i].iov_base, parts[i].iov_len, offset);
}
ALIAS(preadv64, preadv);
ssize_t readv(int fd, const struct iovec* parts, int count) {
  if (!active() || count <= 0) {
    FAIL_NTH(kNthRead);
    return REAL(readv)(fd, parts, count);
  }
  return preadv(fd, parts, count, -1);
}
// With RWF_NOWAIT it only asks whether bytes are cached, which is no read in the sense of a fault.
ssize_t preadv2(int fd, const struct iovec* parts, int count, off_t offset, int flags) {
  FAIL_NTH(kNthPread);
  if ((flags & RWF_NOWAIT) || count <= 0 || offset < 0 || !active())
    return REAL(preadv2)(fd, parts, count, offset, flags);
  struct iovec first = parts[0];
  FAIL_IF(act(fd, kRead, offset, &first.iov_len));
  return REAL(preadv2)(fd, &first, 1, offset, flags);
}
ALIAS(preadv64v2, preadv2);

// What fortified programs call instead.
ssize_t __read_chk(int fd, void* buffer, size_t count, size_t room);
ssize_t __read_chk(int fd, void* buffer, size_t count, size_t room) {
  return count > room ? (abort(), -1) : read(fd, buffer, count);
}
ssize_t __pread_chk(int fd, void* buffer, size_t count, off_t offset, size_t room);
ssize_t __pread_chk(int fd, void* buffer, size_t count, off_t offset, size_t room) {
  return count > room ? (abort(), -1) : pread(fd, buffer, count, offset);
}
ALIAS(__pread64_chk, __pread_chk);

// ---- mapping, seeking, waiting --------------------------------------------------------------

void* mmap(void* where, size_t length, int protection, int flags, int fd, off_t offset) {
  if (nth_call_fails(kNthMmap)) return MAP_FAILED;
  bool acts = fd >= 0 && !(flags & MAP_ANONYMOUS) && active();
  int error = acts ? act(fd, kMmap, offset, &length) : 0;
  if (error) {
    errno = error;
    return MAP_FAILED;
  }
  void* mapped = REAL(mmap)(where, length, protection, flags, fd, offset);
  if (acts && mapped != MAP_FAILED) act(fd, kMapped, offset, &length);
  return mapped;
}
ALIAS(mmap64, mmap);

off_t lseek(int fd, off_t offset, int whence) {
  FAIL_NTH(kNthSeek);
  size_t none = 0;
  if ((whence == SEEK_DATA || whence == SEEK_HOLE) && active())
    FAIL_IF(act(fd, kSeek, offset, &none));
  return REAL(lseek)(fd, offset, whence);
}
ALIAS(lseek64, lseek);

static int act_on_poll(const struct pollfd* polled, nfds_t count) {
  if (!active()) return 0;
  int error = 0;
  for (nfds_t i = 0; i < count && !error; ++i) {
    size_t none = 0;
    if (polled[i].fd >= 0) error = act(polled[i].fd, kPoll, 0, &none);
  }
  return error;
}
int poll(struct pollfd* polled, nfds_t count, int timeout) {
  FAIL_NTH(kNthPoll);
  FAIL_IF(act_on_poll(polled, count));
  return REAL(poll)(polled, count, timeout);
}
int ppoll(struct pollfd* polled, nfds_t count, const struct timespec* timeout,
          const sigset_t* mask) {
  FAIL_NTH(kNthPoll);
  FAIL_IF(act_on_poll(polled, count));
  return REAL(ppoll)(polled, count, timeout, mask);
}

// ---- opening --------------------------------------------------------------------------------

int openat(int directory, const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  bool creates = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
  mode_t mode = creates ? va_arg(list, mode_t) : 0;
  va_end(list);
  FAIL_NTH(kNthOpen);
  if (active()) FAIL_IF(act_at(directory, path, kOpen));
  return REAL(openat)(directory, path, flags, mode);
}
ALIAS(openat64, openat);
int __openat_2(int directory, const char* path, int flags);
int __openat_2(int directory, const char* path, int flags) {
  return openat(directory, path, flags);
}
ALIAS(__openat64_2, __openat_2);

int open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  bool creates = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
  mode_t mode = creates ? va_arg(list, mode_t) : 0;
  va_end(list);
  return openat(AT_FDCWD, path, flags, mode);
}
ALIAS(open64, open);
int __open_2(const char* path, int flags);
int __open_2(const char* path, int flags) { return openat(AT_FDCWD, path, flags); }
ALIAS(__open64_2, __open_2);

// ---- asking about files ---------------------------------------------------------------------

int fstat(int fd, struct stat* result) {
  FAIL_NTH(kNthStat);
  size_t none = 0;
  if (active()) FAIL_IF(act(fd, kStat, 0, &none));
  return REAL(fstat)(fd, result);
}
ALIAS(fstat64, fstat);
int fstatat(int directory, const char* path, struct stat* result, int flags) {
  FAIL_NTH(kNthStat);
  if (active()) FAIL_IF(act_at(directory, path, kStat));
  return REAL(fstatat)(directory, path, result, flags);
}
ALIAS(fstatat64, fstatat);
int stat(const char* path, struct stat* result) { return fstatat(AT_FDCWD, path, result, 0); }
ALIAS(stat64, stat);
int lstat(const char* path, struct stat* result) {
  return fstatat(AT_FDCWD, path, result, AT_SYMLINK_NOFOLLOW);
}
ALIAS(lstat64, lstat);
int statx(int directory, const char* path, int flags, unsigned mask, struct statx* result) {
  FAIL_NTH(kNthStat);
  if (active()) FAIL_IF(act_at(directory, path, kStat));
  return REAL(statx)(directory, path, flags, mask, result);
}

int fstatfs(int fd, struct statfs* result) {
  FAIL_NTH(kNthStat);
  int status = REAL(fstatfs)(fd, result);
  if (status != 0 || !active()) return status;
  char path[PATH_MAX];
  inside = 1;
  if (path_of(fd, path)) fake_type(path, result);
  inside = 0;
  return status;
}
ALIAS(fstatfs64, fstatfs);
int statfs(const char* name, struct statfs* result) {
  FAIL_NTH(kNthStat);
  int status = REAL(statfs)(name, result);
  if (status != 0 || !active()) return status;
  char path[PATH_MAX];
  inside = 1;
  path_at(AT_FDCWD, name, path);
  fake_type(path, result);
  inside = 0;
  return status;
}
ALIAS(statfs64, statfs);
