# SPDX-License-Identifier: MIT
"""Two files of every shape with every option of cmp: the same words as cmp, to the byte."""

import random
import shutil
import tempfile
from pathlib import Path

import pytest

from beside_cmp import UNKNOWN_LOCALE, rows

MEBIBYTE = 1 << 20
# Where readers change their buffers.
BORDERS = (4096, 65536, 131072, MEBIBYTE)
ALL_BYTES = bytes(range(256))

SMALL = {
    "empty": (b"", b""),
    "left_empty": (b"", b"abc\n"),
    "right_empty": (b"abc\n", b""),
    "equal": (b"one\ntwo\nthree\n", b"one\ntwo\nthree\n"),
    "first": (b"abc\ndef\n", b"Xbc\ndef\n"),
    "middle": (b"abc\ndef\n", b"abc\ndXf\n"),
    "last": (b"abc\ndef\nghi", b"abc\ndef\nghX"),
    "after_newline": (b"abc\ndef\n", b"abc\nXef\n"),
    "at_newline": (b"abc\ndef\n", b"abcXdef\n"),
    "at_newline_of_right": (b"abcXdef\n", b"abc\ndef\n"),
    "newlines": (b"\n\n\n\n\n", b"\n\n\n\nx"),
    "one_newline": (b"\n", b"\n\n"),
    "one_byte": (b"a", b"b"),
    "prefix_in_line": (b"abc\nde", b"abc\ndef\n"),
    "prefix_at_line_end": (b"abc\n", b"abc\ndef\n"),
    "prefix_on_right": (b"abc\ndef\nghi", b"abc\ndef\n"),
    "differ_then_end": (b"abc\ndef\n", b"aXc\n"),
    "nul": (b"a\0b\0", b"a\0b\1"),
    "all_bytes": (ALL_BYTES, ALL_BYTES),
    "all_bytes_backwards": (ALL_BYTES, ALL_BYTES[::-1]),
    "all_bytes_shifted": (ALL_BYTES, ALL_BYTES[1:] + b"\0" + b"tail"),
    "all_bytes_and_blanks": (ALL_BYTES, b" " * 256),
    "no_newline_at_all": (b"x" * 1000, b"x" * 999 + b"y"),
    "crlf": (b"a\r\nb\r\n", b"a\nb\n"),
}
SMALL_OPTIONS = [
    (), ("-s",), ("-l",), ("-b",), ("-lb",), ("-c",), ("-bl",),
    ("-n", "0"), ("-n1",), ("-n", "5"), ("-n", "4096"), ("-n", "100000000000"),
    ("-l", "-n", "1000"), ("-l", "-n", "3"), ("-b", "-n", "6"), ("-s", "-n", "3"),
    ("-i", "1"), ("-i", "2:1"), ("-i0:3",), ("-i5:0",), ("-i", "1000"), ("-i", "0:1000"),
    ("-l", "-i", "1:2"), ("-lb", "-n", "7", "-i", "1"), ("-s", "-i", "0:1"),
    ("-s", "-i", "1:0", "-n", "4"), ("-n", "2", "-i", "3"), ("-l", "-i", "100000:0"),
]
LOCALISED_OPTIONS = [(), ("-b",), ("-l",), ("-lb",), ("-i", "1"), ("-n", "5")]
FEW_OPTIONS = [(), ("-s",), ("-b",), ("-l",), ("-i", "1"), ("-n", "65536"), ("-s", "-n", "65535")]


def text(size, seed=1):
    """Bytes without a pattern; about one in 256 is a newline."""
    return random.Random(seed).randbytes(size)


def changed(content, *offsets):
    copy = bytearray(content)
    for offset in offsets:
        copy[offset] ^= 0x55
    return bytes(copy)


def around_border(size):
    """Pairs whose difference or end lies at a border."""
    whole = text(size)
    line = whole[:-1] + b"\n"
    return {
        "equal": (whole, whole),
        "last": (whole, changed(whole, size - 1)),
        "before_last": (whole, changed(whole, size - 2)),
        "middle": (whole, changed(whole, size // 2, size - 1)),
        "shorter": (whole, whole[:-1]),
        "longer": (line, line + b"tail"),
        "longer_in_line": (whole[:-1] + b"x" + b"tail\n", whole[:-1] + b"x"),
    }


def big_pairs():
    whole = text(9 * MEBIBYTE, seed=2)
    places = (0, 4096, 65536, MEBIBYTE, 4 * MEBIBYTE + 1, 8 * MEBIBYTE - 1, len(whole) - 1)
    pairs = {f"at_{place}": changed(whole, place) for place in places}
    pairs["equal"] = whole
    pairs["at_all"] = changed(whole, *places)
    pairs["shorter"] = whole[:-1]
    pairs["longer"] = whole + b"\n"
    pairs["cut_at_border"] = whole[:8 * MEBIBYTE]
    return whole, pairs


@pytest.fixture(scope="module")
def directory():
    path = Path(tempfile.mkdtemp(prefix="komparu-"))
    yield path
    shutil.rmtree(path)


def write_pair(directory, name, pair):
    for suffix, content in zip(("l", "r"), pair):
        (directory / f"{name}.{suffix}").write_bytes(content)
    return f"{name}.l", f"{name}.r"


@pytest.fixture(scope="module")
def small(directory):
    return [write_pair(directory, name, pair) for name, pair in SMALL.items()]


def test_small_pairs_with_every_option(beside, directory, small):
    beside.agree(rows((*o, *pair) for pair in small for o in SMALL_OPTIONS), directory)


@pytest.mark.parametrize("locale", ["C.UTF-8", "POSIX", UNKNOWN_LOCALE])
def test_small_pairs_in_other_locales(beside, directory, small, locale):
    table = rows(((*o, *pair) for pair in small for o in LOCALISED_OPTIONS), locale=locale)
    beside.agree(table, directory)


def test_small_pairs_with_the_null_device_as_stdout(beside, directory, small):
    """cmp then looks for nothing but whether they differ, and its EOF lines name no line."""
    table = rows(((*o, *pair) for pair in small for o in SMALL_OPTIONS), stdout="/dev/null")
    beside.agree(table, directory)


def test_small_pairs_with_a_full_device_as_stdout(beside, directory, small):
    """V3: status 2 exactly where something was to be written."""
    short = [pair for pair in small if not pair[0].startswith("all_bytes")]
    options = [(), ("-s",), ("-l",), ("-lb",), ("-n", "0")]
    beside.agree(rows(((*o, *pair) for pair in short for o in options), stdout="/dev/full"),
                 directory)


@pytest.mark.parametrize("border", BORDERS)
def test_pairs_around_buffer_borders(beside, directory, border):
    table = []
    for size in (border - 1, border, border + 1):
        for name, pair in around_border(size).items():
            names = write_pair(directory, f"{name}_{size}", pair)
            options = FEW_OPTIONS + [("-n", str(size - 1)), ("-n", str(size)), ("-i", str(size))]
            if name == "equal":
                options = [o for o in options if o != ("-i", "1")]
            table += rows((*o, *names) for o in options)
            table += rows([names, ("-b", *names)], locale="C.UTF-8")
            table += rows([names, ("-l", *names)], stdout="/dev/null")
    beside.agree(table, directory)


def test_big_pairs(beside, directory):
    whole, pairs = big_pairs()
    (directory / "whole").write_bytes(whole)
    table = []
    for name, content in pairs.items():
        (directory / name).write_bytes(content)
        table += rows((*o, "whole", name) for o in [*FEW_OPTIONS[:4], ("-lb",), ("-n", "8M")])
        table += rows([(name, "whole"), ("-i", f"{MEBIBYTE}", name, "whole")])
        table += rows([("whole", name)], stdout="/dev/null")
    table += rows([("-n", "1k", "-i", "1M:2M", "-l", "whole", "equal"),
                   ("-i", "9437184", "whole", "equal"), ("-i", "9437183", "whole", "equal"),
                   ("-i", "0:9437184", "whole", "equal")])
    beside.agree(table, directory)
