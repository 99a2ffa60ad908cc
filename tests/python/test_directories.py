# SPDX-License-Identifier: MIT
"""compare_dir: what is told of every kind of entry."""

import os
import threading

import pytest

import komparu
from komparu import DiffReason, DirResult, Source
from processes import without_privileges

FILES = {"a": b"1", "sub/b": b"22", "sub/deep/c": b"333"}


def test_equal_trees(api, tree):
    assert api.compare_dir(tree("l", FILES), tree("r", FILES)) == DirResult(True, {}, set(), set())


def test_a_tree_is_the_same_as_itself_without_reading(api, tree):
    left = tree("l", FILES)
    os.mkfifo(left / "fifo")
    assert api.compare_dir(left, left)


def test_every_kind_of_difference(api, tree):
    alone = {"only": b"", "gone/x/y": b"", "nil": None}
    left = tree("l", {**FILES, **alone, "kind": b"", "long": b"12"})
    right = tree("r", {**FILES, "a": b"2", "kind": None, "long": b"1", "new": b"", "void": None})
    result = api.compare_dir(left, right)
    assert not result
    assert result.diff == {
        "a": DiffReason.CONTENT_MISMATCH,
        "long": DiffReason.SIZE_MISMATCH,
        "kind": DiffReason.TYPE_MISMATCH,
    }
    assert result.only_left == {"only", "gone/x/y", "nil"}
    assert result.only_right == {"new", "void"}
    assert result.errors == set()


@pytest.mark.parametrize("options", [
    {"chunk_size": 1}, {"size_precheck": False}, {"quick_check": False}, {"max_workers": 1},
    {"max_workers": 7}, {"comparison_timeout": 1000.0},
], ids=str)
def test_options_do_not_change_the_answer(api, tree, options):
    left, right = tree("l", FILES), tree("r", {**FILES, "a": b"x", "sub/b": b"2"})
    result = api.compare_dir(left, right, **options)
    assert result.diff == {"a": DiffReason.CONTENT_MISMATCH, "sub/b": DiffReason.SIZE_MISMATCH}


def test_all_files_below_a_one_sided_directory_are_listed(api, tree):
    left = tree("l", {"d/a": b"", "d/e/b": b"", "d/e/f/c": b"", "d/void/void": None})
    result = api.compare_dir(left, tree("r", {}))
    assert result.only_left == {"d/a", "d/e/b", "d/e/f/c", "d/void/void"}
    assert api.compare_dir(tree("r", {}), left).only_right == result.only_left


def test_names_that_are_not_utf8(api, tree):
    result = api.compare_dir(tree("l", {"n\udcff": b""}), tree("r", {"ü\udc80/x": b""}))
    assert (result.only_left, result.only_right) == ({"n\udcff"}, {"ü\udc80/x"})
    assert {os.fsencode(name) for name in result.only_left} == {b"n\xff"}


@pytest.mark.parametrize(
    ("ignore", "left"),
    [
        (None, {"a.o", "d/b.o", "d/c.c", "d.o/x"}),
        ([], {"a.o", "d/b.o", "d/c.c", "d.o/x"}),
        (["*.o"], {"d/c.c"}),
        (["d"], {"a.o", "d.o/x"}),
        (["[a-c].?"], {"d.o/x"}),
        (("b.o", "d.o"), {"a.o", "d/c.c"}),
        ([b"*.o"], {"d/c.c"}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_ignore(api, tree, ignore, left):
    files = {"a.o": b"", "d/b.o": b"", "d/c.c": b"", "d.o/x": b""}
    assert api.compare_dir(tree("l", files), tree("r", {}), ignore=ignore).only_left == left


def test_ignored_directories_are_not_walked(api, tree):
    left = tree("l", {"skip/x": b"", "kept": b""})
    os.symlink("..", left / "skip" / "loop")
    assert api.compare_dir(left, tree("r", {"kept": b""}), ignore=["skip"])


def test_symlinks_are_followed_or_compared(api, tree):
    left, right = tree("l", {"x": b"1", "y": b"1"}), tree("r", {"x": b"1", "y": b"1"})
    os.symlink("x", left / "link")
    os.symlink("y", right / "link")
    assert api.compare_dir(left, right)
    result = api.compare_dir(left, right, follow_symlinks=False)
    assert result.diff == {"link": DiffReason.CONTENT_MISMATCH}


def test_loops_and_dangling_links_are_errors_alone(api, tree):
    left = tree("l", {"a": b"", "dangling": b"", "sub": None})
    right = tree("r", {"a": b"", "sub": None})
    os.symlink("nowhere", right / "dangling")
    os.symlink("..", left / "sub" / "loop")
    os.symlink("../../r", right / "sub" / "loop")
    result = api.compare_dir(left, right)
    assert not result
    assert (result.diff, result.only_left, result.only_right) == ({}, set(), set())
    assert result.errors == {"dangling", "sub/loop"}


def test_g5_loops_of_one_text_are_the_same(api, tree):
    left, right = tree("l", {"a": b"1", "sub": None}), tree("r", {"a": b"1", "sub": None})
    for side in (left, right):
        os.symlink("..", side / "sub" / "loop")
    assert api.compare_dir(left, right)
    (right / "a").write_bytes(b"2")
    assert api.compare_dir(left, right).diff == {"a": DiffReason.CONTENT_MISMATCH}


def test_dangling_links_to_one_place_are_the_same(api, tree):
    left, right = tree("l", {}), tree("r", {})
    for side in (left, right):
        os.symlink("nowhere", side / "link")
    assert api.compare_dir(left, right)


def test_p5_what_cannot_be_read_is_an_error_and_the_rest_is_compared(api, open_dir):
    left, right = open_dir / "l", open_dir / "r"
    for side, content in ((left, b"1"), (right, b"2")):
        (side / "d").mkdir(parents=True)
        (side / "d/x").write_bytes(b"")
        (side / "f").write_bytes(b"1")
        (side / "ok").write_bytes(content)
    (right / "f").chmod(0)
    (right / "d").chmod(0)
    with without_privileges():
        result = api.compare_dir(left, right)
    (right / "d").chmod(0o700)
    assert result.diff == {"f": DiffReason.READ_ERROR, "ok": DiffReason.CONTENT_MISMATCH}
    assert result.errors == {"f", "d"}
    assert not result


def test_p5_bytes_that_cannot_be_read_are_a_read_error(api, tree):
    """There is nothing at the beginning of a process's memory, for root either."""
    if not os.path.exists("/proc/self/mem"):
        pytest.skip("no /proc")
    left, right = tree("l", {"x": b"1"}), tree("r", {})
    os.symlink("/proc/self/mem", right / "x")
    result = api.compare_dir(left, right)
    assert (result.equal, result.errors) == (False, {"x"})
    assert result.diff == {"x": DiffReason.READ_ERROR}


def test_special_files_are_compared_by_kind_and_not_opened(api, tree):
    left, right = tree("l", {"x": b""}), tree("r", {})
    os.mkfifo(right / "x")
    for side in (left, right):
        os.mkfifo(side / "fifo")
    result = api.compare_dir(left, right)
    assert result.diff == {"x": DiffReason.TYPE_MISMATCH}


def test_operands_must_be_directories(api, tree, file, tmp_path):
    directory = tree("l", {})
    with pytest.raises(komparu.SourceNotFoundError):
        api.compare_dir(directory, tmp_path / "missing")
    with pytest.raises(NotADirectoryError):
        api.compare_dir(file("f"), directory)
    with pytest.raises(NotADirectoryError):
        api.compare_dir(directory, file("f"))


def test_every_way_to_name_a_directory(api, tree):
    left, right = tree("l", FILES), tree("r", FILES)
    names = [str(left), f"file://{left}", f"{left}/"]
    for spelling in (*names, os.fsencode(left), left, Source(str(left))):
        assert api.compare_dir(spelling, right)


def test_many_entries_give_one_answer_whatever_the_workers(api, tree):
    files = {f"{number % 7}/{number}": b"%d" % number for number in range(300)}
    other = {**files, "3/3": b"x", "5/5": b"xx"}
    del other["6/6"]
    left, right = tree("l", files), tree("r", other)
    results = [api.compare_dir(left, right, max_workers=workers) for workers in (1, 2, 8)]
    assert results[0] == results[1] == results[2]
    assert set(results[0].diff) == {"3/3", "5/5"}
    assert results[0].only_left == {"6/6"}


def test_calls_from_many_threads(tree):
    left, right = tree("l", FILES), tree("r", {**FILES, "a": b"2"})
    results = []

    def work():
        for _ in range(25):
            results.append(komparu.compare_dir(left, right).diff)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [{"a": DiffReason.CONTENT_MISMATCH}] * 200
