# SPDX-License-Identifier: MIT
"""The directory that holds the files of a run: on a disk, with enough space, gone at the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Sequence

# File systems without a disk: their files live in the page cache.
_IN_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs"})
_SPARE_BYTES = 64 << 20


class NoPlace(Exception):
    """No directory to work in."""


def filesystem(path: Path) -> dict[str, str]:
    """Type and device of the file system that holds path; "unknown" where nobody says."""
    found = {"type": "unknown", "device": "unknown"}
    longest = -1
    real = path.resolve()
    try:
        lines = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return found
    for line in lines:
        mount, _, source = line.partition(" - ")
        point = Path(_unescape(mount.split()[4]))
        # A later line of the same mount point covers the earlier one.
        if (real == point or point in real.parents) and len(point.parts) >= longest:
            longest = len(point.parts)
            words = source.split()
            found = {"type": words[0], "device": _unescape(words[1])}
    return found


def in_memory(path: Path) -> bool:
    return filesystem(path)["type"] in _IN_MEMORY


def _unescape(word: str) -> str:
    """mountinfo writes space, tab, newline and backslash as three octal digits."""
    for code in ("040", "011", "012", "134"):
        word = word.replace("\\" + code, chr(int(code, 8)))
    return word


def free_bytes(path: Path) -> int:
    """What an ordinary user may still write there."""
    state = os.statvfs(path)
    return state.f_bavail * state.f_frsize


def choose_parent(wanted: Path | None, candidates: Sequence[Path], needed: int) -> Path:
    """The directory to work in: the wanted one, else the first candidate on a disk with space."""
    needed += _SPARE_BYTES
    if wanted is not None:
        if not wanted.is_dir():
            raise NoPlace(f"{wanted}: not a directory")
        if free_bytes(wanted) < needed:
            raise NoPlace(f"{wanted}: {needed >> 20} MiB are needed and not free")
        return wanted
    for candidate in candidates:
        usable = candidate.is_dir() and os.access(candidate, os.W_OK | os.X_OK)
        if usable and not in_memory(candidate) and free_bytes(candidate) >= needed:
            return candidate
    places = ", ".join(str(candidate) for candidate in candidates)
    raise NoPlace(f"no disk with {needed >> 20} MiB free among {places}; name one by --work-dir")


@contextmanager
def work_dir(parent: Path) -> Iterator[Path]:
    """A new directory below parent, removed with all it holds however the block ends."""
    made = Path(tempfile.mkdtemp(prefix="komparu-bench-", dir=parent))
    try:
        yield made
    finally:
        try:
            shutil.rmtree(made)
        except SystemExit:  # a signal came; many files take minutes, and run.py ignores the next one
            shutil.rmtree(made)
            raise
