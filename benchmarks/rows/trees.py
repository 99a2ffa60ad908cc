# SPDX-License-Identifier: MIT
"""Two directory trees with the same files. The hot rows stand before the cold ones."""

from __future__ import annotations

import os
import random
import shutil
import stat
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Protocol

from ratios.page_cache import drop_many_files
from ratios.random_file import write_random
from ratios.row import Goal, Material, PeakGoal, Rounds, Row, Scale
from rows import peers

_BLOCK_BYTES = 4096  # what a small file takes on most disks


class Recipe(Protocol):
    """What the files of a tree are."""

    def disk_bytes(self, scale: Scale) -> int:
        """At most."""

    def write(self, root: Path, scale: Scale) -> None:
        """Writes the tree below root, which is there and empty."""

    def origin(self) -> str:
        """Where the files come from, to follow their number; or an empty string."""


@dataclass(frozen=True)
class RealFiles:
    """Copies of the regular files that a system has, until there are enough.

    Not of hidden ones: nginx has no names with a leading dot in its listings, and rclone, which
    lives on these, would miss them.
    """

    sources: tuple[Path, ...]
    files: int = 20_000
    bytes: int = 300 << 20

    def disk_bytes(self, scale: Scale) -> int:
        return scale.part(self.bytes) + scale.part(self.files) * _BLOCK_BYTES

    def write(self, root: Path, scale: Scale) -> None:
        files, space = scale.part(self.files), scale.part(self.bytes)
        for path, size in self._found():
            if files == 0:
                return
            if size > space:
                continue
            copy = root / path.relative_to(path.anchor)
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(path, copy)
            except OSError:  # not ours to read, or gone meanwhile
                copy.unlink(missing_ok=True)
                continue
            files -= 1
            space -= size

    def _found(self) -> Iterator[tuple[Path, int]]:
        for source in self.sources:
            for directory, names, files in os.walk(source):
                names[:] = sorted(filter(_is_listed, names))
                for path in (Path(directory, name) for name in sorted(filter(_is_listed, files))):
                    try:
                        status = path.lstat()
                    except OSError:
                        continue
                    if stat.S_ISREG(status.st_mode):
                        yield path, status.st_size

    def origin(self) -> str:
        return f", of {', '.join(str(source) for source in self.sources)}"


def _is_listed(name: str) -> bool:
    return not name.startswith(".")


@dataclass(frozen=True)
class SmallFiles:
    """Random files of one size, 100 to 1 000 in a directory and 10 directories in another."""

    count: int
    size: int

    def disk_bytes(self, scale: Scale) -> int:
        return scale.part(self.count) * max(self.size, _BLOCK_BYTES)

    def write(self, root: Path, scale: Scale) -> None:
        source = random.Random(self.count)
        count = scale.part(self.count)
        written = number = 0
        while written < count:
            directory = root / f"{number // 10:02}" / f"{number:03}"
            directory.mkdir(parents=True)
            number += 1
            for _ in range(min(source.randint(100, 1000), count - written)):
                (directory / f"{written:06}").write_bytes(source.randbytes(self.size))
                written += 1

    def origin(self) -> str:
        return ""


@dataclass(frozen=True)
class OneLargeFile:
    """A file of four large ones, or two in a quick run, among small ones."""

    small: SmallFiles

    def _large_bytes(self, scale: Scale) -> int:
        return scale.large_bytes * (4 if scale.mode == "full" else 2)

    def disk_bytes(self, scale: Scale) -> int:
        return self._large_bytes(scale) + self.small.disk_bytes(scale)

    def write(self, root: Path, scale: Scale) -> None:
        self.small.write(root, scale)
        write_random(root / "00" / "large", self._large_bytes(scale))

    def origin(self) -> str:
        return ""


@dataclass(frozen=True)
class TreePair:
    """Two equal trees, and two empty directories to tell what a run costs without files."""

    name: str
    recipe: Recipe

    def disk_bytes(self, scale: Scale) -> dict[str, int]:
        size = self.recipe.disk_bytes(scale)
        return {f"{self.name}-left": size, f"{self.name}-right": size}

    def make(self, directory: Path, scale: Scale) -> Material:
        left, right = (directory / name for name in self.disk_bytes(scale))
        if is_new := not right.exists():
            left.mkdir()
            self.recipe.write(left, scale)
            shutil.copytree(left, right, copy_function=shutil.copyfile)
        words = {"{left}": left, "{right}": right}
        for side in ("left", "right"):
            words[f"{{empty-{side}}}"] = empty = directory / f"empty-{side}"
            empty.mkdir(exist_ok=True)
        names = list(_files_below(left))
        files = tuple(root / name for root in (left, right) for name in names)
        if is_new:
            drop_many_files(files)  # see write_random()
        return Material(
            {word: str(path) for word, path in words.items()},
            files,
            has_trees=True,
            about=self._about([left / name for name in names]),
        )

    def _about(self, files: list[Path]) -> str:
        mib = sum(path.stat().st_size for path in files) / 2**20
        directories = len({path.parent for path in files})
        return (
            f"{len(files)} files in {directories} directories a side, {mib:.0f} MiB"
            + self.recipe.origin()
        )


def _files_below(root: Path) -> Iterator[Path]:
    """Relative paths of all files."""
    for directory, _, names in os.walk(root):
        below = Path(directory).relative_to(root)
        yield from (below / name for name in names)


def _real_sources() -> tuple[Path, ...]:
    """Directories with many files that most systems have; this Python's own is always there."""
    wanted = [
        *sorted(Path("/usr/lib").glob("python3*")),
        Path("/usr/share"),
        Path(sysconfig.get_path("stdlib")).resolve(),
    ]
    return tuple(path for path in dict.fromkeys(wanted) if path.is_dir())


REAL = TreePair("tree-real", RealFiles(_real_sources()))
SMALL = TreePair("tree-100k", SmallFiles(count=100_000, size=1024))
_LARGE = TreePair("tree-large", OneLargeFile(SmallFiles(count=1000, size=4096)))

_KOMPARU = ("komparu", "{left}", "{right}")
_DIFF = ("diff", "-rq", "{left}", "{right}")
_LIMIT = ("limit_tree", "{left}", "{right}")

# dircmp itself is content with equal sizes and times.
FILECMP = """
import filecmp, os, sys
def same(left, right):
    found = filecmp.dircmp(left, right, ignore=[], hide=[os.curdir, os.pardir])
    if found.left_only or found.right_only or found.common_funny:
        return False
    _, differ, trouble = filecmp.cmpfiles(left, right, found.common_files, shallow=False)
    if differ or trouble:
        return False
    return all(same(os.path.join(left, name), os.path.join(right, name))
               for name in found.common_dirs)
sys.exit(not same(*sys.argv[1:]))
"""


ROWS = (
    Row(
        name="tree-real-hot",
        about="two equal hot trees of up to 20 000 real files",
        fixture=REAL,
        komparu=_KOMPARU,
        peer=_DIFF,
        peer_label="diff -rq",
        rounds=Rounds(quick=15, full=21),
        goal=Goal(2.0),
    ),
    Row(
        name="tree-real-limit",
        about="two equal hot trees of real files; two threads of open, fstat, read; 0.8: 1 / 1.25",
        fixture=REAL,
        komparu=_KOMPARU,
        peer=_LIMIT,
        peer_label="limit_tree",
        rounds=Rounds(quick=21, full=31),
        goal=Goal(0.8),
    ),
    Row(
        name="tree-real-git",
        about="two equal hot trees of real files; git diff --no-index --quiet",
        fixture=REAL,
        komparu=_KOMPARU,
        peer=("git", "diff", "--no-index", "--quiet", "{left}", "{right}"),
        peer_label="git diff",
        rounds=Rounds(quick=7, full=11),
    ),
    Row(
        name="tree-real-filecmp",
        about="two equal hot trees of real files; filecmp.dircmp and cmpfiles(shallow=False)",
        fixture=REAL,
        komparu=_KOMPARU,
        peer=peers.python(FILECMP, "{left}", "{right}"),
        peer_label="filecmp",
        rounds=Rounds(quick=7, full=11),
    ),
    Row(
        name="tree-100k-hot",
        about="two equal hot trees of 100 000 files of 1 KiB",
        fixture=SMALL,
        komparu=_KOMPARU,
        peer=_DIFF,
        peer_label="diff -rq",
        rounds=Rounds(quick=9, full=15),
        goal=Goal(2.0),
    ),
    Row(
        name="tree-100k-limit",
        about="two equal hot trees of small files; two threads of open, fstat, read; 0.8: 1 / 1.25",
        fixture=SMALL,
        komparu=_KOMPARU,
        peer=_LIMIT,
        peer_label="limit_tree",
        rounds=Rounds(quick=15, full=21),
        goal=Goal(0.8),
    ),
    Row(
        name="tree-100k-memory",
        about="peak RSS on two trees of 100 000 files, and how much more than on empty ones",
        fixture=SMALL,
        komparu=_KOMPARU,
        peer=("komparu", "{empty-left}", "{empty-right}"),
        peer_label="empty trees",
        rounds=Rounds(quick=3, full=5),
        goal=PeakGoal(32),
    ),
    Row(
        name="tree-large-pair",
        about="two equal hot trees: a pair of 4 GiB (quick: 512 MiB) among 1 000 small ones",
        fixture=_LARGE,
        komparu=_KOMPARU,
        peer=_DIFF,
        peer_label="diff -rq",
        rounds=Rounds(quick=9, full=9),
        goal=Goal(4.0),
    ),
    Row(
        name="tree-real-cold",
        about="two equal trees of up to 20 000 real files that are in no cache",
        fixture=REAL,
        komparu=_KOMPARU,
        peer=_DIFF,
        peer_label="diff -rq",
        rounds=Rounds(quick=3, full=7),
        cache="cold",
        goal=Goal(2.0),
    ),
    Row(
        name="tree-100k-cold",
        about="two equal trees of 100 000 files of 1 KiB that are in no cache",
        fixture=SMALL,
        komparu=_KOMPARU,
        peer=_DIFF,
        peer_label="diff -rq",
        rounds=Rounds(quick=1, full=3),
        cache="cold",
    ),
)
