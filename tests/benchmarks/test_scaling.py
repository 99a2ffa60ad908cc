# SPDX-License-Identifier: MIT
"""What the rows about growth work on, and that the real command takes it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from ratios.row import LARGE_BYTES, Scale
from rows import scaling
from rows.files import FilePair
from rows.trees import TreePair

_USUAL = Scale("quick", LARGE_BYTES["quick"])


def _counts(root):
    """Files and directories below root."""
    below = list(root.rglob("*"))
    return sum(path.is_file() for path in below), sum(path.is_dir() for path in below)


def test_there_is_a_tenth_beside_the_whole(tmp_path):
    recipes = scaling.OneDirectory(3), scaling.OneDirectory(30)
    made = scaling.TenTimes(*(TreePair(f"t{each.count}", each) for each in recipes)).make(
        tmp_path, _USUAL
    )
    words = {word: Path(path) for word, path in made.words.items()}
    for side in ("left", "right"):
        assert _counts(words[f"{{one-{side}}}"]) == (3, 0)
        assert _counts(words[f"{{{side}}}"]) == (30, 0)
    assert len(made.files) == 2 * (3 + 30)
    assert made.has_trees
    assert made.about.startswith("30 files in 1 directories") and "a tenth: 3 files" in made.about


def test_a_part_of_a_large_file_has_a_part_of_its_bytes(tmp_path):
    scale = Scale("quick", 40_960)
    made = scaling.TenTimes(FilePair(part=10), FilePair()).make(tmp_path, scale)
    sizes = {word: Path(path).stat().st_size for word, path in made.words.items()}
    assert sizes == {
        "{left}": 40_960, "{right}": 40_960, "{one-left}": 4096, "{one-right}": 4096,
    }
    assert not made.has_trees


def test_nested_directories_hold_files_on_every_level(tmp_path):
    scaling.Nested(3, files=2).write(tmp_path, _USUAL)
    assert _counts(tmp_path) == (6, 3)
    assert len(list((tmp_path / "d" / "d" / "d").iterdir())) == 2


def test_the_deepest_tree_can_be_made_compared_and_removed(tmp_path):
    (deep,) = (row.fixture.ten for row in scaling.ROWS if row.name == "scale-depth")
    made = TreePair(deep.name, scaling.Nested(deep.recipe.depth, files=1)).make(tmp_path, _USUAL)
    left, right = made.words["{left}"], made.words["{right}"]
    assert _counts(Path(left)) == (300, 300)
    if komparu := os.environ.get("KOMPARU"):
        assert subprocess.run([os.path.abspath(komparu), "-s", left, right]).returncode == 0


@pytest.mark.parametrize("row", scaling.ROWS, ids=lambda row: row.name)
def test_both_commands_of_a_row_are_komparu_on_words_that_its_fixture_makes(row, tmp_path):
    small = Scale("quick", 1 << 20)
    words = row.fixture.make(tmp_path, small).words
    for command in (row.komparu, row.peer):
        assert command[0] == "komparu"
        operands = [words[word] for word in command if word in words]
        assert len(operands) == 2 and all(map(os.path.exists, operands))
    assert row.komparu != row.peer
