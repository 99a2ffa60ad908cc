# SPDX-License-Identifier: MIT
"""Numbers, options and operands, right and wrong: komparu reads them as cmp does."""

import pytest

from beside_cmp import UNKNOWN_LOCALE, rows

# The same files for every row: they differ at byte 7, in line 2.
LEFT = b"abc\ndef\nghijklmnopqrstuvwxyz\n"
RIGHT = b"abc\ndeX\nghijklmnopqrstuvwxyz\n"

NUMBERS = [
    "0", "1", "5", "6", "7", "8", "30", "4096", "007", "07", "010", "0x6", "0x7", "0X7", "0x10",
    " 5", "\t7", " +5", "+5", "+7", "-0", "1k", "1K", "k", "K", "kB", "1kB", "1KB", "1KiB", "1kiB",
    "2M", "2MB", "2MiB", "1MD", "1G", "1T", "1P", "1E", "7E", "9EB", "0Z", "0Y", "0YB",
    "9223372036854775807",
    "", " ", "x", "5x", "5 ", "5,", "5.0", "1e3", "-1", "- 5", "+ 5", "++5", "+", "-", "08", "0x",
    "0xg", "0b1", "1ki", "1Ki", "1kb", "1kBx", "1m", "1g", "1t", "1b", "1c", "1w", "1B", "0B",
    "8E", "10EB", "1Z", "1Y", "9223372036854775808", "18446744073709551615",
    "18446744073709551616", "99999999999999999999", "5:", "x'y", "--5",
]
SKIPS = [
    "0:0", "1:2", "2:1", "7:7", "7:0", "0x4:04", "k:k", " 1:2", "1: 2", "1:+2", "1:-0", "1k:1kB",
    "0:9223372036854775807", "9223372036854775807:0",
    ":", ":5", "5:", "5:x", "x:5", "x:y", "1:2:3", "1 :2", "1:2 ", "1:-2", "-1:2", "5:-",
    "0:9223372036854775808", "9223372036854775808:0", "1;2", "1,2",
]
OPTIONS = [
    ("-s",), ("--quiet",), ("--silent",), ("-l",), ("--verbose",), ("-b",), ("-c",),
    ("--print-bytes",), ("--bytes=7",), ("--bytes", "7"), ("--bytes=6",), ("-n7",), ("-n6",),
    ("--ignore-initial=1",), ("--ignore-initial", "1:2"), ("--ignore-initial=1:2",), ("-i1:2",),
    # clusters
    ("-lb",), ("-bl",), ("-lbc",), ("-bn6",), ("-bn7",), ("-bn", "7"), ("-ln7",), ("-li1",),
    ("-lbi1:2",), ("-bi", "2"), ("-sn6",), ("-ss",), ("-ll",), ("-sb",), ("-bs",), ("-lbn7",),
    # abbreviations that are unique in cmp and in komparu
    ("--sil",), ("--quie",), ("--verb",), ("--verbos",), ("--byt=7",), ("--byte", "6"),
    ("--ignore-in=1",), ("--ignore-initia=1:2",), ("--print-b",),
    # repeated: the largest skip of each side, the smallest limit
    ("-i1", "-i3"), ("-i3", "-i1"), ("-i1:2", "-i2:1"), ("-i", "0:5", "-i", "3"), ("-n5", "-n7"),
    ("-n7", "-n5"), ("-n7", "-n0"), ("-n7", "-n7"), ("-n5", "-i2"), ("-n4", "-i2"), ("-l", "-l"),
]
BROKEN_OPTIONS = [
    ("-n",), ("-i",), ("--bytes",), ("--ignore-initial",), ("-ln",), ("-bi",),
    ("--bytes=",), ("--ignore-initial=",), ("--bytes=x",), ("--ignore-initial=x",), ("-n=5",),
    ("-i=5",), ("-n5b",), ("-nb",), ("-sl",), ("-ls",), ("-s", "-l"), ("-l", "-s"), ("-lbs",),
    ("-s", "-b", "-l"), ("--silent", "--verbose"), ("--quiet=x",), ("--silent=x",), ("--sil=x",),
    ("--verbose=",), ("--print-bytes=1",), ("--help=1",), ("--version=1",),
]
# An unknown word may be followed by a suggestion; the first line is cmp's.
UNKNOWN_OPTIONS = [
    ("-Z",), ("-sZ",), ("-y",), ("-5",), ("-lZb",), ("-@",), ("--unknown",), ("--unknown=3",),
    ("--zz",), ("--bytez=3",), ("--sx",), ("--silentt",), ("--quiets",), ("--ignore-initially",),
]


@pytest.fixture
def directory(files):
    files("a", LEFT)
    files("b", RIGHT)
    files("-dash", RIGHT)
    files("5", RIGHT)
    return files("copy", LEFT).parent


def test_numbers_as_limit_and_as_skip(beside, directory):
    table = rows(("-n", n, "a", "b") for n in NUMBERS)
    table += rows((f"--bytes={n}", "a", "b") for n in NUMBERS)
    table += rows(("-i", n, "a", "b") for n in NUMBERS)
    table += rows((f"--ignore-initial={n}", "a", "b") for n in NUMBERS)
    beside.agree(table, directory)


def test_pairs_of_skips(beside, directory):
    beside.agree(rows(("-i", n, "a", "b") for n in SKIPS), directory)


def test_skip_operands(beside, directory):
    valid = [n for n in NUMBERS[:NUMBERS.index("")] if not n.startswith("-")]
    table = rows((("a", "b", n) for n in valid), skips=True)
    table += rows((("a", "b", "2", n) for n in valid), skips=True)
    table += rows([("a", "b", "1", "2"), ("-i", "3", "a", "b", "1", "2"), ("-i4", "a", "b", "9"),
                   ("-l", "a", "b", "2"), ("-n", "5", "a", "b", "2"), ("-b", "a", "b", "1", "1"),
                   ("a", "b", "-n", "5", "2"), ("a", "--", "b", "1"), ("a", "b", "--", "-0"),
                   ("-s", "a", "b", "7", "7"), ("a", "missing", "1"), ("a", "b", "100", "200")],
                  skips=True)
    beside.agree(table, directory)


def test_operands_that_are_neither_skips_nor_files(beside, directory):
    """Status alone: komparu takes a third operand that is no number for a third input."""
    wrong = ["x", "", "5x", "1:2", "./6"]
    table = rows((("a", "b", n) for n in wrong), skips=True, compare="status")
    table += rows((("a", "b", "1", n) for n in wrong), skips=True, compare="status")
    table += rows([("a", "b", "1", "2", "3"), ("a", "b", "1", "2", "3", "4"),
                   ("a", "b", "--", "-1")], skips=True, compare="status")
    beside.agree(table, directory)


def test_options_in_all_spellings_and_places(beside, directory):
    table = rows((*o, "a", "b") for o in OPTIONS)
    table += rows(("a", "b", *o) for o in OPTIONS)
    table += rows(("a", *o, "b") for o in OPTIONS)
    table += rows((*o, "--", "a", "b") for o in OPTIONS)
    beside.agree(table, directory)


def test_double_dash_and_names_that_look_like_options(beside, directory):
    beside.agree(rows([
        ("--", "a", "b"), ("a", "--", "b"), ("a", "b", "--"), ("--", "a", "-dash"),
        ("./-dash", "a"), ("a", "--", "-dash"), ("--", "-s", "b"), ("--", "--", "a"),
        ("--", "-dash"), ("a", "5"), ("5", "a"),
    ]), directory)


def test_broken_options(beside, directory):
    table = rows((*o, "a", "b") for o in BROKEN_OPTIONS)
    table += rows(("a", "b", *o) for o in BROKEN_OPTIONS)
    table += rows(BROKEN_OPTIONS)
    beside.agree(table, directory)


def test_unknown_options(beside, directory):
    table = rows(((*o, "a", "b") for o in UNKNOWN_OPTIONS), compare="first line")
    table += rows((("a", "b", *o) for o in UNKNOWN_OPTIONS), compare="first line")
    table += rows((("--ver", "a", "b"),), compare="first line")
    beside.agree(table, directory)


def test_the_first_fault_on_the_line_is_reported(beside, directory):
    table = rows([("-n", "x", "-Z"), ("-Z", "-n", "x"), ("-n", "x", "-i", "y"),
                  ("-i", "y", "-n", "x"), ("-sl", "-n", "x"), ("-n", "x", "-sl"),
                  ("-n", "x", "-n"), ("-Z",),
                  ("--bytes=x", "--unknown"), ("a", "-n", "x", "-Z"), ("-n", "x", "--help"),
                  ("-sl", "--version"), ("-l", "-n", "x", "-s"), ("-n", "x", "a", "b", "c", "d")],
                 compare="first line")
    table += rows([("--help", "-Z"), ("-v", "-Z"), ("--version", "-n", "x"), ("--help", "-n", "x"),
                   ("a", "b", "--help"), ("a", "b", "-v"), ("-sv",)], compare="status")
    answered = [row for row in table if row.compare == "status"]
    beside.agree(table, directory)
    for row in answered:
        assert beside.both(row, directory)[0].out, row


def test_no_operand(beside, directory):
    beside.agree(rows([(), ("-s",), ("-l",), ("-n", "5"), ("--bytes=5",), ("--",), ("-s", "--")]),
                 directory)


@pytest.mark.parametrize("locale", ["C.UTF-8", UNKNOWN_LOCALE])
def test_complaints_in_other_locales(beside, directory, locale):
    table = rows([("-n", "x", "a", "b"), ("-sl", "a", "b"), (), ("-i", ":5", "a", "b"), ("-n",),
                  ("a", "missing"), ("-n", "ü", "a", "b"), ("--bytes=", "a", "b")], locale=locale)
    table += rows([("-Z", "a", "b"), ("--unknown", "a", "b")], locale=locale, compare="first line")
    beside.agree(table, directory)
