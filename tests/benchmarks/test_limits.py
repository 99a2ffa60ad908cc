# SPDX-License-Identifier: MIT
"""The programs that komparu is held against give right answers."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


def _status(name, *arguments):
    program = Path(os.environ.get("KOMPARU_BUILD_DIR", ""), "benchmarks", name).absolute()
    if not program.is_file():
        pytest.skip(f"{program} is not built")
    return subprocess.run([program, *arguments], stderr=subprocess.PIPE, check=False).returncode


@pytest.fixture
def sides(tmp_path):
    left, right = tmp_path / "left", tmp_path / "right"
    for side in (left, right):
        (side / "sub").mkdir(parents=True)
        (side / "empty").touch()
        (side / "sub" / "large").write_bytes(bytes(1 << 20))
        # More than a thread takes at a time.
        for number in range(200):
            (side / "sub" / str(number)).write_text(str(number))
    return left, right


def test_limit_tree_finds_equal_trees_equal_with_any_number_of_threads(sides):
    assert _status("limit_tree", *sides) == 0
    for threads in ("1", "3", "32"):
        assert _status("limit_tree", "--threads", threads, *sides) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda right: (right / "sub" / "199").write_text("200"),
        lambda right: (right / "sub" / "199").write_text("1990"),
        lambda right: (right / "sub" / "large").write_bytes(bytes((1 << 20) - 1) + b"1"),
        lambda right: (right / "sub" / "7").unlink(),
        lambda right: (right / "sub" / "more").touch(),
        lambda right: (right / "sub" / "7").rename(right / "sub" / "other"),
        lambda right: (right / "sub").rename(right / "other"),
        lambda right: (right / "more").mkdir(),
    ],
)
def test_limit_tree_finds_one_difference_on_either_side(sides, change):
    left, right = sides
    change(right)
    assert _status("limit_tree", left, right) == 1
    assert _status("limit_tree", right, left) == 1


def test_limit_tree_refuses_what_it_is_not_made_for(sides, tmp_path):
    left, right = sides
    assert _status("limit_tree", left, tmp_path / "absent") == 2
    assert _status("limit_tree", "--threads", "0", left, right) == 2
    assert _status("limit_tree", left) == 2
    (left / "link").symlink_to("empty")
    assert _status("limit_tree", left, right) == 2


def test_limit_bytes_tells_equal_files_from_different_ones(tmp_path):
    left, right = tmp_path / "left", tmp_path / "right"
    for data, status in ((b"12345", 0), (b"02345", 1), (b"12340", 1), (b"1234", 1), (b"", 1)):
        left.write_bytes(b"12345")
        right.write_bytes(data)
        assert _status("limit_bytes", left, right) == status
    assert _status("limit_bytes", left, tmp_path / "absent") == 2
