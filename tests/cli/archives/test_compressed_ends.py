# SPDX-License-Identifier: MIT
"""A4, A5: compressed data that is cut off, or that other bytes follow, is said to be that, in small
files, too, whose first block is their last."""

import os

import pytest

from making import FILTERS, call
from sample_trees import tar_of

pytestmark = pytest.mark.parametrize("komparu", ["C"], indirect=True)
SMALL = {"f": b"hello\n"}
LARGE = {"f": os.urandom(300_000), "g": bytes(2_000_000)}


@pytest.fixture(params=[SMALL, LARGE], ids=["small", "large"])
def packed(request, place, tmp_path):
    """packed("xz") is a tar of the tree T in the directory, compressed."""
    where = place({"T": request.param})
    (tmp_path / "plain").write_bytes(tar_of(*request.param.items()))
    return where, lambda suffix: call(*FILTERS[suffix], tmp_path / "plain")


def messages(komparu, where, content):
    """What is said of it as a file and from a pipe, beside the directory and with -a."""
    (where / "A").write_bytes(content)
    for options in ((), ("-a",)):
        for operands in (("A", "T"), ("T", "A"), ("-", "T")):
            result = komparu.run(*options, "-q", *operands, cwd=where, stdin=content)
            assert (result.status, result.out) == (2, b""), (options, operands, result)
            yield result.err


@pytest.mark.parametrize("suffix", FILTERS)
@pytest.mark.parametrize("more", [b"x", b"not compressed at all"])
def test_a5_bytes_behind_the_end_are_named(komparu, packed, suffix, more):
    where, make = packed
    for said in messages(komparu, where, make(suffix) + more):
        assert b"follow" in said, said


@pytest.mark.parametrize("suffix", FILTERS)
@pytest.mark.parametrize("less", [1, 5, 30])
def test_a4_a_cut_is_named(komparu, packed, suffix, less):
    where, make = packed
    for said in messages(komparu, where, make(suffix)[:-less]):
        assert b"cut off" in said or b"truncated" in said.lower(), said
        assert b"is no archive" not in said
