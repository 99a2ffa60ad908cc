# SPDX-License-Identifier: MIT
"""The rows and the files they work on."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
import run as runner
from ratios.programs import on_path
from ratios.row import LARGE_BYTES, Scale
from rows import ROWS
from rows.files import FilePair
from rows.trees import OneLargeFile, RealFiles, SmallFiles, TreePair


_SMALL = Scale("quick", 4096)
# Fixtures start servers, and only where there are some.
_ROWS_HERE = [row for row in ROWS if all(map(on_path, row.needs))]


def test_row_names_are_unique():
    names = [row.name for row in ROWS]
    assert sorted(set(names)) == sorted(names)


def test_every_placeholder_of_a_row_comes_from_its_fixture(tmp_path):
    for row in _ROWS_HERE:
        with closing(row.fixture.make(tmp_path, _SMALL)) as material:
            words = material.words
        for command in (row.komparu, row.peer):
            used = {word for word in command if word.startswith("{")}
            assert used <= set(words), row.name
            assert used or command == ("true",), row.name


def test_every_file_of_a_fixture_is_there_below_the_names_it_claims(tmp_path):
    for row in _ROWS_HERE:
        claimed = [tmp_path / name for name in row.fixture.disk_bytes(_SMALL)]
        with closing(row.fixture.make(tmp_path, _SMALL)) as material:
            files = material.files
        assert files, row.name
        for path in files:
            assert path.is_file(), row.name
            assert any(path == name or name in path.parents for name in claimed), row.name


def test_a_pattern_chooses_rows_in_the_order_of_the_table():
    chosen = [row.name for row in runner.choose_rows(ROWS, ["start-1k", "equal-hot-[sd]*"])]
    assert chosen == [*("equal-hot-silent", "equal-hot-default"), "equal-hot-sha256", "start-1k"]
    assert runner.choose_rows(ROWS, []) == list(ROWS)
    assert runner.choose_rows(ROWS, ["no-such-row"]) == []


def test_a_pair_differs_where_it_says_and_nowhere_else(tmp_path):
    # In this order, because all of them are the same two files.
    for wanted, offsets in (("first", [0]), ("last", [4095]), ("first-mib", [4095]), (None, [])):
        left, right = FilePair(differs_at=wanted).make(tmp_path, _SMALL).files
        left, right = left.read_bytes(), right.read_bytes()
        assert len(left) == len(right) == 4096
        assert [at for at in range(4096) if left[at] != right[at]] == offsets


def test_a_large_pair_differs_at_the_end_of_its_first_mib(tmp_path):
    pair = FilePair(size=(1 << 20) + 7, differs_at="first-mib")
    left, right = (path.read_bytes() for path in pair.make(tmp_path, _SMALL).files)
    assert [at for at in range(len(left)) if left[at] != right[at]] == [(1 << 20) - 1]


def test_a_half_written_pair_is_written_again(tmp_path):
    left, right = FilePair().make(tmp_path, _SMALL).files
    os.truncate(left, 100)
    FilePair().make(tmp_path, _SMALL)
    assert left.read_bytes() == right.read_bytes()
    assert left.stat().st_size == 4096


def test_files_that_rows_share_need_their_space_once():
    large = [row for row in ROWS if row.name in ("equal-hot-silent", "first-byte", "equal-cold")]
    assert len(large) == 3
    assert runner.disk_bytes(large, _SMALL) == 2 * 4096
    files = [row for row in ROWS if isinstance(row.fixture, FilePair)]
    assert runner.disk_bytes(files, _SMALL) == 2 * 4096 + 2 * 1024


def _contents(root):
    files = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(root): path.read_bytes() for path in files}


def _system(tmp_path):
    """3 files of 10 bytes, and before them in the order of names what is left out: hidden files, a
    FIFO and a link."""
    source = tmp_path / "system"
    for name in ("a/1", "a/2", "b/c/3"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(name.ljust(10))
    (source / ".hidden").mkdir()
    for name in (".hidden/4", "a/.keep"):
        (source / name).write_text(name)
    (source / "a" / "0-link").symlink_to("1")
    os.mkfifo(source / "a" / "0-fifo")
    return source


def test_real_trees_are_two_copies_of_the_regular_files_of_the_sources(tmp_path):
    source = _system(tmp_path)
    pair = TreePair("tree", RealFiles((source,), files=10, bytes=100))
    made = pair.make(tmp_path, Scale("quick", LARGE_BYTES["quick"]))
    left, right = (Path(made.words[word]) for word in ("{left}", "{right}"))
    shown = {name: data for name, data in _contents(source).items() if "/." not in f"/{name}"}
    copied = {Path(*source.parts[1:], name): data for name, data in shown.items()}
    assert len(copied) == 3 < len(_contents(source))
    assert _contents(left) == _contents(right) == copied
    assert sorted(made.files) == sorted(root / name for root in (left, right) for name in copied)
    assert made.has_trees
    assert made.about == f"3 files in 2 directories a side, 0 MiB, of {source}"


@pytest.mark.parametrize(("files", "size", "taken"), [(2, 100, 2), (10, 25, 2), (10, 5, 0)])
def test_real_trees_end_with_the_wanted_number_of_files_or_bytes(tmp_path, files, size, taken):
    real = RealFiles((_system(tmp_path),), files, size)
    root = tmp_path / "root"
    root.mkdir()
    real.write(root, Scale("full", LARGE_BYTES["full"]))
    assert len(_contents(root)) == taken


def test_small_files_have_their_number_and_size_in_directories_of_at_most_1000(tmp_path):
    made = TreePair("tree", SmallFiles(count=1500, size=10)).make(
        tmp_path, Scale("quick", LARGE_BYTES["quick"])
    )
    left, right = (Path(made.words[word]) for word in ("{left}", "{right}"))
    files = _contents(left)
    assert files == _contents(right)
    assert len(files) == len(set(files.values())) == 1500
    assert {len(data) for data in files.values()} == {10}
    in_directory = Counter(name.parent for name in files)
    assert len(in_directory) > 1
    assert max(in_directory.values()) <= 1000


def test_the_large_file_of_a_tree_is_larger_in_a_full_run(tmp_path):
    for mode, times in (("quick", 2), ("full", 4)):
        pair = TreePair(mode, OneLargeFile(SmallFiles(count=1, size=1)))
        files = pair.make(tmp_path, Scale(mode, 4096)).files
        assert sorted(path.stat().st_size for path in files) == [1, 1, *[times * 4096] * 2]


def test_trees_that_rows_share_are_made_once(tmp_path):
    pair = TreePair("tree", SmallFiles(count=1, size=1))
    path, _ = pair.make(tmp_path, _SMALL).files
    path.write_text("kept")
    pair.make(tmp_path, _SMALL)
    assert path.read_text() == "kept"
