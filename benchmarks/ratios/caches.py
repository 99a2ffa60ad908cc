# SPDX-License-Identifier: MIT
"""The cache state from which every process of a row starts."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, Sequence

from ratios import page_cache
from ratios.row import Material
from ratios.work_dir import in_memory

# A file counts as cold below this share of its pages, as hot above the other one.
COLD_AT_MOST = 0.01
HOT_AT_LEAST = 0.99

# Looking at one file takes tens of microseconds. Of more files every n-th is looked at.
_LOOKED_AT = 2000


class NotCold(Exception):
    """The files cannot be taken out of the page cache here."""


class Cache(Protocol):
    def prepare(self) -> None:
        """Before the first process. Raises NotCold where the state cannot be had."""

    def before_process(self) -> None:
        """Before every process."""

    def finish(self) -> None:
        """After the last process."""

    def record(self) -> dict[str, object]:
        """The "cache" of the JSON."""

    def note(self) -> str | None:
        """What the reader of the table is told."""


def cache_of(wanted: str, material: Material, programs: Sequence[Path]) -> Cache:
    """`programs` are those that run in turn: trees are cold only when all the machine is."""
    if wanted == "hot":
        return HotCache(material.files)
    if material.has_trees:
        return ColdTrees(material.files, programs)
    return ColdFiles(material.files)


def some_of(files: Sequence[Path]) -> Sequence[Path]:
    """At most _LOOKED_AT files, evenly chosen."""
    return files[:: -(-len(files) // _LOOKED_AT)] if files else files


def _record(wanted: str, method: str, resident: float | None) -> dict[str, object]:
    return {
        "wanted": wanted,
        "method": method,
        "checked_with": None if resident is None else "mincore",
        "resident": resident,
    }


def _refuse_memory(files: Sequence[Path]) -> None:
    """All files of a row lie below one directory, so that one of them speaks for all."""
    if files and in_memory(files[0]):
        raise NotCold("the files lie on a file system in memory, which is never cold")


def _refuse_resident(share: float) -> None:
    if share > COLD_AT_MOST:
        raise NotCold(f"{share:.0%} of the files stay in the page cache on this file system")


class HotCache:
    """Keeps the files in the cache."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._lowest: float | None = None

    def prepare(self) -> None:
        self.before_process()

    def before_process(self) -> None:
        """Reads them once more: virtual machines give memory back between two runs, free or not."""
        page_cache.warm(self._files)

    def finish(self) -> None:
        self._lowest = page_cache.resident_share(some_of(self._files))

    def record(self) -> dict[str, object]:
        return _record("hot", "read before every process", self._lowest)

    def note(self) -> str | None:
        if self._lowest is not None and self._lowest < HOT_AT_LEAST:
            return f"only {self._lowest:.1%} of the files stayed in the page cache"
        return None


class ColdFiles:
    """Takes the files, and them alone if that helps, out of the cache before every process."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._methods: list[str] = []
        self._highest: float | None = None

    def prepare(self) -> None:
        _refuse_memory(self._files)
        self.before_process()

    def before_process(self) -> None:
        page_cache.drop_files(self._files)
        share = self._look("posix_fadvise(DONTNEED)")
        if share is not None and share > COLD_AT_MOST and page_cache.drop_everything():
            share = self._look("drop_caches")
        if share is not None:
            _refuse_resident(share)
            self._highest = max(share, self._highest or 0.0)

    def _look(self, method: str) -> float | None:
        if method not in self._methods:
            self._methods.append(method)
        return page_cache.resident_share(self._files)

    def finish(self) -> None:
        """Nothing: the state was checked before every process."""

    def record(self) -> dict[str, object]:
        return _record("cold", " + ".join(self._methods), self._highest)

    def note(self) -> str | None:
        checked = (
            "unchecked"
            if self._highest is None
            else f"mincore: at most {self._highest:.1%} left"
        )
        return f"cold by {' + '.join(self._methods)} before every process, {checked}"


class ColdTrees:
    """Takes contents, names and inodes out of the cache before every process.

    Only drop_caches does that, for all the machine; the programs are read again after it. Where it
    is refused names and inodes stay, which the note tells. Looking at a file brings its name and
    inode back, so that contents are looked at once and not before every process.
    """

    def __init__(self, files: Sequence[Path], programs: Sequence[Path]) -> None:
        self._files = files
        self._programs = programs
        self._drops_names = True
        self._left: float | None = None

    def prepare(self) -> None:
        _refuse_memory(self._files)
        self._drops_names = page_cache.drop_everything(names=True)
        self.before_process()
        self._left = page_cache.resident_share(some_of(self._files))
        if self._left is not None:
            _refuse_resident(self._left)
        self.before_process()

    def before_process(self) -> None:
        if self._drops_names:
            page_cache.drop_everything(names=True)
            page_cache.warm(self._programs)
        else:
            page_cache.drop_many_files(self._files)

    def finish(self) -> None:
        """Nothing: looking would find what the last process read."""

    def _method(self) -> str:
        return "drop_caches" if self._drops_names else "posix_fadvise(DONTNEED)"

    def record(self) -> dict[str, object]:
        return _record("cold", self._method(), self._left)

    def note(self) -> str | None:
        checked = "unchecked" if self._left is None else f"mincore, once: {self._left:.1%} left"
        stays = "" if self._drops_names else ", names and inodes stay cached"
        return f"cold by {self._method()} before every process, {checked}{stays}"
