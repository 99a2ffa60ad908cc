// SPDX-License-Identifier: MIT
// Preloaded into the command (LD_PRELOAD), this library makes one request for memory fail, or all
// from one on. Plain C, glibc only.
//
//   KOMPARU_FAIL_ALLOCATION=N         the N-th request gets nothing, counted from 1
//   KOMPARU_FAIL_ALLOCATIONS_FROM=N   the N-th and all later ones
//   KOMPARU_COUNT_ALLOCATIONS=FILE    when the program ends, FILE gets how many there were
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

static atomic_long requests;
static long first_failing;
static long last_failing;

static long number(const char* name) {
  const char* text = getenv(name);
  return text != NULL ? atol(text) : 0;
}

__attribute__((constructor)) static void begin(void) {
  first_failing = last_failing = number("KOMPARU_FAIL_ALLOCATION");
  const long from = number("KOMPARU_FAIL_ALLOCATIONS_FROM");
  if (from > 0) {
    first_failing = from;
    last_failing = __LONG_MAX__;
  }
  atomic_store(&requests, 0);
}

__attribute__((destructor)) static void end(void) {
  const char* path = getenv("KOMPARU_COUNT_ALLOCATIONS");
  if (path == NULL) return;
  const long count = atomic_load(&requests);
  FILE* file = fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", count);
  fclose(file);
}

static int fails(void) {
  const long number_of_this = atomic_fetch_add(&requests, 1) + 1;
  if (first_failing == 0 || number_of_this < first_failing || number_of_this > last_failing)
    return 0;
  errno = ENOMEM;
  return 1;
}

void* malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
void* aligned_alloc(size_t alignment, size_t size) {
  return fails() ? NULL : __libc_memalign(alignment, size);
}
int posix_memalign(void** result, size_t alignment, size_t size) {
  void* memory = fails() ? NULL : __libc_memalign(alignment, size);
  if (memory == NULL) return ENOMEM;
  *result = memory;
  return 0;
}
