# SPDX-License-Identifier: MIT
"""Two archives of the same members, an archive and its directory."""

from __future__ import annotations

import os
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from ratios.page_cache import drop_files
from ratios.process import environment
from ratios.programs import on_path
from ratios.random_file import write_random
from ratios.row import Goal, Material, MemoryGoal, Rounds, Row, Scale
from rows import peers
from rows.trees import REAL, SmallFiles, TreePair

_TAR = ("tar", "--format=gnu", "--sort=name")
_BLOCK_BYTES = 512


@dataclass(frozen=True)
class Packer:
    """How the tree in the working directory is packed: the archive's name stands in for {out}.

    The other archive of a pair has the same members in other bytes from its first header on, and
    no more or less to decode.
    """

    suffix: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    programs: tuple[str, ...]


def _tar(suffix: str, compressor: str) -> Packer:
    packed = ("-I", compressor, "-cf", "{out}", ".")
    other = (*_TAR, "--mtime=@1", *packed)
    return Packer(suffix, (*_TAR, *packed), other, ("tar", compressor))


def _zip(*options: str) -> tuple[str, ...]:
    """In the order of the names, as tar is told to."""
    return ("sh", "-c", 'find . -type f | sort | zip -q -@ "$@"', "sh", *options, "{out}")


TAR_GZ = _tar("tar.gz", "gzip")
TAR_ZST = _tar("tar.zst", "zstd")
ZIP = Packer("zip", _zip(), _zip("-X"), ("zip", "find", "sort"))


@dataclass(frozen=True)
class Packed:
    """{left} and {right} are archives of two equal trees, {tree} is that of {left}.

    If so wanted, the first file of the right tree differs in its last byte.
    """

    trees: TreePair
    packer: Packer
    differs: bool = False

    def _archives(self) -> tuple[str, str]:
        name = f"{self.trees.name}-packed"
        return f"{name}-left.{self.packer.suffix}", f"{name}-right.{self.packer.suffix}"

    def disk_bytes(self, scale: Scale) -> dict[str, int]:
        trees = self.trees.disk_bytes(scale)
        return trees | dict(zip(self._archives(), trees.values(), strict=True))

    def make(self, directory: Path, scale: Scale) -> Material:
        material = self.trees.make(directory, scale)
        trees = [Path(material.words[word]) for word in ("{left}", "{right}")]
        archives = [directory / name for name in self._archives()]
        if self.differs:
            _turn_last_byte(*trees)
        commands = (self.packer.one, self.packer.other)
        for tree, archive, command in zip(trees, archives, commands, strict=True):
            if not archive.exists():
                _pack(command, tree, archive)
        sizes = " and ".join(f"{archive.stat().st_size / 2**20:.0f}" for archive in archives)
        of_tree = tuple(path for path in material.files if trees[0] in path.parents)
        return Material(
            {"{left}": str(archives[0]), "{right}": str(archives[1]), "{tree}": str(trees[0])},
            (*archives, *of_tree),
            about=f"{material.about}; packed {sizes} MiB",
        )


def _turn_last_byte(left: Path, right: Path) -> None:
    """In the first file that is not empty, whatever was turned before."""
    first = min(path for path in left.rglob("*") if path.is_file() and path.stat().st_size > 0)
    content = bytearray(first.read_bytes())
    content[-1] ^= 0xFF
    (right / first.relative_to(left)).write_bytes(content)


def _pack(command: Sequence[str], tree: Path, archive: Path) -> None:
    """Leaves no half an archive behind. Raises OSError where the program fails."""
    words = [str(archive) if word == "{out}" else word for word in command]
    done = subprocess.run(
        [on_path(words[0]) or words[0], *words[1:]],
        cwd=tree,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        archive.unlink(missing_ok=True)
        said = (done.stderr + done.stdout).strip().splitlines()
        raise OSError(f"{words[0]} ended with {done.returncode}: {said[0] if said else ''}")
    drop_files([archive])  # see write_random()


@dataclass(frozen=True)
class EqualArchives:
    """Two tar archives of the same bytes, each as large as a large file of the scale."""

    def disk_bytes(self, scale: Scale) -> dict[str, int]:
        return {f"equal-{side}.tar": self._bytes(scale) for side in ("left", "right")}

    def make(self, directory: Path, scale: Scale) -> Material:
        left, right = files = tuple(directory / name for name in self.disk_bytes(scale))
        for path in files:
            if not path.exists():
                self._write(path, self._bytes(scale))
        return Material({"{left}": str(left), "{right}": str(right)}, files)

    def _bytes(self, scale: Scale) -> int:
        return max(scale.large_bytes // _BLOCK_BYTES, 4) * _BLOCK_BYTES

    def _write(self, path: Path, size: int) -> None:
        """One member of random bytes between its header and two blocks of zeros."""
        member = tarfile.TarInfo("member")
        member.size = size - 3 * _BLOCK_BYTES
        write_random(path, size)
        with path.open("r+b") as archive:
            archive.write(member.tobuf(tarfile.USTAR_FORMAT))
            archive.seek(-2 * _BLOCK_BYTES, os.SEEK_END)
            archive.write(bytes(2 * _BLOCK_BYTES))
        drop_files([path])


_GZ = Packed(REAL, TAR_GZ)
_ZST = Packed(REAL, TAR_ZST)
_ZIP = Packed(REAL, ZIP)
_FEW = Packed(TreePair("tree-few", SmallFiles(count=200, size=4096)), TAR_GZ, differs=True)

_KOMPARU = ("komparu", "-a", "{left}", "{right}")

# Both have to end well; the first one is not left behind where the second one fails.
_SIDE_BY_SIDE = """
left=$1 right=$2
shift 2
"$@" "$left" >/dev/null &
"$@" "$right" >/dev/null
second=$?
wait "$!" && exit "$second"
"""


def _side_by_side(*decoder: str) -> tuple[str, ...]:
    return ("sh", "-c", _SIDE_BY_SIDE, "sh", "{left}", "{right}", *decoder)


_GZIP = _side_by_side("gzip", "-dc")


ROWS = (
    Row(
        name="archive-gz",
        about="two tar.gz of the same real files in other bytes; two gzip -dc at once, which "
        "compare nothing. Without ISA-L, with zlib alone, 1.6 is what is wanted",
        fixture=_GZ,
        komparu=_KOMPARU,
        peer=_GZIP,
        peer_label="2 gzip -dc",
        rounds=Rounds(quick=5, full=9),
        goal=Goal(3.0),
        needs=TAR_GZ.programs,
    ),
    Row(
        name="archive-gz-memory",
        about="peak RSS on two tar.gz of real files; the peak of the larger gzip -dc",
        fixture=_GZ,
        komparu=_KOMPARU,
        peer=_GZIP,
        peer_label="2 gzip -dc",
        rounds=Rounds(quick=2, full=3),
        goal=MemoryGoal(64),
        needs=TAR_GZ.programs,
    ),
    Row(
        name="archive-zst",
        about="two tar.zst of the same real files in other bytes; two zstd -dc at once",
        fixture=_ZST,
        komparu=_KOMPARU,
        peer=_side_by_side("zstd", "-qdc"),
        peer_label="2 zstd -dc",
        rounds=Rounds(quick=7, full=11),
        goal=Goal(0.85),
        needs=TAR_ZST.programs,
    ),
    Row(
        name="archive-zip",
        about="two zip of the same real files in other bytes; two unzip -p at once",
        fixture=_ZIP,
        komparu=_KOMPARU,
        peer=_side_by_side("unzip", "-p"),
        peer_label="2 unzip -p",
        rounds=Rounds(quick=5, full=9),
        goal=Goal(1.5),
        needs=(*ZIP.programs, "unzip"),
    ),
    Row(
        name="archive-zipcmp",
        about="two zip of the same real files in other bytes; zipcmp -t, which holds check sums "
        "against contents",
        fixture=_ZIP,
        komparu=_KOMPARU,
        peer=("zipcmp", "-qt", "{left}", "{right}"),
        peer_label="zipcmp -t",
        rounds=Rounds(quick=5, full=7),
        needs=ZIP.programs,
    ),
    Row(
        name="archive-tree",
        about="a tar.gz of real files and the tree that it was made of; tar --diff",
        fixture=_GZ,
        komparu=("komparu", "{left}", "{tree}"),
        peer=("tar", "-dzf", "{left}", "-C", "{tree}"),
        peer_label="tar --diff",
        rounds=Rounds(quick=5, full=7),
        needs=TAR_GZ.programs,
    ),
    Row(
        name="archive-few",
        about="two tar.gz of 200 files of 4 KiB, one of which differs in a byte; diffoscope",
        fixture=_FEW,
        komparu=_KOMPARU,
        peer=("diffoscope", "{left}", "{right}"),
        peer_label="diffoscope",
        rounds=Rounds(quick=3, full=5),
        status=1,
        needs=TAR_GZ.programs,
    ),
    Row(
        name="archive-equal",
        about="two large tar archives of the same bytes, which need not be decoded",
        fixture=EqualArchives(),
        komparu=_KOMPARU,
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=Rounds(quick=9, full=15),
        goal=Goal(4.0),
    ),
)
