# SPDX-License-Identifier: MIT
"""A15: one tar, two readings. What the writers write is in test_tar_writers.py."""

import gzip
import sys
import tarfile
from pathlib import Path

import pytest

from planting import plant
from reasons import is_trouble
from sample_trees import A, tar_entry, tar_of

sys.path.insert(0, str(Path(__file__).parents[2] / "fuzz"))

from oracle.tar import header, padded, pax, with_sum  # noqa: E402

END = bytes(1024)
MEMBER = header(b"a", len(A)) + padded(A)
in_one_locale = pytest.mark.parametrize("komparu", ["C"], indirect=True)


def holes_of_a_file():
    """GNU tar, Python and Go read 8 bytes, libarchive sees a hole in front of them."""
    block = bytearray(header(b"a", len(A), gnu=True))
    block[386:410] = b"%011o\0%011o\0" % (8, 8)
    block[483:495] = b"%011o\0" % 16
    return with_sum(block) + padded(A) + END


REFUSED = {
    "global path": pax((b"path", b"a"), kind=b"g") + header(b"x", len(A)) + padded(A) + END,
    "global size": pax((b"size", b"8"), kind=b"g") + MEMBER + END,
    "global holes": pax((b"GNU.sparse.size", b"8"), kind=b"g") + MEMBER + END,
    "holes of a file": holes_of_a_file(),
    "a link to nothing": MEMBER + header(b"a", 0, b"1") + END,
    "an empty path": pax((b"path", b"")) + MEMBER + END,
    "two pax headers": pax((b"mtime", b"1")) + pax((b"mtime", b"2")) + MEMBER + END,
}


@in_one_locale
@pytest.mark.parametrize("name", REFUSED)
def test_a15_a_tar_with_two_readings_is_trouble(komparu, place, name):
    where = place({"L": {"a": A}, "A.tar": REFUSED[name], "B.tar": MEMBER + END})
    for operands in (("A.tar", "L"), ("L", "A.tar"), ("-a", "A.tar", "B.tar")):
        is_trouble(komparu, "bad_archive", *operands, cwd=where)
    assert komparu.run("-a", "-", "L", cwd=where, stdin=REFUSED[name]).status == 2


@in_one_locale
def test_g1_a_record_of_many_bytes_costs_no_more_than_them(komparu, place):
    """A comment of 100 kB in front of one member, a name of 60 kB in front of the other."""
    long = b"100016 comment=" + b"\xc3" * 100_000 + b"\n"
    path = pax((b"path", b"\xc3\xa9" * 30_000))
    data = (header(b"p", len(long), b"x") + padded(long) + header(b"a", 0) +
            path + header(b"x", 0) + END)
    where = place({"L": {"a": b""}, "A.tar.gz": gzip.compress(data)})
    result = komparu.run("-q", "--time-limit=20", "A.tar.gz", "L", cwd=where)
    assert result.status == 1


@in_one_locale
@pytest.mark.parametrize("kind", [tarfile.LNKTYPE, tarfile.SYMTYPE])
def test_a14_a_long_link_text_is_not_stored(komparu, place, kind):
    where = place({"L": {"a": A}, "A.tar": tar_of(
        ("a", A), *(tar_entry(f"m{number}", kind, "t" * 70_000) for number in range(3)),
        style=tarfile.GNU_FORMAT)})
    is_trouble(komparu, "limit_exceeded", "A.tar", "L", cwd=where)


def test_a15_a_plain_tar_is_read(komparu, place):
    where = place({"L": {"a": A}, "A.tar": MEMBER + END})
    assert komparu.run("A.tar", "L", cwd=where).status == 0
    plant(where, {"L": {"a": A + b"!"}})
    assert komparu.run("A.tar", "L", cwd=where).status == 1
