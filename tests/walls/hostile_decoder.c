// SPDX-License-Identifier: MIT
// A decoder that an archive has taken over, as far as the command can tell: it has the functions of
// libarchive that komparu uses, and is mounted in libarchive's place (tests/cli/walls). Asked to
// open an archive, it tries what an attacker would, and says how each attempt ended in the words of
// a damaged archive: "NAME:ERRNO", where 0 means that it worked.
//
// It expects to start in a directory that its user may write to, with the file `victim` and the
// executable file `garbage`, which no kernel can run.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- The attempts: each returns a negative number and sets errno if it was refused --------------

// Leaves the number free for the next attempt.
static long released(long descriptor) {
  if (descriptor >= 0) close((int)descriptor);
  return descriptor;
}

static long open_file(void) { return released(open("/etc/passwd", O_RDONLY)); }
static long create_file(void) { return released(open("created", O_WRONLY | O_CREAT, 0600)); }
static long open_file2(void) {
  const unsigned long long how[3] = {O_RDONLY, 0, 0};
  return released(syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof how));
}
static long make_directory(void) { return mkdir("made", 0700); }
static long remove_file(void) { return unlink("victim"); }
static long make_socket(void) { return released(socket(AF_INET, SOCK_STREAM, 0)); }
// With the channel's descriptor if there is no other: that leads nowhere (EINVAL), if the call
// itself is not refused.
static long reach_network(void) {
  const struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(1)};
  const int made = socket(AF_INET, SOCK_STREAM, 0);
  long done = connect(made < 0 ? 0 : made, (const struct sockaddr*)&address, sizeof address);
  // Nobody listens, but somebody was asked.
  if (done < 0 && (errno == ECONNREFUSED || errno == ENETUNREACH)) done = 0;
  const int error = made < 0 && errno == EINVAL ? EMFILE : errno;
  released(made);
  errno = error;
  return done;
}
static long start_program(void) {
  char* const none[] = {NULL};
  const long done = execve("garbage", none, none);
  return errno == ENOEXEC ? 0 : done;  // only its content stood in the way
}
static long end_child(pid_t child) {
  if (child == 0) _exit(0);
  if (child > 0) waitpid(child, NULL, 0);
  return child;
}
static long fork_process(void) { return end_child(fork()); }
static long clone_process(void) {
  return end_child((pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}
static long trace_parent(void) { return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL); }
static long signal_parent(void) { return kill(getppid(), 0); }
static long read_parent(void) {
  char room[8];
  const struct iovec here = {room, sizeof room};
  const struct iovec there = {room, sizeof room};
  const long done = process_vm_readv(getppid(), &here, 1, &there, 1, 0);
  return done < 0 && errno == EFAULT ? 0 : done;  // nothing lies at that address, but it looked
}
static long map_executable(void) {
  const int all = PROT_READ | PROT_WRITE | PROT_EXEC;
  return mmap(NULL, 4096, all, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}
static long make_executable(void) {
  void* const page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}
static const struct rlimit kMuch = {4096, 4096};
static long raise_limit(void) { return setrlimit(RLIMIT_NOFILE, &kMuch); }
static long raise_limit2(void) { return prlimit(0, RLIMIT_NPROC, &kMuch, NULL); }
static long set_up_ring(void) {
  static char parameters[256];
  return released(syscall(SYS_io_uring_setup, 1, parameters));
}
static long make_memory_file(void) { return released(memfd_create("code", 0)); }
static long become_root(void) { return setuid(0); }

struct Attempt {
  const char* name;
  long (*run)(void);
};

static const struct Attempt kAttempts[] = {
    {"open", open_file},         {"create", create_file},       {"openat2", open_file2},
    {"mkdir", make_directory},   {"unlink", remove_file},       {"socket", make_socket},
    {"connect", reach_network},  {"execve", start_program},     {"fork", fork_process},
    {"clone", clone_process},    {"ptrace", trace_parent},      {"kill", signal_parent},
    {"vm_readv", read_parent},   {"mmap_exec", map_executable}, {"mprotect", make_executable},
    {"setrlimit", raise_limit},  {"prlimit", raise_limit2},     {"io_uring", set_up_ring},
    {"memfd", make_memory_file}, {"setuid", become_root},
};

static char report[1024];

static void attack(void) {
  size_t length = 0;
  close(2);  // a limit on descriptors is one on their numbers: now there is a free one
  for (size_t i = 0; i < sizeof kAttempts / sizeof *kAttempts; ++i) {
    errno = 0;
    const long done = kAttempts[i].run();
    const int error = done < 0 ? errno : 0;
    length += (size_t)snprintf(report + length, sizeof report - length, "%s:%d ", kAttempts[i].name,
                               error);
  }
}

// ---- What komparu calls -------------------------------------------------------------------------

int archive_read_open1(void* archive) {
  (void)archive;
  attack();
  return -30;  // ARCHIVE_FATAL
}
const char* archive_error_string(void* archive) {
  (void)archive;
  return report;
}
void* archive_read_new(void) { return report; }

// None of these is asked for more than a 0.
#define NOTHING(name) \
  int name(void) { return 0; }
NOTHING(archive_version_details)
NOTHING(archive_read_free)
NOTHING(archive_read_support_format_tar)
NOTHING(archive_read_support_format_zip_seekable)
NOTHING(archive_read_support_format_7zip)
NOTHING(archive_read_support_format_cpio)
NOTHING(archive_read_support_format_ar)
NOTHING(archive_read_support_format_rar)
NOTHING(archive_read_support_format_rar5)
NOTHING(archive_read_support_format_iso9660)
NOTHING(archive_read_support_format_cab)
NOTHING(archive_read_support_format_xar)
NOTHING(archive_read_support_format_lha)
NOTHING(archive_read_support_format_warc)
NOTHING(archive_read_support_format_raw)
NOTHING(archive_read_append_filter)
NOTHING(archive_read_set_format_option)
NOTHING(archive_read_set_read_callback)
NOTHING(archive_read_set_seek_callback)
NOTHING(archive_read_set_skip_callback)
NOTHING(archive_read_set_callback_data)
NOTHING(archive_read_next_header)
NOTHING(archive_read_header_position)
NOTHING(archive_read_data_block)
NOTHING(archive_read_has_encrypted_entries)
NOTHING(archive_filter_bytes)
NOTHING(archive_errno)
NOTHING(archive_set_error)
NOTHING(archive_clear_error)
NOTHING(archive_entry_pathname)
NOTHING(archive_entry_hardlink)
NOTHING(archive_entry_symlink)
NOTHING(archive_entry_filetype)
NOTHING(archive_entry_size)
NOTHING(archive_entry_size_is_set)
NOTHING(archive_entry_rdev)
NOTHING(archive_entry_dev)
NOTHING(archive_entry_ino64)
NOTHING(archive_entry_nlink)
NOTHING(archive_entry_sparse_count)
NOTHING(archive_entry_is_data_encrypted)
NOTHING(archive_entry_is_metadata_encrypted)
