# SPDX-License-Identifier: MIT
"""Runs the real diff beside komparu on the same trees and compares what they say.

Both are started under the name `diff`, so that their messages must agree to the last byte.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from command import Command

_SHOWN = 12
_LOOP = b": recursive directory loop"
_HINT = b" (--no-dereference compares the links themselves)"


@dataclass(frozen=True)
class Row:
    """One command line that both programs get after -rq."""

    args: tuple
    directory: Path
    nobody: bool = False
    stdin: bytes = None
    title: str = ""

    def __str__(self):
        return " ".join([self.title, "-rq", *map(repr, self.args)])


def _lines_apart(ours, theirs):
    """The lines that only one of the two has, or that only their order differs."""
    ours, theirs = ours.splitlines(), theirs.splitlines()
    extra = [line for line in ours if line not in theirs]
    missing = [line for line in theirs if line not in ours]
    if not extra and not missing:
        return [f"      in another order: {ours}\n      instead of {theirs}"]
    return [f"      + {line!r}" for line in extra] + [f"      - {line!r}" for line in missing]


def _complaint(row, ours, theirs):
    """What the two disagree in (+ only komparu says it, - only diff does), or None."""
    ours = replace(ours, err=ours.err.replace(_LOOP + _HINT, _LOOP))
    # X3: messages hold no byte that is not UTF-8.
    theirs = replace(theirs, err=theirs.err.decode(errors="backslashreplace").encode())
    lines = []
    if ours.status != theirs.status:
        lines.append(f"    status {ours.status} instead of {theirs.status}")
    for name in ("out", "err"):
        if getattr(ours, name) != getattr(theirs, name):
            lines.append(f"    std{name}:")
            lines += _lines_apart(getattr(ours, name), getattr(theirs, name))
    return "\n".join([str(row), *lines]) if lines else None


@dataclass(frozen=True)
class BesideDiff:
    """The two programs, ready to be compared with one another."""

    komparu: Command
    diff: Command

    def both(self, row):
        """The results of komparu and of diff."""
        return [program.run("-rq", *row.args, cwd=row.directory, nobody=row.nobody, stdin=row.stdin)
                for program in (self.komparu, self.diff)]

    def agree(self, table):
        """Fails with all rows on which the two programs disagree; returns diff's results."""
        table = list(table)
        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(self.both, table))
        wrong = [_complaint(row, *both) for row, both in zip(table, results)]
        wrong = [text for text in wrong if text]
        if wrong:
            shown = "\n".join(wrong[:_SHOWN])
            pytest.fail(f"{len(wrong)} of {len(table)} rows disagree:\n{shown}", pytrace=False)
        return [theirs for _, theirs in results]
