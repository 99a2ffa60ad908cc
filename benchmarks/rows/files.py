# SPDX-License-Identifier: MIT
"""Two regular files. The hot rows stand before the cold one, which empties the cache."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ratios.random_file import write_random
from ratios.row import Goal, Material, Rounds, Row, Scale
from rows import peers


@dataclass(frozen=True)
class FilePair:
    """Two files of one size, filled with the same random bytes, but for one byte if so wanted.

    All pairs of a size are the same two files: the byte is turned in place, so that a row with a
    difference costs neither disk nor page cache. It is the first or the last one of the files, or
    the last one of their first MiB.
    """

    size: int | None = None  # None: a large file of the scale
    differs_at: Literal["first", "first-mib", "last"] | None = None
    part: int = 1  # of a large file: 10 for a tenth of one

    def _bytes(self, scale: Scale) -> int:
        return scale.large_bytes // self.part if self.size is None else self.size

    def disk_bytes(self, scale: Scale) -> dict[str, int]:
        size = self._bytes(scale)
        return {f"pair-{size}-left": size, f"pair-{size}-right": size}

    def make(self, directory: Path, scale: Scale) -> Material:
        left, right = (directory / name for name in self.disk_bytes(scale))
        size = self._bytes(scale)
        for path in (left, right):
            if not path.exists() or path.stat().st_size != size:
                write_random(path, size)
        self._turn_byte(left, right, size)
        return Material({"{left}": str(left), "{right}": str(right)}, (left, right))

    def _turn_byte(self, left: Path, right: Path, size: int) -> None:
        """Makes the right file what this pair wants, whatever the last row wanted."""
        offsets = {"first": 0, "first-mib": min(size, 1 << 20) - 1, "last": size - 1}
        with left.open("rb") as original, right.open("r+b") as changed:
            for offset in set(offsets.values()):
                value = os.pread(original.fileno(), 1, offset)[0]
                value ^= 0xFF if offset == offsets.get(self.differs_at) else 0
                os.pwrite(changed.fileno(), bytes([value]), offset)
            os.fsync(changed.fileno())


LARGE = FilePair()
_LARGE_ROUNDS = Rounds(quick=9, full=15)
_INFORMATION_ROUNDS = Rounds(quick=5, full=7)
_START_ROUNDS = Rounds(quick=200, full=500)

_LIMIT = ("limit_bytes", "{left}", "{right}")

FILECMP = "import filecmp, sys; sys.exit(not filecmp.cmp(*sys.argv[1:], shallow=False))"
_SHA256 = """
import hashlib, sys
digests = []
buffer = bytearray(262144)
for path in sys.argv[1:]:
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        while size := file.readinto(buffer):
            digest.update(memoryview(buffer)[:size])
    digests.append(digest.digest())
sys.exit(digests[0] != digests[1])
"""


def _komparu(*options: str) -> tuple[str, ...]:
    return ("komparu", *options, "{left}", "{right}")


ROWS = (
    Row(
        name="equal-hot-silent",
        about="two equal large files in the page cache, komparu -s",
        fixture=LARGE,
        komparu=_komparu("-s"),
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=_LARGE_ROUNDS,
        goal=Goal(4.0),
    ),
    Row(
        name="equal-hot-default",
        about="two equal large files in the page cache, komparu without options",
        fixture=LARGE,
        komparu=_komparu(),
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=_LARGE_ROUNDS,
        goal=Goal(4.0),
    ),
    Row(
        name="equal-hot-brief",
        about="two equal large files in the page cache, komparu -q",
        fixture=LARGE,
        komparu=_komparu("-q"),
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=_LARGE_ROUNDS,
        goal=Goal(4.0),
    ),
    Row(
        name="equal-hot-limit",
        about="two equal large hot files; two threads of memcmp on mapped files; 0.74 is 1 / 1.35",
        fixture=LARGE,
        komparu=_komparu("-s"),
        peer=_LIMIT,
        peer_label="limit_bytes",
        rounds=Rounds(quick=15, full=21),
        goal=Goal(0.74),
    ),
    Row(
        name="equal-hot-read",
        about="two equal large files in the page cache, komparu -s --io=read",
        fixture=LARGE,
        komparu=_komparu("-s", "--io=read"),
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=_INFORMATION_ROUNDS,
    ),
    Row(
        name="equal-hot-mmap",
        about="two equal large files in the page cache, komparu -s --io=mmap",
        fixture=LARGE,
        komparu=_komparu("-s", "--io=mmap"),
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=_INFORMATION_ROUNDS,
    ),
    Row(
        name="equal-hot-filecmp",
        about="two equal large hot files; filecmp.cmp(shallow=False), Python's start included",
        fixture=LARGE,
        komparu=_komparu("-s"),
        peer=peers.python(FILECMP, "{left}", "{right}"),
        peer_label="filecmp",
        rounds=_INFORMATION_ROUNDS,
    ),
    Row(
        name="equal-hot-sha256",
        about="two equal large hot files; SHA-256 of both by hashlib, Python's start included",
        fixture=LARGE,
        komparu=_komparu("-s"),
        peer=peers.python(_SHA256, "{left}", "{right}"),
        peer_label="sha256",
        rounds=_INFORMATION_ROUNDS,
    ),
    Row(
        name="first-byte",
        about="two large files whose first bytes differ: start-up",
        fixture=FilePair(differs_at="first"),
        komparu=_komparu("-s"),
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=_START_ROUNDS,
        status=1,
        goal=Goal(0.8),
    ),
    Row(
        name="last-byte-brief",
        about="two large files whose last bytes differ, komparu -q, which may look there first",
        fixture=FilePair(differs_at="last"),
        komparu=_komparu("-q"),
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=Rounds(quick=15, full=21),
        status=1,
        goal=Goal(100.0),
    ),
    Row(
        name="start-1k",
        about="two equal files of 1 KiB: start-up",
        fixture=FilePair(size=1024),
        komparu=_komparu("-s"),
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=_START_ROUNDS,
        goal=Goal(0.8),
    ),
    Row(
        name="start-1k-true",
        about="two equal files of 1 KiB; true does nothing: what starting a process costs",
        fixture=FilePair(size=1024),
        komparu=_komparu("-s"),
        peer=("true",),
        peer_label="true",
        rounds=_START_ROUNDS,
    ),
    Row(
        name="equal-cold",
        about="two equal large files that are not in the page cache",
        fixture=LARGE,
        komparu=_komparu("-s"),
        peer=peers.CMP,
        peer_label="cmp -s",
        rounds=Rounds(quick=5, full=9),
        cache="cold",
        goal=Goal(3.5),
    ),
)
