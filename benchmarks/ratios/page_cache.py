# SPDX-License-Identifier: MIT
"""Putting files into the page cache, out of it, and looking which it is."""

from __future__ import annotations

import ctypes
import mmap
import os
from pathlib import Path
from typing import Sequence

_DROP_CACHES = Path("/proc/sys/vm/drop_caches")
_READ_BYTES = 1 << 20


def resident_share(paths: Sequence[Path]) -> float | None:
    """The share of the files' pages in the page cache, or None where nobody can tell."""
    resident = pages = 0
    for path in paths:
        counted = _count_pages(path)
        if counted is None:
            return None
        resident += counted[0]
        pages += counted[1]
    return resident / pages if pages else None


def _count_pages(path: Path) -> tuple[int, int] | None:
    """Resident pages and all pages of one file, by mincore."""
    size = path.stat().st_size
    if size == 0:
        return 0, 0
    try:
        mincore = ctypes.CDLL(None, use_errno=True).mincore
    except (AttributeError, OSError):
        return None
    pages = -(-size // mmap.PAGESIZE)
    states = (ctypes.c_ubyte * pages)()
    # ctypes takes an address only from a writable buffer: a private copy that is never written.
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) as mapped:
        first = ctypes.c_char.from_buffer(mapped)
        try:
            failed = mincore(
                ctypes.c_void_p(ctypes.addressof(first)), ctypes.c_size_t(size), states
            )
        finally:
            del first  # the map cannot close while a buffer points into it
    return None if failed else (sum(state & 1 for state in bytes(states)), pages)


def warm(paths: Sequence[Path]) -> None:
    """Reads every file once."""
    buffer = bytearray(_READ_BYTES)
    for path in paths:
        with path.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass


def drop_files(paths: Sequence[Path]) -> None:
    """Asks the kernel to forget these files alone. Dirty pages cannot go, so they are synced."""
    for path in paths:
        _drop(path, sync=True)


def drop_many_files(paths: Sequence[Path]) -> None:
    """The same, where an fsync of every file, each with a flush of the disk, would take minutes."""
    os.sync()
    for path in paths:
        _drop(path, sync=False)


def _drop(path: Path, sync: bool) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if sync:
            os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def drop_everything(names: bool = False) -> bool:
    """Asks the kernel to forget every clean page of the machine, and with `names` the directory
    entries and inodes as well; False where that is refused."""
    try:
        os.sync()
        _DROP_CACHES.write_text("3\n" if names else "1\n")
    except OSError:
        return False
    return True
