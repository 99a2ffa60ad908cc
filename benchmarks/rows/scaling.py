# SPDX-License-Identifier: MIT
"""How the cost grows: komparu on ten times the work, or on two cores, beside itself."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from ratios.row import Fixture, Material, Rounds, Row, Scale
from rows.files import FilePair
from rows.trees import REAL, SMALL, SmallFiles, TreePair

_BLOCK_BYTES = 4096


@dataclass(frozen=True)
class OneDirectory:
    """All files in one directory."""

    count: int
    size: int = 16

    def disk_bytes(self, scale: Scale) -> int:
        return scale.part(self.count) * _BLOCK_BYTES

    def write(self, root: Path, scale: Scale) -> None:
        source = random.Random(self.count)
        for number in range(scale.part(self.count)):
            (root / f"{number:06}").write_bytes(source.randbytes(self.size))

    def origin(self) -> str:
        return ""


@dataclass(frozen=True)
class Nested:
    """Directories, each in the one before. Python copies no more than some 400 of them."""

    depth: int
    files: int = 30  # in each
    size: int = 16

    def disk_bytes(self, scale: Scale) -> int:
        return scale.part(self.depth) * (self.files + 1) * _BLOCK_BYTES

    def write(self, root: Path, scale: Scale) -> None:
        source = random.Random(self.depth)
        for _ in range(scale.part(self.depth)):
            root = root / "d"
            root.mkdir()
            for number in range(self.files):
                (root / f"{number:02}").write_bytes(source.randbytes(self.size))

    def origin(self) -> str:
        return ""


@dataclass(frozen=True)
class TenTimes:
    """{left} and {right} are those of ten, {one-left} and {one-right} those of one."""

    one: Fixture
    ten: Fixture

    def disk_bytes(self, scale: Scale) -> dict[str, int]:
        return self.one.disk_bytes(scale) | self.ten.disk_bytes(scale)

    def make(self, directory: Path, scale: Scale) -> Material:
        one, ten = (fixture.make(directory, scale) for fixture in (self.one, self.ten))
        less = {f"{{one-{side}}}": one.words[f"{{{side}}}"] for side in ("left", "right")}
        return Material(
            ten.words | less,
            (*one.files, *ten.files),
            has_trees=ten.has_trees,
            about=f"{ten.about}; a tenth: {one.about}" if ten.about else None,
        )


_ROUNDS = Rounds(quick=7, full=11)


def _ten_times(name: str, about: str, one: Fixture, ten: Fixture) -> Row:
    return Row(
        name=name,
        about=f"{about}; komparu on a tenth of that: 0.1 is in proportion",
        fixture=TenTimes(one, ten),
        komparu=("komparu", "-s", "{left}", "{right}"),
        peer=("komparu", "-s", "{one-left}", "{one-right}"),
        peer_label="a tenth",
        rounds=_ROUNDS,
    )


def _two_cores(name: str, about: str, fixture: Fixture) -> Row:
    return Row(
        name=name,
        about=f"{about}, -j2; -j1",
        fixture=fixture,
        komparu=("komparu", "-s", "-j2", "{left}", "{right}"),
        peer=("komparu", "-s", "-j1", "{left}", "{right}"),
        peer_label="-j1",
        rounds=_ROUNDS,
    )


ROWS = (
    _ten_times("scale-bytes", "two equal large hot files", FilePair(part=10), FilePair()),
    _ten_times(
        "scale-files",
        "two equal hot trees of 100 000 files",
        TreePair("tree-10k", SmallFiles(count=10_000, size=1024)),
        SMALL,
    ),
    _ten_times(
        "scale-directory",
        "two equal hot directories of 50 000 files",
        TreePair("tree-wide-5k", OneDirectory(5_000)),
        TreePair("tree-wide-50k", OneDirectory(50_000)),
    ),
    _ten_times(
        "scale-depth",
        "two equal hot trees of 300 directories in each other, with 30 files each",
        TreePair("tree-deep-30", Nested(30)),
        TreePair("tree-deep-300", Nested(300)),
    ),
    _two_cores("scale-cores-file", "two equal large hot files", FilePair()),
    _two_cores("scale-cores-tree", "two equal hot trees of real files", REAL),
)
