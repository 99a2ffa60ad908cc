# SPDX-License-Identifier: MIT
"""The programs in other languages that komparu is held against give right answers."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

_MIB = 1 << 20
_TOOLCHAINS = {"rival_go": "go", "rival_rust": "rustc"}


@pytest.fixture(params=_TOOLCHAINS)
def rival(request):
    """Runs a rival and gives its status."""
    name = request.param
    program = Path(os.environ.get("KOMPARU_BUILD_DIR", ""), "benchmarks", name).absolute()
    if not program.is_file():
        pytest.skip(f"{name} is not built; the build makes it where {_TOOLCHAINS[name]} is")

    def status(*arguments):
        done = subprocess.run([program, *arguments], capture_output=True, check=False, timeout=60)
        assert done.stdout == b""
        assert bool(done.stderr) == (done.returncode == 2)
        return done.returncode

    return status


@pytest.fixture(params=[0, 1, 1000, 256 * 1024 + 1, 20 * _MIB + 3])
def pair(request, tmp_path):
    """Two equal files: empty, of one buffer, of several and of several ranges."""
    left, right = tmp_path / "left", tmp_path / "right"
    for path in (left, right):
        with path.open("wb") as file:
            file.truncate(request.param)
    return left, right


def test_equal_files_are_the_same_and_longer_ones_are_not(rival, pair):
    assert rival("pair", *pair) == 0
    with pair[1].open("ab") as file:
        file.write(b"\0")
    assert rival("pair", *pair) == 1
    assert rival("pair", *reversed(pair)) == 1


def test_one_byte_anywhere_makes_files_differ(rival, pair):
    size = pair[0].stat().st_size
    for offset in {0, size // 2, 8 * _MIB - 1, 8 * _MIB, size - 1} & set(range(size)):
        with pair[1].open("r+b") as file:
            file.seek(offset)
            file.write(b"1")
            file.flush()
            assert rival("pair", *pair) == 1, offset
            file.seek(offset)
            file.write(b"\0")
    assert rival("pair", *pair) == 0


@pytest.fixture
def sides(tmp_path):
    left, right = tmp_path / "left", tmp_path / "right"
    for side in (left, right):
        (side / "sub" / "deep").mkdir(parents=True)
        (side / "empty").touch()
        (side / "sub" / "large").write_bytes(bytes(_MIB))
        # More than the workers take before the walk has to wait.
        for number in range(3000):
            (side / "sub" / "deep" / str(number)).write_text(str(number))
    return left, right


def test_equal_trees_are_the_same(rival, sides):
    assert rival("tree", *sides) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda side: (side / "sub" / "deep" / "2999").write_text("2998"),
        lambda side: (side / "sub" / "deep" / "2999").write_text("29990"),
        lambda side: (side / "sub" / "large").write_bytes(bytes(_MIB - 1) + b"1"),
        lambda side: (side / "sub" / "deep" / "7").unlink(),
        lambda side: (side / "sub" / "deep" / "7").rename(side / "sub" / "deep" / "other"),
        lambda side: (side / "sub" / "more").touch(),
        lambda side: (side / "sub").rename(side / "other"),
        lambda side: (side / "more").mkdir(),
    ],
    ids=["byte", "size", "last-byte", "missing", "renamed", "more", "directory", "empty-directory"],
)
def test_one_difference_is_found_on_either_side(rival, sides, change):
    left, right = sides
    change(right)
    assert rival("tree", left, right) == 1
    assert rival("tree", right, left) == 1


def test_what_cannot_be_compared_is_trouble(rival, sides):
    left, right = sides
    for operands in ((left, right / "none"), (left / "none", right)):
        assert rival("pair", *operands) == 2
        assert rival("tree", *operands) == 2
    assert rival("pair", left, right) == 2
    assert rival("tree", left / "empty", right / "empty") == 2
    for words in ((), ("pair", left), ("other", left, right), ("tree", left, right, left)):
        assert rival(*words) == 2
    # Every pair of files is trouble then, and there are more of them than wait at a time.
    for side in sides:
        (side / "fifo").mkdir()
        os.mkfifo(side / "fifo" / "fifo")
    assert rival("tree", left / "fifo", right / "fifo") == 2
