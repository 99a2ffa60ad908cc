# SPDX-License-Identifier: MIT
"""Makes directory trees out of dictionaries, and removes trees of any depth.

A tree is a dictionary of names (str or bytes) to what they stand for: bytes are a file's content,
a dictionary is a directory, and the classes below are everything else.
"""

import contextlib
import os
import socket
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Link:
    """A symbolic link with this text."""

    text: object


@dataclass(frozen=True)
class Fifo:
    """A named pipe."""


@dataclass(frozen=True)
class Socket:
    """A socket that nobody listens on."""


@dataclass(frozen=True)
class Closed:
    """What nobody but root may open: a file or a directory that is made first."""

    content: object
    mode: int = 0


def _bind(path):
    """The length of a socket's address is limited to a hundred bytes, that of a path is not."""
    directory = os.open(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as unix:
            unix.bind(b"/proc/self/fd/%d/%s" % (directory, os.path.basename(path)))
    finally:
        os.close(directory)


def plant(path, what):
    """Makes `what` at `path`; a directory may be there already."""
    path = os.fsencode(path)
    if isinstance(what, dict):
        os.makedirs(path, exist_ok=True)
        for name, inside in what.items():
            plant(path + b"/" + os.fsencode(name), inside)
    elif isinstance(what, bytes):
        with open(path, "wb") as file:
            file.write(what)
    elif isinstance(what, Link):
        os.symlink(os.fsencode(what.text), path)
    elif isinstance(what, Fifo):
        os.mkfifo(path)
    elif isinstance(what, Socket):
        _bind(path)
    elif isinstance(what, Closed):
        plant(path, what.content)
        os.chmod(path, what.mode)
    else:
        raise TypeError(what)


def plant_deep(path, levels, name, bottom, beside=None):
    """A chain of directories, each called `name`, with the tree `bottom` in the last one and the
    tree `beside` around each of them.

    Works beyond the longest path that the system takes.
    """
    os.makedirs(path, exist_ok=True)
    directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(levels):
        os.mkdir(name, dir_fd=directory)
        plant(f"/proc/self/fd/{directory}", beside or {})
        inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=directory)
        os.close(directory)
        directory = inner
    plant(f"/proc/self/fd/{directory}", bottom)
    os.close(directory)


def _enter(name, directory=None):
    """Opens a directory even if its mode forbids that; `directory` is closed."""
    os.chmod(name, 0o700, dir_fd=directory)
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
    if directory is not None:
        os.close(directory)
    return inner


def _strip(directory):
    """Removes all but the directories that are not empty, and returns their names."""
    full = []
    with os.scandir(directory) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_directory in found:
        if not is_directory:
            os.unlink(name, dir_fd=directory)
            continue
        try:
            os.rmdir(name, dir_fd=directory)
        except OSError:
            full.append(name)
    return full


def fell(path):
    """Removes a tree of any depth, whatever its modes are; no tree is fine, too."""
    if not os.path.lexists(path):
        return
    path = os.fsencode(path)
    if not stat.S_ISDIR(os.lstat(path).st_mode):
        os.unlink(path)
        return
    directory = _enter(path)
    entered, waiting = [], [_strip(directory)]
    while waiting:
        if waiting[-1]:
            entered.append(waiting[-1].pop())
            directory = _enter(entered[-1], directory)
            waiting.append(_strip(directory))
            continue
        waiting.pop()
        if waiting:
            outer = os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=directory)
            os.close(directory)
            directory = outer
            os.rmdir(entered.pop(), dir_fd=directory)
    os.close(directory)
    os.rmdir(path)


MEMORY = "/dev/shm"


def roomy_memory():
    """Where very many entries are made and removed at once, or None where no room is for them.

    On a disk a file takes a tenth of a millisecond, a chain of twenty thousand directories a
    minute.
    """
    if os.access(MEMORY, os.W_OK | os.X_OK):
        room = os.statvfs(MEMORY)
        if room.f_favail > 1_000_000 and room.f_bavail * room.f_frsize > 1 << 30:
            return MEMORY
    return None


@contextlib.contextmanager
def open_ground(where=None):
    """A directory that every user may enter, unlike pytest's own, and that is gone at the end."""
    path = Path(tempfile.mkdtemp(prefix="komparu-", dir=where))
    path.chmod(0o755)
    try:
        yield path
    finally:
        fell(path)
