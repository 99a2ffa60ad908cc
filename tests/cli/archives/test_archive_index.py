# SPDX-License-Identifier: MIT
"""A14: what is kept about members costs what --max-index-memory counts, and a million fit."""

import os

import pytest

import many_members
from fifo import written
from measuring import measured

MILLION = 1_000_000
# The peak that the rule allows with the defaults, and what a run takes besides the index (KiB).
PEAK = 768 << 10
BESIDES = 32 << 10
# What the default leaves for a member of either side.
EACH = (384 << 20) // (2 * MILLION)

pytestmark = pytest.mark.parametrize("komparu", ["C"], indirect=True)


def _measured(komparu, where, left, right, *options, pieces=None):
    for name, content in (("A", left), ("B", right)):
        if content is not None:
            (where / name).write_bytes(content)
    with written(*([(where / "A", pieces)] if pieces else [])):
        status, out, err, _, peak = measured(komparu, *options, "-a", "A", "B", cwd=where)
    assert out == b"" or status == 1, out
    return status, err, peak


def test_a14_a_million_members_fit_into_the_defaults(komparu, tmp_path):
    left, right = many_members.tar(MILLION), many_members.zip(MILLION)
    status, err, peak = _measured(komparu, tmp_path, left, right)
    assert (status, err) == (0, b"")
    assert peak < PEAK


SOME = 100_000
MAKERS = {"tar": many_members.tar, "zip": many_members.zip, "tar.gz": many_members.tar_gz,
          "cpio": many_members.cpio, "7z": many_members.seven_zip}
PAIRS = [("tar", "tar"), ("zip", "zip"), ("zip", "tar"), ("tar.gz", "tar.gz"), ("cpio", "cpio"),
         ("7z", "7z"), ("7z", "tar")]


@pytest.mark.parametrize("left, right", PAIRS)
def test_a14_a_member_takes_no_more_than_a_millionth_of_the_default(komparu, tmp_path, left, right):
    status, err, peak = _measured(komparu, tmp_path, MAKERS[left](SOME), MAKERS[right](SOME, 1))
    assert (status, err) == (0, b"")
    assert peak < BESIDES + 2 * SOME * EACH // 1024


def test_a14_nor_does_one_that_comes_in_another_order(komparu, tmp_path):
    left, right = many_members.tar(SOME), many_members.tar(SOME, order=-1)
    status, err, peak = _measured(komparu, tmp_path, left, right)
    assert (status, err) == (0, b"")
    assert peak < BESIDES + 2 * SOME * EACH // 1024


def test_a14_nor_does_one_that_comes_through_a_pipe(komparu, tmp_path):
    os.mkfifo(tmp_path / "A")
    status, err, peak = _measured(komparu, tmp_path, None, many_members.tar(SOME, 1),
                                  pieces=[many_members.tar(SOME)])
    assert (status, err) == (0, b"")
    assert peak < BESIDES + 2 * SOME * EACH // 1024


# Each file of a directory that a member was found to equal is known by what the system says of it.
@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_a14_nor_do_a_member_and_a_file(komparu, tmp_path, kind):
    few = 20_000
    (tmp_path / "B" / "d").mkdir(parents=True)
    for name in many_members.names(few):
        os.close(os.open(os.path.join(os.fsencode(tmp_path / "B"), name), os.O_CREAT | os.O_WRONLY))
    status, err, peak = _measured(komparu, tmp_path, MAKERS[kind](few), None)
    assert (status, err) == (0, b"")
    assert peak < BESIDES + 2 * few * EACH // 1024


# What makes members cost more than others: links, errors, digests.
BOMBS = {
    "files.tar": many_members.tar,
    "another-order.tar": lambda n, mark: many_members.tar(n, order=1 - 2 * mark),
    "links.tar": lambda n, mark: many_members.tar(n, mark, kind=b"2", target=b"t" * 90),
    "hard-links.tar": lambda n, mark: many_members.tar(n, mark, kind=b"1", target=b"t" * 90),
    "unknown-kinds.tar": lambda n, mark: many_members.tar(n, mark, kind=b"M"),
    "damaged.zip": lambda n, mark: many_members.zip(n, mark, crc=1),
    "files.zip": many_members.zip,
    "inodes.cpio": lambda n, mark: many_members.cpio(n, mark, links=2),
    "files.7z": many_members.seven_zip,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a14_the_bound_on_the_index_is_true(komparu, tmp_path, name):
    """Twice as many members as fit: the run ends with the memory that it was given."""
    limit = 12 << 20
    count = limit // 50
    status, err, peak = _measured(komparu, tmp_path, BOMBS[name](count, 0), BOMBS[name](count, 1),
                                  f"--max-index-memory={limit}")
    lines = err.splitlines()
    assert status == 2 and len(set(lines)) == len(lines), err[-300:]
    assert b"--max-index-memory" in err
    assert peak < BESIDES + (limit >> 10)
