// SPDX-License-Identifier: MIT
// The faults that KOMPARU_FAULT asks for (faults.c describes it), and what each does to a call.
// Included by faults.c alone.
#ifndef KOMPARU_FAULT_PLAN_H_
#define KOMPARU_FAULT_PLAN_H_

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

// kMapped is the moment after a file has been mapped; settings say mmap for both.
enum call { kRead = 1, kOpen = 2, kStat = 4, kMmap = 8, kSeek = 16, kPoll = 32, kMapped = 64 };
enum kind { kErrno, kShort, kTruncate, kRewrite, kTouch, kAppend, kFstype, kWatch };

struct fault {
  const char* name;
  enum kind kind;
  int error;
  unsigned calls;
  char path[PATH_MAX];
  off_t at;
  off_t pos;
  off_t size;
  bool keep_mtime;
  atomic_long times;
};

static const struct {
  const char* name;
  enum kind kind;
  int error;
  unsigned calls;
} kKinds[] = {
    {"eio", kErrno, EIO, kRead},
    {"estale", kErrno, ESTALE, kRead},
    {"eintr", kErrno, EINTR, kRead},
    {"eagain", kErrno, EAGAIN, kRead},
    {"emfile", kErrno, EMFILE, kOpen},
    {"enfile", kErrno, ENFILE, kOpen},
    {"enomem", kErrno, ENOMEM, kRead},
    {"eacces", kErrno, EACCES, kRead},
    {"einval", kErrno, EINVAL, kRead},
    {"enodev", kErrno, ENODEV, kRead},
    {"enotsup", kErrno, ENOTSUP, kRead},
    {"short", kShort, 0, kRead},
    {"truncate", kTruncate, 0, kRead | kMmap},
    {"rewrite", kRewrite, 0, kRead | kMmap},
    {"touch", kTouch, 0, kRead | kMmap},
    {"append", kAppend, 0, kRead | kMmap},
    {"fstype", kFstype, 0, kStat},
    {"watch", kWatch, 0, kRead | kMmap},
};
static const char* const kCallNames[] = {"read", "open", "stat", "mmap", "seek", "poll"};

enum { kMaxFaults = 8, kMaxStreams = 4096 };
static struct fault faults[kMaxFaults];
static int fault_count;
static atomic_int log_lines;
// Bytes read so far from descriptors that have no position of their own.
static atomic_long stream_position[kMaxStreams];
static pthread_once_t parsed = PTHREAD_ONCE_INIT;
// Set while this library itself works on files, so that its own calls pass through.
static __thread int inside;

static void give_up(const char* what, const char* text) {
  fprintf(stderr, "faults: %s: %s\n", what, text);
  _exit(99);
}

static unsigned parse_calls(char* list) {
  unsigned calls = 0;
  char* rest = NULL;
  for (char* word = strtok_r(list, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
    unsigned found = 0;
    for (unsigned i = 0; i < sizeof kCallNames / sizeof *kCallNames; ++i)
      if (strcmp(word, kCallNames[i]) == 0) found = 1u << i;
    if (!found) give_up("no such call", word);
    calls |= found;
  }
  return calls;
}

static void parse_setting(struct fault* fault, char* word, bool* pos_given) {
  char* value = strchr(word, '=');
  if (!value) give_up("no such setting", word);
  *value++ = '\0';
  off_t number = strtoll(value, NULL, 0);
  if (strcmp(word, "path") == 0) {
    if (strlen(value) >= sizeof fault->path) give_up("path too long", value);
    strcpy(fault->path, value);
  } else if (strcmp(word, "call") == 0) {
    fault->calls = parse_calls(value);
  } else if (strcmp(word, "at") == 0) {
    fault->at = number;
  } else if (strcmp(word, "times") == 0) {
    fault->times = number;
  } else if (strcmp(word, "size") == 0) {
    fault->size = number;
  } else if (strcmp(word, "pos") == 0) {
    fault->pos = number;
    *pos_given = true;
  } else if (strcmp(word, "keep_mtime") == 0) {
    fault->keep_mtime = number != 0;
  } else {
    give_up("no such setting", word);
  }
}

static void parse_fault(char* text) {
  char* rest = NULL;
  char* word = strtok_r(text, " ", &rest);
  if (!word) return;
  if (fault_count == kMaxFaults) give_up("too many faults", word);
  struct fault* fault = &faults[fault_count++];
  for (unsigned i = 0; i < sizeof kKinds / sizeof *kKinds; ++i) {
    if (strcmp(word, kKinds[i].name) != 0) continue;
    fault->name = kKinds[i].name;
    fault->kind = kKinds[i].kind;
    fault->error = kKinds[i].error;
    fault->calls = kKinds[i].calls;
  }
  if (!fault->name) give_up("no such kind", word);
  bool changes_file = fault->kind >= kTruncate && fault->kind <= kAppend;
  fault->times = changes_file ? 1 : LONG_MAX;
  fault->size = fault->kind == kShort ? 1 : 0;
  bool pos_given = false;
  while ((word = strtok_r(NULL, " ", &rest))) parse_setting(fault, word, &pos_given);
  if (!fault->path[0]) give_up("path= is missing for", fault->name);
  if (!pos_given) fault->pos = fault->at;
}

static void parse(void) {
  const char* text = getenv("KOMPARU_FAULT");
  if (!text) return;
  char* copy = strdup(text);
  char* rest = NULL;
  for (char* one = strtok_r(copy, ";", &rest); one; one = strtok_r(NULL, ";", &rest))
    parse_fault(one);
  free(copy);
}

// False: nothing to do here, the call passes through.
static bool active(void) {
  if (inside) return false;
  pthread_once(&parsed, parse);
  return fault_count > 0;
}

static bool path_of(int fd, char* path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length > 0 ? length : 0] = '\0';
  return length > 0;
}

// A path as the program gave it, made absolute where it is simple to do so.
static void path_at(int directory, const char* name, char* path) {
  char base[PATH_MAX] = "";
  if (name[0] != '/') {
    if (directory != AT_FDCWD) {
      path_of(directory, base);
    } else if (!getcwd(base, sizeof base)) {
      base[0] = '\0';
    }
  }
  int length = snprintf(path, PATH_MAX, "%s%s%s", base, base[0] && name[0] ? "/" : "", name);
  if (length < 0) path[0] = '\0';
}

static void log_action(const struct fault* fault, enum call call, off_t offset) {
  const char* name = getenv("KOMPARU_FAULT_LOG");
  if (!name || atomic_fetch_add(&log_lines, 1) >= 1000) return;
  unsigned index = 0;
  while ((call == kMapped ? kMmap : call) >> (index + 1)) ++index;
  char line[128];
  int length = snprintf(line, sizeof line, "%s %s %lld\n", fault->name, kCallNames[index],
                        (long long)offset);
  int fd = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0 || write(fd, line, (size_t)length) != length) give_up("cannot write", name);
  close(fd);
}

// Uses the fault up once; false when its times are over.
static bool take(struct fault* fault, enum call call, off_t offset) {
  long left = fault->times;
  while (left > 0)
    if (atomic_compare_exchange_weak(&fault->times, &left, left - 1)) {
      log_action(fault, call, offset);
      return true;
    }
  return false;
}

static void rewrite_byte(const struct fault* fault, const char* path) {
  int fd = open(path, O_RDWR | O_CLOEXEC);
  struct stat before;
  unsigned char byte = 0;
  if (fd < 0 || fstat(fd, &before) != 0 || pread(fd, &byte, 1, fault->pos) != 1)
    give_up("cannot rewrite", path);
  byte = (unsigned char)~byte;
  if (pwrite(fd, &byte, 1, fault->pos) != 1) give_up("cannot rewrite", path);
  struct timespec times[2] = {before.st_atim, before.st_mtim};
  if (fault->keep_mtime) futimens(fd, times);
  close(fd);
}

static void change_file(const struct fault* fault, const char* path) {
  bool done = true;
  if (fault->kind == kTruncate) {
    done = truncate(path, fault->size) == 0;
  } else if (fault->kind == kRewrite) {
    rewrite_byte(fault, path);
  } else if (fault->kind == kTouch) {
    done = utimensat(AT_FDCWD, path, NULL, 0) == 0;
  } else if (fault->kind == kAppend) {
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    done = fd >= 0 && write(fd, "+", 1) == 1;
    if (fd >= 0) close(fd);
  }
  if (!done) give_up("cannot change", path);
}

// What happens before `call` transfers `*count` bytes from `offset` of the file at `path`:
// returns the errno the call shall fail with or 0, and may lower *count.
static int act_on_path(const char* path, enum call call, off_t offset, size_t* count) {
  for (int i = 0; i < fault_count; ++i) {
    struct fault* fault = &faults[i];
    unsigned named = call == kMapped ? kMmap : call;
    if (!(fault->calls & named) || !strstr(path, fault->path)) continue;
    if (fault->kind == kFstype || fault->times <= 0) continue;
    // A mapping fails before it is made, and its file changes after that.
    if (call == (fault->kind == kErrno ? kMapped : kMmap)) continue;
    bool ranged = call == kRead || named == kMmap;
    if (ranged && fault->at > 0 && offset + (off_t)*count <= fault->at) continue;
    if (call == kRead && offset < fault->at) {
      *count = (size_t)(fault->at - offset);
    } else if (fault->kind == kShort) {
      if (*count > (size_t)fault->size && take(fault, call, offset)) *count = (size_t)fault->size;
    } else if (take(fault, call, offset)) {
      if (fault->kind == kErrno) return fault->error;
      change_file(fault, path);
    }
  }
  return 0;
}

static int act(int fd, enum call call, off_t offset, size_t* count) {
  char path[PATH_MAX];
  int saved = errno;
  inside = 1;
  int error = path_of(fd, path) ? act_on_path(path, call, offset, count) : 0;
  inside = 0;
  errno = saved;
  return error;
}

static int act_at(int directory, const char* name, enum call call) {
  char path[PATH_MAX];
  int saved = errno;
  size_t count = 0;
  inside = 1;
  path_at(directory, name, path);
  int error = act_on_path(path, call, 0, &count);
  inside = 0;
  errno = saved;
  return error;
}

static void fake_type(const char* path, struct statfs* result) {
  for (int i = 0; i < fault_count; ++i) {
    if (faults[i].kind != kFstype || !strstr(path, faults[i].path)) continue;
    result->f_type = faults[i].size;
    log_action(&faults[i], kStat, 0);
  }
}

#endif  // KOMPARU_FAULT_PLAN_H_
