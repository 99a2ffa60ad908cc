// SPDX-License-Identifier: MIT
// Calls that are about no file of a test, which nth_call.c counts and lets fail.
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE  // its inline wrappers would clash with the functions defined here
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "nth_call.h"
#include "real_call.h"

// Where the linker has put what REAL() needs.
extern struct RealCall __start_real_calls[];
extern struct RealCall __stop_real_calls[];

__attribute__((constructor)) static void look_up_all(void) {
  for (struct RealCall* call = __start_real_calls; call != __stop_real_calls; ++call)
    real_function(call);
}

#define ALIAS(name, function) __asm__(".globl " #name "\n.set " #name ", " #function)
// A function that fails with -1 and errno.
#define COUNTED(kind, type, name, parameters, ...) \
  type name parameters { return nth_call_fails(kind) ? -1 : REAL(name)(__VA_ARGS__); }

COUNTED(kNthGetdents, ssize_t, getdents64, (int fd, void* buffer, size_t size), fd, buffer, size)
COUNTED(kNthReadlink, ssize_t, readlink, (const char* path, char* buffer, size_t size), path,
        buffer, size)
COUNTED(kNthReadlink, ssize_t, readlinkat,
        (int directory, const char* path, char* buffer, size_t size), directory, path, buffer, size)
COUNTED(kNthWrite, ssize_t, write, (int fd, const void* data, size_t size), fd, data, size)
COUNTED(kNthWrite, ssize_t, writev, (int fd, const struct iovec* parts, int count), fd, parts,
        count)
COUNTED(kNthWrite, ssize_t, pwrite, (int fd, const void* data, size_t size, off_t offset), fd, data,
        size, offset)
ALIAS(pwrite64, pwrite);
COUNTED(kNthDescriptor, int, eventfd, (unsigned value, int flags), value, flags)
COUNTED(kNthDescriptor, int, pipe2, (int ends[2], int flags), ends, flags)
COUNTED(kNthDescriptor, int, pipe, (int ends[2]), ends)
COUNTED(kNthDescriptor, int, dup, (int fd), fd)
COUNTED(kNthDescriptor, int, socketpair, (int domain, int type, int protocol, int ends[2]), domain,
        type, protocol, ends)
COUNTED(kNthSocket, int, socket, (int domain, int type, int protocol), domain, type, protocol)
COUNTED(kNthConnect, int, connect, (int fd, const struct sockaddr* address, socklen_t size), fd,
        address, size)
COUNTED(kNthSend, ssize_t, send, (int fd, const void* data, size_t size, int flags), fd, data, size,
        flags)
COUNTED(kNthSend, ssize_t, sendmsg, (int fd, const struct msghdr* message, int flags), fd, message,
        flags)
COUNTED(kNthReceive, ssize_t, recv, (int fd, void* data, size_t size, int flags), fd, data, size,
        flags)
COUNTED(kNthReceive, ssize_t, recvmsg, (int fd, struct msghdr* message, int flags), fd, message,
        flags)

// Only what makes a descriptor counts.
int fcntl(int fd, int command, ...) {
  va_list list;
  va_start(list, command);
  void* argument = va_arg(list, void*);
  va_end(list);
  if ((command == F_DUPFD || command == F_DUPFD_CLOEXEC) && nth_call_fails(kNthDescriptor))
    return -1;
  return REAL(fcntl)(fd, command, argument);
}
ALIAS(fcntl64, fcntl);

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) {
  if (nth_call_fails(kNthThread)) return errno;
  return REAL(pthread_create)(thread, attributes, run, argument);
}
