# SPDX-License-Identifier: MIT
"""Inputs of every kind: standard input, FIFOs, devices, odd names, files that cannot be read."""

import os
import socket

import pytest

from beside_cmp import Row, Stdin, rows

TEXT = b"abc\ndef\nghijklmnopqrstuvwxyz\n"
OTHER = b"abc\ndeX\nghijklmnopqrstuvwxyz\n"
BIG = bytes(range(256)) * 4096
PLAIN_OPTIONS = [(), ("-s",), ("-l",), ("-b",), ("-n", "7"), ("-n", "6"), ("-n", "0")]
ODD_NAMES = [b"with space", b"[ab]", b"[]", b"{}", b"[a,b]", b"a,b", b"'quoted'", b'"', b"$HOME",
             b"back\\slash", b"x=y", b"%s%n", "ünïcödé".encode(), b"\xff\xfe", b"*", b"~",
             b"1k", b"\xc3", b"#", b"http:", b"a" * 255]


@pytest.fixture
def directory(files):
    files("b", OTHER)
    files("empty")
    files("prefix", b"abc\n")
    files("half_line", b"abc")
    files("big", BIG)
    files("big_copy", BIG)
    files("big_last", BIG[:-1] + b"X")
    files("big_short", BIG[:-1])
    files("copy", TEXT)
    return files("a", TEXT).parent


def test_standard_input_as_a_pipe(beside, directory):
    table = [row for o in PLAIN_OPTIONS for row in rows(
        [(*o, "-", "b"), (*o, "b", "-"), (*o, "b"), (*o, "--", "-", "a"), (*o, "a", "-"),
         (*o, "prefix"), (*o, "-", "empty"), ("-i", "5", *o, "-", "b"), ("-i4:3", *o, "-", "a"),
         ("-i3:4", *o, "a"), ("-i100:0", *o, "-", "a"), ("-i", "100", *o, "-", "a")],
        stdin=Stdin("pipe", "a"))]
    table += rows([("-", "a"), ("a",), ("-s", "a"), ("-l", "-", "a"), ("-", "empty"), ("empty",)],
                  stdin=Stdin("pipe", "empty"))
    table += [row for name in ("big_copy", "big_last", "big_short") for row in rows(
        [("-", "big"), ("big",), ("-s", "big", "-"), ("-l", "-", "big"), ("-i", "70000", "big")],
        stdin=Stdin("pipe", name))]
    beside.agree(table, directory)


@pytest.mark.parametrize("offset", [0, 4, 8, 28, 29, 100])
def test_standard_input_as_a_file_at_an_offset(beside, directory, offset):
    """Reading starts where the descriptor stands, and skips count from there."""
    table = []
    for name in ("a", "b", "copy"):
        table += [row for o in PLAIN_OPTIONS for row in rows(
            [(*o, "-", "a"), (*o, "a", "-"), (*o, "a"), ("-i", "2", *o, "-", "a"),
             ("-i", f"0:{offset}", *o, "-", "a"), ("-i", f"{offset}:0", *o, "a")],
            stdin=Stdin("file", name, offset))]
    table += rows([("a", "copy"), ("a", "b"), ("a", "a")], stdin=Stdin("file", "a", offset))
    beside.agree(table, directory)


def test_standard_input_closed(beside, directory):
    table = rows([("a", "-"), ("-", "a"), ("a",), ("a", "copy"), ("a", "b"), ("-s", "a", "b"),
                  ("a", "a")], stdin=Stdin("closed"))
    # Which of two faults is named, and whether -s silences this one, is not cmp's to say.
    table += rows([("-s", "a", "-"), ("-s", "-", "a"), ("-s", "missing", "-"), ("missing", "-"),
                   ("-", "missing")], stdin=Stdin("closed"), compare="status")
    beside.agree(table, directory)


def test_standard_input_that_cannot_be_read(beside, directory):
    """A directory as standard input; and one that is not used does no harm."""
    beside.agree(rows([("-", "a"), ("a", "-"), ("a",)], stdin=Stdin("file", "."), compare="status")
                 + rows([("a", "b"), ("a", "copy")], stdin=Stdin("file", ".")), directory)


def test_descriptors_by_name(beside, directory):
    """/dev/fd/N and /dev/stdin name the file again, from its start."""
    table = rows([("/dev/stdin", "a"), ("/dev/stdin", "b"), ("/dev/fd/0", "copy"),
                  ("a", "/proc/self/fd/0"), ("-", "/dev/stdin")], stdin=Stdin("file", "a"))
    table += rows([("/dev/stdin", "a"), ("b", "/dev/stdin")], stdin=Stdin("file", "a", 4))
    table += rows([("/dev/stdin", "a"), ("b", "/dev/fd/0"), ("-s", "/dev/stdin", "b"),
                   ("-l", "/dev/fd/0", "b")], stdin=Stdin("pipe", "a"))
    table += rows([("/dev/fd/999", "a"), ("a", "/dev/fd/x")])
    beside.agree(table, directory)


def test_fifos(beside, directory):
    table = []
    for o in PLAIN_OPTIONS:
        for source in ("a", "b", "prefix", "empty", "half_line"):
            table.append(Row((*o, "fifo", "a"), fifos=(("fifo", source),)))
        table.append(Row((*o, "a", "fifo"), fifos=(("fifo", "b"),)))
        table.append(Row((*o, "-i", "2:1", "a", "fifo"), fifos=(("fifo", "b"),)))
        for sources in (("a", "b"), ("a", "copy"), ("prefix", "a"), ("empty", "empty")):
            fifos = tuple(zip(("one", "two"), sources))
            table.append(Row((*o, "one", "two"), fifos=fifos))
    for source in ("big_copy", "big_last", "big_short"):
        table.append(Row(("fifo", "big"), fifos=(("fifo", source),)))
        table.append(Row(("one", "two"), fifos=(("one", source), ("two", "big"))))
    table.append(Row(("fifo", "missing"), fifos=(("fifo", "a"),)))
    beside.agree(table, directory)


def test_one_file_under_several_names(beside, directory):
    (directory / "symlink").symlink_to("a")
    (directory / "hard").hardlink_to(directory / "a")
    names = [("a", "a"), ("a", "./a"), ("a", "hard"), ("symlink", "a"), ("symlink", "hard"),
             ("empty", "empty"), ("big", "big")]
    options = [*PLAIN_OPTIONS, ("-i", "1"), ("-i", "1:2"), ("-s", "-i", "1:2"), ("-l", "-i", "0:1"),
               ("-n", "3", "-i", "1:2"), ("-i", "100:200"), ("-i", "28:29")]
    beside.agree(rows((*o, *pair) for o in options for pair in names), directory)


def test_devices(beside, directory):
    (directory / "zeros").write_bytes(bytes(100_000))
    table = rows((*o, *pair) for o in PLAIN_OPTIONS for pair in (
        ("/dev/null", "empty"), ("empty", "/dev/null"), ("/dev/null", "a"), ("a", "/dev/null"),
        ("/dev/null", "/dev/null"), ("/dev/null", "-")))
    table += rows([("-n", "100", "/dev/zero", "zeros"), ("-n", "100", "zeros", "/dev/zero"),
                   ("/dev/zero", "zeros"), ("zeros", "/dev/zero"), ("-s", "/dev/zero", "zeros"),
                   ("-l", "/dev/zero", "zeros"), ("/dev/zero", "a"),
                   ("-l", "-n1", "a", "/dev/zero"),
                   ("-n", "100000", "/dev/zero", "zeros"), ("-n", "5", "/dev/zero", "/dev/full"),
                   ("-n", "1M", "/dev/full", "/dev/zero"), ("-i", "5", "/dev/zero", "zeros"),
                   ("-n", "100001", "/dev/zero", "zeros"), ("-n5", "-i2:3", "zeros", "/dev/zero")])
    # The tests' programs have no controlling terminal.
    table += rows([("/dev/tty", "a"), ("-s", "a", "/dev/tty")])
    beside.agree(table, directory)


def test_files_that_lie_about_their_size(beside, directory):
    """F5, as far as cmp gets it right: without -s."""
    sysfs = "/sys/kernel/mm/transparent_hugepage/enabled"
    for name in ("/proc/version", sysfs):
        if not os.path.exists(name):
            pytest.skip(f"{name} is not there")
    (directory / "version").write_bytes(open("/proc/version", "rb").read())
    (directory / "enabled").write_bytes(open(sysfs, "rb").read())
    options = [(), ("-l",), ("-b",), ("-n", "7"), ("-i", "3"), ("-i", "3:2")]
    table = rows((*o, *pair) for o in options for pair in (
        ("/proc/version", "version"), ("version", "/proc/version"), ("/proc/version", "a"),
        ("empty", "/proc/version"), ("/proc/version", "empty"), (sysfs, "enabled"),
        ("enabled", sysfs), (sysfs, "a"), ("/proc/version", "/proc/version"), (sysfs, sysfs)))
    # A read that fails at once, for every user and without help.
    table += rows((*o, *pair) for o in ((), ("-b",), ("-l",)) for pair in (
        ("/proc/self/mem", "a"), ("a", "/proc/self/mem")))
    beside.agree(table, directory)


def test_odd_names(beside, directory):
    for name in ODD_NAMES:
        path = os.fsencode(directory) + b"/" + name
        with open(path, "wb") as file:
            file.write(OTHER)
    table = [Row((*o, *pair), locale=locale) for name in ODD_NAMES for locale in ("C", "C.UTF-8")
             for o in ((), ("-b",), ("-s",), ("-l",))
             for pair in (("a", name), (name, "prefix"), (b"./" + name, "b"))]
    # Messages escape backslashes and what is no UTF-8 (X3); cmp writes both as they are.
    table += rows((b"missing " + name, "a") for name in ODD_NAMES[:-1]
                  if name.isascii() and b"\\" not in name)
    beside.agree(table, directory)


def test_names_that_cannot_be_opened(beside, directory):
    (directory / "loop").symlink_to("loop")
    (directory / "dangling").symlink_to("nowhere")
    bad = ["missing", "loop", "dangling", "", "a/", "a/x", "x" * 256, "d/" * 2500, "/missing/x"]
    table = rows((*o, *pair) for o in ((), ("-s",), ("-l",), ("-n", "0")) for name in bad
                 for pair in ((name, "a"), ("a", name), (name, "missing2")))
    table += rows([("missing",), ("",), ("-s", "missing"), ("missing", "/dev/null"),
                   ("missing", "missing2"), ("missing", ".")])
    beside.agree(table, directory)


def test_directories_and_sockets(beside, directory):
    """Status alone: the wording of a wrong kind is komparu's own."""
    (directory / "sub").mkdir()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(directory / "socket"))
    table = rows(((*o, *pair) for o in ((), ("-s",), ("-l",), ("-b",), ("-n", "0")) for pair in (
        ("sub", "a"), ("a", "sub"), ("sub", "/dev/null"), ("sub", "missing"), ("missing", "sub"),
        ("socket", "a"), ("a", "socket"), ("socket", "socket"), ("-", "sub"), ("sub", "-"))),
        compare="status")
    beside.agree(table, directory)
    listener.close()
    for row in table:
        ours = beside.both(row, directory)[0]
        assert ours.out == b"", row


def test_unreadable_files(beside, open_dir):
    for name in ("a", "copy"):
        (open_dir / name).write_bytes(TEXT)
    (open_dir / "closed").write_bytes(TEXT)
    (open_dir / "closed").chmod(0)
    (open_dir / "sub").mkdir(mode=0o700)
    (open_dir / "sub" / "file").write_bytes(TEXT)
    (open_dir / "sub").chmod(0 if os.geteuid() else 0o700)
    table = rows(((*o, *pair) for o in ((), ("-s",), ("-l",), ("-n", "0")) for pair in (
        ("a", "copy"), ("closed", "a"), ("a", "closed"), ("closed", "closed"), ("closed",),
        ("closed", "missing"), ("missing", "closed"), ("sub/file", "a"), ("a", "sub/file"))),
        nobody=True)
    try:
        beside.agree(table, open_dir)
    finally:
        (open_dir / "sub").chmod(0o700)
