# SPDX-License-Identifier: MIT
"""F2, F3: small files in trees, which one look may prove unchanged, and those that change."""

import os
import time

import pytest

from command import wait_until
from planting import plant

CLOCK_REALTIME_COARSE = 5  # Linux's number; Python's module does not have it
CONTENT = bytes(range(250)) * 20
SIZES = [1, 1000, 5000]


@pytest.fixture(scope="module")
def old_trees(tmp_path_factory):
    """Two equal trees that nobody has written to for more than two seconds."""
    directory = tmp_path_factory.mktemp("old")
    for side in "LR":
        plant(directory / side, {f"f{size}": CONTENT[:size] for size in SIZES} | {"empty": b""})
    wait_for_age(directory)
    return directory


def wait_for_age(directory):
    changed_at = max(path.stat().st_ctime_ns for path in directory.rglob("*"))
    wait_until(lambda: time.clock_gettime_ns(CLOCK_REALTIME_COARSE) > changed_at + 2_100_000_000,
               "the files grow old")


@pytest.mark.parametrize("io", ["auto", "read", "mmap"])
def test_f3_one_look_is_enough_for_old_files_and_not_for_young_ones(komparu, faults, old_trees, io):
    def looks(path):
        env = faults.env(f"watch path={path} call=stat times=1000")
        result = komparu.run(f"--io={io}", "L", "R", cwd=old_trees, env=env)
        assert (result.status, result.out, result.err) == (0, b"", b"")
        return len(faults.acted())

    assert looks("/R/f1000") == 1
    young = old_trees / "R" / "f1000"
    young.write_bytes(CONTENT[:1000])
    assert looks("/R/f1000") == 2
    wait_for_age(old_trees)


@pytest.mark.parametrize("io", ["auto", "read", "mmap"])
@pytest.mark.parametrize("call", ["read", "stat"])
@pytest.mark.parametrize("change", ["rewrite pos=0", "rewrite pos=700", "append",
                                    "truncate size=10", "truncate size=0"])
@pytest.mark.parametrize("at", [0, 500])
def test_f3_a_small_file_that_changes_is_never_the_same(komparu, faults, old_trees, io, call,
                                                        change, at):
    kind, _, settings = change.partition(" ")
    path = old_trees / "R" / "f1000"
    try:
        env = faults.env(f"{kind} path=/R/f1000 call={call} at={at} {settings}")
        result = komparu.run(f"--io={io}", "L", "R", cwd=old_trees, env=env)
        assert faults.acted()
        assert result.status in (1, 2), result
    finally:
        path.write_bytes(CONTENT[:1000])


@pytest.mark.parametrize("kind", ["eio", "estale times=1", "eintr times=3", "short size=7"])
def test_f8_failing_reads_of_small_files(komparu, faults, old_trees, kind):
    name, _, settings = kind.partition(" ")
    env = faults.env(f"{name} path=/R/f5000 {settings}")
    result = komparu.run("L", "R", cwd=old_trees, env=env)
    assert faults.acted()
    if name == "eio":
        assert (result.status, result.out) == (2, b"")
        assert b"R/f5000" in result.err
    else:
        assert (result.status, result.out, result.err) == (0, b"", b"")


def test_f3_file_systems_whose_stamps_may_be_anything_are_looked_at_twice(komparu, faults,
                                                                         old_trees):
    """FUSE, NFS and the overlay of containers: their clocks are not this kernel's."""
    for number in (0x65735546, 0x6969, 0x794C7630):
        env = faults.env(f"fstype path=/ size={number}; watch path=/L/f1 call=stat times=1000")
        result = komparu.run("L", "R", cwd=old_trees, env=env)
        assert (result.status, result.out, result.err) == (0, b"", b"")
        looks = [line for line in faults.acted() if line.startswith("watch stat")]
        assert len(looks) >= 2, number


def test_differences_between_small_files_are_told_as_between_large_ones(komparu, old_trees, pair):
    trees = {"same": CONTENT[:100], "content": b"abc", "size": b"abc", "empty": b"", "one": b""}
    directory = pair(trees, {**trees, "content": b"abd", "size": b"abcd", "one": b"x"})
    os.link(directory / "L" / "same", directory / "L" / "z")
    os.link(directory / "L" / "same", directory / "R" / "z")
    result = komparu.run("L", "R", cwd=directory)
    assert (result.status, result.err) == (1, b"")
    assert result.out == b"".join(b"Files L/%s and R/%s differ\n" % (name, name)
                                  for name in (b"content", b"one", b"size"))
