// SPDX-License-Identifier: MIT
// Counts the calls that a program makes, by kind, and lets one of them fail, or all from one on.
// With that a test can take every place where a program can fail in turn: N from 1 on, until a run
// makes fewer than N calls.
//
//   KOMPARU_NTH_CALL=KIND:N:ERRNO       the N-th call of this kind fails with this number
//   KOMPARU_NTH_CALL=KIND:N:ERRNO:on    so do all later ones
//   KOMPARU_NTH_CALL=KIND:N:0           the N-th call ends the program with exit(1), as libarchive
//                                       does where it gets no memory
//   KOMPARU_NTH_COUNTS=FILE             the counts, one long for each kind in the order of kNames;
//                                       FILE must have room for them
//
// The file is mapped, so that it holds the counts however the program ends, and those of the
// processes that it starts as well. Requests for memory that stand before this library's
// constructor do not count.
#define _GNU_SOURCE
#include "nth_call.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fcntl.h>
#include <sys/mman.h>

static const char* const kNames[kNthCalls] = {
    "memory", "read",   "pread", "open",       "stat",   "getdents", "mmap", "seek",   "readlink",
    "poll",   "thread", "write", "descriptor", "socket", "connect",  "send", "receive"};

static int failing = -1;
static long first_failing;
static long last_failing;
static int error;  // 0: exit(1)
static atomic_long own_counts[kNthCalls];
static atomic_long* counts = own_counts;

static void give_up(const char* what) {
  fprintf(stderr, "nth_call: %s\n", what);
  _exit(99);
}

// By system calls of its own: those of the C library are counted.
static void share_counts(const char* path) {
  const long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  const long mapped =
      syscall(SYS_mmap, NULL, sizeof own_counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0L);
  if (fd < 0 || mapped == -1) give_up("cannot share the counts");
  syscall(SYS_close, fd);
  counts = (atomic_long*)mapped;
}

__attribute__((constructor)) static void begin(void) {
  const char* path = getenv("KOMPARU_NTH_COUNTS");
  if (path != NULL) share_counts(path);
  const char* text = getenv("KOMPARU_NTH_CALL");
  if (text == NULL) return;
  char name[16];
  char following[4] = "";
  const int fields = sscanf(text, "%15[a-z]:%ld:%d:%3s", name, &first_failing, &error, following);
  if (fields < 3) give_up("KOMPARU_NTH_CALL must be KIND:N:ERRNO or KIND:N:ERRNO:on");
  last_failing = strcmp(following, "on") == 0 ? __LONG_MAX__ : first_failing;
  int named = -1;
  for (int i = 0; i < kNthCalls; ++i)
    if (strcmp(name, kNames[i]) == 0) named = i;
  if (named < 0) give_up("no such kind");
  failing = named;
}

bool nth_call_fails(enum nth_call call) {
  const long number = atomic_fetch_add(&counts[call], 1) + 1;
  if ((int)call != failing || number < first_failing || number > last_failing) return false;
  if (error == 0) exit(1);
  errno = error;
  return true;
}
