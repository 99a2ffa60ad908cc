# SPDX-License-Identifier: MIT
"""The files that rows work on, made once per run and shared by the rows that name them alike.

A fixture is a frozen dataclass with make(directory, large), where `large` is the size of a large
file in bytes. It returns Material: the words that stand in for {left}, {right} and the like, and the
files whose place in the page cache matters.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tarfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import servers

_FULL = 1 << 30  # trees have the sizes that rows name where large files have this one


@dataclass
class Material:
    words: dict[str, str]
    files: list[Path]
    about: str = ""
    close: Callable[[], None] = field(default=lambda: None)


def scaled(number: int, large: int) -> int:
    return max(1, number * min(large, _FULL) // _FULL)


def drop(files: list[Path]) -> None:
    """Takes files out of the page cache; what is not yet on the disk is written first."""
    for path in files:
        with path.open("rb") as opened:
            os.fdatasync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def write_random(path: Path, size: int) -> None:
    """Random bytes, which no file system makes smaller; the same ones for every file of a size.

    They leave the cache again: pages that were written lie there in other portions than pages that
    were read, and a user's files have been read.
    """
    source = random.Random(size)
    with path.open("wb") as opened:
        for begin in range(0, size, 1 << 20):
            opened.write(source.randbytes(min(size - begin, 1 << 20)))
    drop([path])


@dataclass(frozen=True)
class FilePair:
    """Two files of one size; `differs` names the offset of a byte that differs, from the end if
    negative. All pairs of a size are the same two files: the byte is turned in place."""

    size: int | None = None  # None: a large file
    differs: int | None = None

    def make(self, directory: Path, large: int) -> Material:
        size = self.size or large
        left, right = (directory / f"pair-{size}-{side}" for side in ("left", "right"))
        for path in (left, right):
            if not path.exists():
                write_random(path, size)
        with left.open("rb") as original, right.open("r+b") as changed:
            for offset in {0, min(size, 1 << 20) - 1, size - 1}:
                byte = os.pread(original.fileno(), 1, offset)[0]
                if self.differs is not None and offset == self.differs % size:
                    byte ^= 0xFF
                os.pwrite(changed.fileno(), bytes([byte]), offset)
            os.fsync(changed.fileno())
        return Material({"{left}": str(left), "{right}": str(right)}, [left, right])


@dataclass(frozen=True)
class Copies:
    """Files with the same bytes: {0}, {1} and so on."""

    count: int
    size: int

    def make(self, directory: Path, large: int) -> Material:
        files = [directory / f"copy-{number:02}" for number in range(self.count)]
        for path in files:
            if not path.exists():
                write_random(path, scaled(self.size, large))
        return Material(dict(zip(self.words(), map(str, files))), files)

    def words(self) -> tuple[str, ...]:
        return tuple(f"{{{number}}}" for number in range(self.count))


def _small_files(root: Path, count: int, size: int) -> None:
    """Files of one size, 500 to a directory and 10 directories to another one."""
    source = random.Random(count)
    for number in range(count):
        directory = root / f"{number // 5000:02}" / f"{number // 500:04}"
        if number % 500 == 0:
            directory.mkdir(parents=True)
        (directory / f"{number:06}").write_bytes(source.randbytes(size))


def _real_files(root: Path, count: int, space: int) -> None:
    """Copies of a system's own files. Hidden ones are left out: nginx does not list them."""
    for top in (*sorted(Path("/usr/lib").glob("python3*")), Path("/usr/share")):
        for directory, names, files in os.walk(top):
            names[:] = sorted(name for name in names if not name.startswith("."))
            for path in (Path(directory, name) for name in sorted(files) if name[0] != "."):
                if path.is_symlink() or not path.is_file() or path.stat().st_size > space:
                    continue
                copy = root / path.relative_to("/")
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
                count, space = count - 1, space - path.stat().st_size
                if count == 0:
                    return


def _linked_packages(root: Path, count: int) -> None:
    """Packages that each hold a link to every later one: 2^count paths lead to the last one."""
    for number in range(count):
        package = root / f"p{number:02}"
        (package / "node_modules").mkdir(parents=True)
        (package / "index").write_bytes(b"x" * 100)
        for other in range(number + 1, count):
            (package / "node_modules" / f"p{other:02}").symlink_to(f"../../p{other:02}")


_RECIPES = {"small": _small_files, "real": _real_files, "linked": _linked_packages}


@dataclass(frozen=True)
class Trees:
    """Two equal trees. The numbers are those of the recipe: count and size of small files, count
    and bytes of real ones, count of linked packages; they shrink with the large files."""

    recipe: str
    numbers: tuple[int, ...]
    shrinks: bool = True

    def make(self, directory: Path, large: int) -> Material:
        name = "-".join(("tree", self.recipe, *map(str, self.numbers)))
        left, right = directory / f"{name}-left", directory / f"{name}-right"
        new = not left.exists()
        if new:
            numbers = list(self.numbers)
            if self.shrinks:
                numbers[0] = scaled(numbers[0], large)
            left.mkdir()
            _RECIPES[self.recipe](left, *numbers)
            shutil.copytree(left, right, symlinks=True)
        files = [path for root in (left, right) for path in _files_below(root)]
        if new:
            drop(files)
        (directory / "empty").mkdir(exist_ok=True)
        mib = sum(path.stat().st_size for path in files) / 2 / 2**20
        words = {"{left}": str(left), "{right}": str(right), "{empty}": str(directory / "empty")}
        return Material(words, files, f"{len(files) // 2} files a side, {mib:.0f} MiB")


def _files_below(root: Path) -> list[Path]:
    return [Path(where, name) for where, _, names in os.walk(root) for name in names]


@dataclass(frozen=True)
class Packed:
    """{left} and {right} are archives of two equal trees, in other bytes from the first header on;
    {tree} is the tree. The commands run in the tree, with the archive's name for {out}.
    `differs`: the first member does."""

    trees: Trees
    suffix: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    differs: bool = False
    names: tuple[str, str] = ("one", "other")  # what the archives are called

    def make(self, directory: Path, large: int) -> Material:
        material = self.trees.make(directory, large)
        tree = Path(material.words["{left}"])
        archives = [
            directory / f"{tree.name}-{side}{'-differs' * self.differs}.{self.suffix}"
            for side in self.names
        ]
        first = min(path for path in _files_below(tree) if path.stat().st_size)
        original = first.read_bytes()
        for archive, command in zip(archives, (self.one, self.other)):
            if not archive.exists():
                if self.differs and command is self.other:
                    first.write_bytes(original[:-1] + bytes([original[-1] ^ 0xFF]))
                words = [str(archive) if word == "{out}" else word for word in command]
                subprocess.run(words, cwd=tree, check=True, capture_output=True)
                first.write_bytes(original)
                drop([archive])
        left, right = archives
        words = {"{left}": str(left), "{right}": str(right), "{tree}": str(tree)}
        return Material(words, [*archives, *_files_below(tree)], material.about)


@dataclass(frozen=True)
class EqualArchives:
    """Two tar archives of the same bytes, as large as a large file."""

    def make(self, directory: Path, large: int) -> Material:
        files = [directory / f"equal-{side}.tar" for side in ("left", "right")]
        for path in files:
            if not path.exists():
                size = large // 512 * 512
                write_random(path, size)
                member = tarfile.TarInfo("member")
                member.size = size - 3 * 512
                with path.open("r+b") as archive:
                    archive.write(member.tobuf(tarfile.USTAR_FORMAT))
                    archive.seek(-1024, os.SEEK_END)
                    archive.write(bytes(1024))
                drop([path])
        return Material({"{left}": str(files[0]), "{right}": str(files[1])}, files)


@dataclass(frozen=True)
class ListedPairs:
    """{list} names a file with a pair of small files in each line, a TAB between them."""

    trees: Trees

    def make(self, directory: Path, large: int) -> Material:
        material = self.trees.make(directory, large)
        left, right = Path(material.words["{left}"]), Path(material.words["{right}"])
        listed = directory / "pairs"
        names = [path.relative_to(left) for path in material.files if left in path.parents]
        listed.write_text("".join(f"{left / name}\t{right / name}\n" for name in names))
        return Material(material.words | {"{list}": str(listed)}, material.files, material.about)


@dataclass(frozen=True)
class Served:
    """A pair whose {right} a web server has, too: {url}. An answer takes `delay` seconds."""

    pair: FilePair | Trees
    delay: float = 0.0

    def make(self, directory: Path, large: int) -> Material:
        material = self.pair.make(directory, large)
        right = Path(material.words["{right}"])
        with ExitStack() as running:
            port = running.enter_context(servers.nginx(directory))
            if self.delay:
                port = running.enter_context(servers.delayed(port, self.delay))
            slash = "/" if right.is_dir() else ""
            material.words["{url}"] = f"http://127.0.0.1:{port}/{right.name}{slash}"
            material.close = running.pop_all().close
        return material
