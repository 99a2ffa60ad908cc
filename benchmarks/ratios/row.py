# SPDX-License-Identifier: MIT
"""What a row of the benchmarks is: plain data, no measuring.

A command is a tuple of words. The first names a program (see programs.py); a later word such as
"{left}" stands for what the row's fixture put there, "{package}" for what has to be on sys.path for
the Python package, every other word is passed as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Literal, Protocol

# The size of a large file, unless the user names another one.
LARGE_BYTES = {"quick": 256 << 20, "full": 1024 << 20}


@dataclass(frozen=True)
class Scale:
    """How much work a run takes on."""

    mode: Literal["quick", "full"]
    large_bytes: int  # the size of a large file

    def part(self, usual: int) -> int:
        """A number of files or bytes, smaller where the user wants smaller large files."""
        usual_bytes = LARGE_BYTES[self.mode]
        return max(1, usual * min(self.large_bytes, usual_bytes) // usual_bytes)


@dataclass(frozen=True)
class Goal:
    """What the ratio peer / komparu of the wall clocks must reach, and from which side."""

    ratio: float
    direction: Literal["at_least", "at_most"] = "at_least"


@dataclass(frozen=True)
class PeakGoal:
    """By how much komparu's peak RSS may exceed the peer's. A row with it measures memory."""

    more_mib: float
    direction: Literal["at_most"] = "at_most"


@dataclass(frozen=True)
class MemoryGoal:
    """What komparu's peak RSS may be, whatever the peer's is. A row with it measures memory."""

    mib: float
    direction: Literal["at_most"] = "at_most"


@dataclass(frozen=True)
class BytesGoal:
    """How many MiB may come over loopback while komparu runs. A row with it measures these."""

    mib: float
    direction: Literal["at_most"] = "at_most"


AnyGoal = Goal | PeakGoal | MemoryGoal | BytesGoal


@dataclass(frozen=True)
class Rounds:
    """How often both commands run. A round is one run of each."""

    quick: int
    full: int

    def at(self, scale: Scale) -> int:
        return self.full if scale.mode == "full" else self.quick


def _nothing_to_close() -> None:
    """Files go with the work directory."""


@dataclass(frozen=True)
class Material:
    """What a fixture made: words of commands, and the files whose cache state counts."""

    words: dict[str, str]
    files: tuple[Path, ...]
    has_trees: bool = False  # cold means that names and inodes are forgotten, too
    about: str | None = None  # what differs from machine to machine
    close: Callable[[], None] = _nothing_to_close  # after the row: ends what was started for it


class Fixture(Protocol):
    """What the commands of a row work on. Rows with equal fixtures share what it made."""

    def disk_bytes(self, scale: Scale) -> dict[str, int]:
        """Names below the work directory and the bytes they take; rows may name the same ones."""

    def make(self, directory: Path, scale: Scale) -> Material:
        """Makes what is not there yet. Whatever it makes lies below directory. Whoever calls this
        closes the material."""


@dataclass(frozen=True)
class Row:
    name: str  # at most 17 characters, so that the table fits 80 columns
    about: str
    fixture: Fixture
    komparu: tuple[str, ...]
    peer: tuple[str, ...]
    peer_label: str  # at most 11 characters
    rounds: Rounds
    status: int = 0  # the exit status that both commands must end with
    cache: Literal["hot", "cold"] = "hot"
    goal: AnyGoal | None = field(default=None)  # None: for information
    needs: tuple[str, ...] = ()  # programs, beside those that the commands begin with
