# SPDX-License-Identifier: MIT
r"""Where komparu answers otherwise than GNU cmp 3.8, on purpose.

| command line                     | cmp | komparu | reason                                        |
|----------------------------------|-----|---------|-----------------------------------------------|
| - -                              | 0   | 2       | stdin can be read only once                   |
| FIFO FIFO (one path, two links)  | 0   | 2       | F7: nothing is read, so nothing is known      |
| - /dev/stdin (a pipe)            | 0   | 2       | F7: the same pipe                             |
| /dev/zero /dev/zero              | 0   | 2       | F7: the same device; /dev/null alone is empty |
| -s COPY /proc/version            | 1   | 0       | F5: the size that /proc reports is no size    |
| -s COPY of a file in sysfs       | 1   | 0       | F5: the same for sysfs, which reports 4096    |
| -s A /proc/self/mem              | 1   | 2       | F5: cmp trusts its size, 0, and does not read |
| A B >&-                          | 1   | 2       | V3: the report is lost                        |
| A PREFIX 2>/dev/full, 2>&-       | 1   | 2       | V3: the report is lost                        |
| -l A B to a closed pipe          | 141 | 2       | V3: quiet, and not the status of a signal     |
| A B X (X is no number)           | 2   | 0/1/2   | three inputs are sorted into groups           |
| A B 5 without --as=bytes         | 0/1 | as file | as above; with -l -b -i -n it is a SKIP again |
| -l to a full device, long        |     |         | V3: komparu still knows why: No space left    |
| names with control bytes         | raw | \xNN    | V5: a file name cannot forge a line of output |
| unknown option                   |     |         | a line that suggests the nearest may follow   |
| a directory, a socket            |     |         | the message names the kind; the status is 2   |
| -l A LONGER on one terminal      |     |         | stdout is flushed before each line on stderr  |
| --q, --b, --i, --s               | ok  | 2       | more options begin with these letters         |
| --print-chars                    | ok  | 2       | cmp does not document it either               |
| --help, --version                |     |         | its own text                                  |
"""

import os
import socket

import pytest

from beside_cmp import Row, Stdin

A = b"abc\ndef\n"
B = b"abc\ndeX\n"
SYSFS = "/sys/kernel/mm/transparent_hugepage/enabled"


@pytest.fixture
def directory(files):
    files("b", B)
    files("prefix", b"abc\n")
    return files("a", A).parent


def check(beside, directory, row, cmp_status, status):
    """Both answers, so that the table above stays true on either side."""
    ours, theirs = beside.both(row, directory)
    assert theirs.status == cmp_status, theirs
    if not beside.is_cmp:
        assert ours.status == status, ours
    return ours


@pytest.mark.parametrize("options", [(), ("-s",), ("-n", "0"), ("-l",)])
def test_standard_input_on_both_sides_is_a_usage_error(beside, directory, options):
    for stdin in (Stdin("pipe", "a"), Stdin("file", "a"), Stdin("closed")):
        check(beside, directory, Row((*options, "-", "-"), stdin=stdin), 0, 2)


@pytest.mark.parametrize("options", [(), ("-s",)])
def test_f7_one_fifo_on_both_sides(beside, directory, options):
    os.mkfifo(directory / "fifo")
    (directory / "link").symlink_to("fifo")
    # Open at both ends, it keeps nobody waiting.
    held = os.open(directory / "fifo", os.O_RDWR)
    os.write(held, A)
    for right in ("fifo", "link"):
        ours = check(beside, directory, Row((*options, "fifo", right)), 0, 2)
        assert ours.out == b""
    os.close(held)


@pytest.mark.parametrize("options", [(), ("-s",)])
def test_f7_one_pipe_on_both_sides(beside, directory, options):
    for operands in (("-", "/dev/stdin"), ("/dev/stdin", "-"), ("/dev/stdin", "/dev/fd/0")):
        check(beside, directory, Row((*options, *operands), stdin=Stdin("pipe", "a")), 0, 2)


@pytest.mark.parametrize("options", [(), ("-s",), ("-n", "10")])
def test_f7_one_character_device_on_both_sides(beside, directory, options):
    check(beside, directory, Row((*options, "/dev/zero", "/dev/zero")), 0, 2)


def test_f7_two_nodes_of_one_character_device(beside, directory, root):
    path = directory / "zero"
    os.mknod(path, 0o20644, os.makedev(1, 5))
    ours = beside.both(Row(("-n", "10", "zero", "/dev/zero")), directory)[0]
    assert beside.is_cmp or ours.status == 2, ours


@pytest.mark.parametrize("source", ["/proc/version", SYSFS])
def test_f5_a_copy_of_a_file_without_an_honest_size_is_the_same(beside, directory, source):
    if not os.path.exists(source):
        pytest.skip(f"{source} is not there")
    with open(source, "rb") as original:
        (directory / "copy").write_bytes(original.read())
    check(beside, directory, Row(("-s", "copy", source)), 1, 0)
    check(beside, directory, Row(("-s", source, "copy")), 1, 0)


def test_f5_a_file_without_an_honest_size_is_read_and_may_fail(beside, directory):
    for operands in (("a", "/proc/self/mem"), ("/proc/self/mem", "a")):
        ours = check(beside, directory, Row(("-s", *operands)), 1, 2)
        if not beside.is_cmp:
            assert ours.err == b"cmp: /proc/self/mem: Input/output error\n"


def run_both(beside, directory, args, **how):
    return (beside.komparu.run(*args, cwd=directory, **how),
            beside.cmp.run(*args, cwd=directory, **how))


def test_v3_a_report_lost_on_a_closed_stdout(beside, directory):
    ours, theirs = run_both(beside, directory, ("a", "b"), closed=(1,))
    assert theirs.status == 1
    assert beside.is_cmp or ours.status == 2, ours


def test_v3_a_report_lost_on_stderr(beside, directory):
    with open("/dev/full", "wb") as full:
        ours, theirs = run_both(beside, directory, ("a", "prefix"), stderr=full)
    assert theirs.status == 1
    assert beside.is_cmp or ours.status == 2, ours
    ours, theirs = run_both(beside, directory, ("a", "prefix"), closed=(2,))
    assert theirs.status == 1
    assert beside.is_cmp or ours.status == 2, ours


def test_v5_control_bytes_in_names_are_escaped(beside, directory):
    name = b"n\n\x1b[31m\x7f\t"
    with open(os.fsencode(directory) + b"/" + name, "wb") as file:
        file.write(B)
    ours, theirs = run_both(beside, directory, ("a", name))
    assert theirs.out == b"a " + name + b" differ: char 7, line 2\n"
    if not beside.is_cmp:
        assert ours.out == b"a n\\x0a\\x1b[31m\\x7f\\x09 differ: char 7, line 2\n"
        assert ours.status == 1


def test_a_third_input_is_no_skip_unless_bytes_are_asked_for(beside, directory, files):
    """`A B 5`: cmp skips 5 bytes; komparu means a file, which does not exist here."""
    check(beside, directory, Row(("a", "b", "5")), 1, 2)


def test_stdout_comes_before_stderr_when_they_share_a_pipe(beside, directory, files):
    files("longer", b"abX\ndef\nmore")
    reader, writer = os.pipe()
    status = beside.komparu.run("-l", "a", "longer", cwd=directory, stdout=writer, stderr=writer)
    os.close(writer)
    with open(reader, "rb") as both:
        text = both.read()
    assert status.status == 1
    if not beside.is_cmp:
        assert text == b"3 143 130\ncmp: EOF on a after byte 8\n"


def test_messages_of_wrong_kinds_name_the_operand(beside, directory):
    (directory / "sub").mkdir()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(directory / "socket"))
    for name in ("sub", "socket"):
        ours = beside.both(Row((name, "a")), directory)[0]
        assert ours.status == 2
        assert ours.err.startswith(b"cmp: "), ours
        assert name.encode() in ours.err, ours
    listener.close()
