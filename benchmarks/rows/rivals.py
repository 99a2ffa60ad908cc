# SPDX-License-Identifier: MIT
"""Files and trees against programs as one writes them for the purpose (rivals/), in Go and Rust."""

from __future__ import annotations

from typing import Literal

from ratios.row import Fixture, Rounds, Row
from rows.files import FilePair
from rows.trees import REAL, SMALL

_PAIR_ROUNDS = Rounds(quick=9, full=15)
_TREE_ROUNDS = Rounds(quick=15, full=21)


def _row(
    language: Literal["go", "rust"],
    name: str,
    about: str,
    fixture: Fixture,
    rounds: Rounds,
    cache: Literal["hot", "cold"] = "hot",
) -> Row:
    trees = fixture is REAL or fixture is SMALL
    return Row(
        name=f"{name}-{language}",
        about=f"{about}; a program of the standard library alone in {language.capitalize()}",
        fixture=fixture,
        komparu=("komparu", *(() if trees else ("-s",)), "{left}", "{right}"),
        peer=(f"rival_{language}", "tree" if trees else "pair", "{left}", "{right}"),
        peer_label=f"rival {language}",
        rounds=rounds,
        cache=cache,
    )


def _rows(language: Literal["go", "rust"]) -> tuple[Row, ...]:
    cold = Rounds(quick=5, full=9)
    return (
        _row(language, "equal-hot", "two equal large hot files", FilePair(), _PAIR_ROUNDS),
        _row(language, "tree-real", "two equal hot trees of real files", REAL, _TREE_ROUNDS),
        _row(language, "tree-100k", "two equal hot trees of small files", SMALL, _TREE_ROUNDS),
        _row(language, "equal-cold", "two equal large cold files", FilePair(), cold, "cold"),
    )


ROWS = (*_rows("go"), *_rows("rust"))
