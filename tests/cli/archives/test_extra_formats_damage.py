# SPDX-License-Identifier: MIT
"""Archives of the formats that are off by default, cut and with bits turned: A4 and A5."""

import pytest

import ndjson
from extra_making import EXTRA_MAKERS
from planting import fell, plant

pytestmark = pytest.mark.parametrize("komparu", ["C"], indirect=True)

SMALL = {"a.txt": b"alpha\n", "b.txt": b"beta beta beta beta\n"}
# An image has 350 KiB at least; most of it is padding, and its directories stand in it twice.
IMAGES = ("iso-rock-ridge", "iso-joliet", "iso-bsd")
MAKERS = [name for name in EXTRA_MAKERS if name not in IMAGES]


# bsdtar ends a xar with bytes that belong to nothing.
SURPLUS = {"xar": 21}  # one more than there are


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """small("lha") is a directory with the tree L, and the bytes of an archive of it."""
    made = {}

    def make(name):
        if name not in made:
            where = tmp_path_factory.mktemp(name)
            plant(where / "L", SMALL)
            EXTRA_MAKERS[name].make(where / "L", where / "A")
            made[name] = where, (where / "A").read_bytes()
        return made[name]

    yield make
    for where, _ in made.values():
        fell(where)


def same_ones(komparu, where, samples):
    """The places of those samples that komparu says are the same as L. Of every other one it says
    something."""
    plant(where / "S", {f"{number:06}": sample for number, sample in enumerate(samples)})
    listed = b"".join(b"S/%06d\tL\n" % number for number in range(len(samples)))
    result = komparu.run("-a", "--json", "--archive-formats=all", "--pairs=-", cwd=where,
                         stdin=listed, timeout=300)
    fell(where / "S")
    lines, _ = ndjson.read(result)
    assert [each["pair"] for each in lines if each["type"] == "pair"] == list(range(len(samples)))
    told = {each["pair"] for each in lines if each["type"] == "entry"}
    return [number for number in range(len(samples)) if number not in told]


def turned(data, places):
    for byte, bit in places:
        other = bytearray(data)
        other[byte] ^= 1 << bit
        yield bytes(other)


@pytest.mark.parametrize("name", MAKERS)
def test_a4_an_archive_that_is_cut_anywhere(komparu, small, name):
    where, whole = small(name)
    samples = [whole[:length] for length in range(0, len(whole), 3)]
    samples += [whole[:-length] for length in range(1, 9)] + [whole]
    same = {len(samples[number]) for number in same_ones(komparu, where, samples)}
    assert len(whole) in same and all(length > len(whole) - SURPLUS.get(name, 1)
                                      for length in same)


@pytest.mark.parametrize("name", IMAGES)
def test_a4_an_image_that_is_cut_at_any_sector(komparu, small, name):
    where, whole = small(name)
    samples = [whole[:length] for length in range(0, len(whole), 2048)] + [whole[:-1], whole]
    assert same_ones(komparu, where, samples) == [len(samples) - 1]


# What is no part of the comparison, and under no check sum: fields that are reserved, a set's number,
# times and attributes (cab); the surplus (xar).
_CAB = {*range(12, 16), *range(20, 26), *range(31, 34), 42, 43, *range(54, 60), *range(76, 82)}


@pytest.mark.parametrize("name", MAKERS)
def test_a5_an_archive_with_bits_turned(komparu, small, name):
    """Each byte with one bit turned."""
    where, whole = small(name)
    places = [(byte, (byte * 5 + 3) % 8) for byte in range(len(whole))]
    samples = list(turned(whole, places))
    same = same_ones(komparu, where, samples)
    if name == "warc":  # it has no check sums, and its heads hold dates and numbers
        assert all(content in samples[number] for number in same for content in SMALL.values())
        return
    unseen = {"cab": _CAB, "cab-packed": _CAB,
              "xar": set(range(len(whole) - SURPLUS["xar"], len(whole)))}.get(name, set())
    assert {places[number][0] for number in same} <= unseen


@pytest.mark.parametrize("name", IMAGES)
def test_a5_an_image_with_bits_turned(komparu, small, name):
    """Nothing covers the contents of an image but the comparison itself."""
    where, whole = small(name)
    filled = [byte for byte in range(32768, len(whole)) if whole[byte]]
    places = [(byte, (byte * 5 + 3) % 8) for byte in filled[::5]]
    for content in SMALL.values():
        at = whole.index(content)
        places += [(byte, byte % 8) for byte in range(at, at + len(content))]
    samples = list(turned(whole, places))
    same = same_ones(komparu, where, samples)
    assert all(content in samples[number] for number in same for content in SMALL.values())


@pytest.mark.parametrize("name", EXTRA_MAKERS)
def test_a5_bytes_behind_the_end(komparu, small, name):
    where, whole = small(name)
    same = same_ones(komparu, where, [whole + b"x", whole + bytes(100) + b"x", whole + whole])
    # A xar's last content need not be the end, and two warc files in a row are one.
    assert same == {"xar": [0, 1, 2], "warc": [2]}.get(name, [])
