# SPDX-License-Identifier: MIT
"""Starts a program where other libraries, another user and another kernel seem to be.

All of it is done between fork and exec, so it needs root, and it concerns that one process alone.
"""

import ctypes
import errno
import os
import platform
import struct

CLONE_NEWNS = 0x20000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
SECCOMP_RET_ERRNO, SECCOMP_RET_ALLOW = 0x50000, 0x7fff0000
# The calls that build the walls; those of Landlock have the same numbers everywhere.
SECCOMP_CALL = {"x86_64": 317, "aarch64": 277, "riscv64": 277}.get(platform.machine())
LANDLOCK_CALL = 444

_libc = ctypes.CDLL(None, use_errno=True)


def _require(status):
    if status != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def landlock_version():
    """0 if the kernel has none."""
    return max(0, _libc.syscall(LANDLOCK_CALL, None, 0, 1))


def mount_over(library, path):
    """From now on, `library` is what this process finds at `path`."""
    _require(_libc.unshare(CLONE_NEWNS))
    _require(_libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
    _require(_libc.mount(os.fsencode(library), os.fsencode(path), None, MS_BIND, None))


def mount_kind(kind, path, name=None):
    """From now on, this process finds a filesystem of that kind at `path`; OSError without `name`."""
    _require(_libc.unshare(CLONE_NEWNS))
    _require(_libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
    _require(_libc.mount(b"none", os.fsencode(path), os.fsencode(kind), 0, None))
    if name is not None:
        os.stat(os.path.join(path, name))


def answer_call(number, error):
    """From now on, one system call does nothing but fail with `error`, or succeed if it is 0."""
    code = [(0x20, 0, 0, 0),                          # load the number
            (0x15, 0, 1, number),                     # unless it is this one, skip one
            (0x06, 0, 0, SECCOMP_RET_ERRNO | error),
            (0x06, 0, 0, SECCOMP_RET_ALLOW)]
    table = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in code))
    program = struct.pack("HxxxxxxP", len(code), ctypes.addressof(table))
    _require(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0))


def become(user):
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


NO_LANDLOCK = (LANDLOCK_CALL, errno.ENOSYS)
NO_SECCOMP = (SECCOMP_CALL, errno.ENOSYS)
EMPTY_SECCOMP = (SECCOMP_CALL, 0)  # it says that it stands, and is not there
