# SPDX-License-Identifier: MIT
"""Many operands in one run: groups of equal files, and a list of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ratios.page_cache import drop_many_files
from ratios.random_file import write_random
from ratios.row import Goal, Material, Rounds, Row, Scale
from rows import peers


@dataclass(frozen=True)
class EqualFiles:
    """Files with the same bytes; {0}, {1} and so on are their names."""

    count: int
    size: int

    def disk_bytes(self, scale: Scale) -> dict[str, int]:
        size = scale.part(self.size)
        return {f"equal-{size}-{number:02}": size for number in range(self.count)}

    def make(self, directory: Path, scale: Scale) -> Material:
        size = scale.part(self.size)
        files = tuple(directory / name for name in self.disk_bytes(scale))
        for path in files:
            if not path.exists():
                write_random(path, size)
        return Material(
            {word: str(path) for word, path in zip(self.words(), files, strict=True)}, files
        )

    def words(self) -> tuple[str, ...]:
        return tuple(f"{{{number}}}" for number in range(self.count))


@dataclass(frozen=True)
class ListedPairs:
    """Pairs of equal small files; {list} names a file with a pair per line, a TAB between."""

    count: int
    size: int

    def disk_bytes(self, scale: Scale) -> dict[str, int]:
        return {"pairs": scale.part(self.count) * 2 * max(self.size, 4096)}

    def make(self, directory: Path, scale: Scale) -> Material:
        root = directory / "pairs"
        pairs = [
            (root / "left" / f"{number:05}", root / "right" / f"{number:05}")
            for number in range(scale.part(self.count))
        ]
        files = tuple(path for pair in pairs for path in pair)
        listed = directory / "pairs-list"
        if not listed.exists():
            for side in ("left", "right"):
                (root / side).mkdir(parents=True)
            for path in files:
                path.write_bytes(path.name.encode().ljust(self.size, b"."))
            listed.write_text("".join(f"{left}\t{right}\n" for left, right in pairs))
            drop_many_files(files)  # see write_random()
        return Material({"{list}": str(listed)}, files)


EQUAL = EqualFiles(count=16, size=64 << 20)
_PAIRS = ListedPairs(count=10_000, size=1024)

EVERY_PAIR = """
import filecmp, itertools, sys
sys.exit(not all(filecmp.cmp(left, right, shallow=False)
                 for left, right in itertools.combinations(sys.argv[1:], 2)))
"""
_FIRST_WITH_EACH = """
import filecmp, sys
sys.exit(not all(filecmp.cmp(sys.argv[1], other, shallow=False) for other in sys.argv[2:]))
"""
_SHELL_LOOP = """
tab=$(printf '\\t')
while IFS=$tab read -r left right; do cmp -s "$left" "$right" || exit 1; done <"$1"
"""


ROWS = (
    Row(
        name="groups-16",
        about="16 equal hot files of 64 MiB; filecmp.cmp of each of the 120 pairs",
        fixture=EQUAL,
        komparu=("komparu", *EQUAL.words()),
        peer=peers.python(EVERY_PAIR, *EQUAL.words()),
        peer_label="filecmp",
        rounds=Rounds(quick=3, full=5),
        goal=Goal(20.0),
    ),
    Row(
        name="groups-16-first",
        about="16 equal hot files of 64 MiB; filecmp.cmp of the first with each other one",
        fixture=EQUAL,
        komparu=("komparu", *EQUAL.words()),
        peer=peers.python(_FIRST_WITH_EACH, *EQUAL.words()),
        peer_label="filecmp",
        rounds=Rounds(quick=5, full=7),
    ),
    Row(
        name="pairs-10k",
        about="10 000 equal pairs of 1 KiB, komparu --pairs; a shell loop of cmp -s",
        fixture=_PAIRS,
        komparu=("komparu", "--pairs", "{list}"),
        peer=("sh", "-c", _SHELL_LOOP, "sh", "{list}"),
        peer_label="cmp loop",
        rounds=Rounds(quick=2, full=5),
    ),
)
