# SPDX-License-Identifier: MIT
"""V3, V5 and the text output: what is written where, and what happens when it cannot be."""

import os

import pytest
from command import TIMEOUT

LEFT = b"abc\ndef\n"
RIGHT = b"abc\ndeX\n"
MANY = bytes(200_000)
NO_SPACE = b"komparu: standard output: No space left on device\n"


@pytest.fixture
def directory(files):
    files("b", RIGHT)
    files("prefix", b"abc\n")
    files("copy", LEFT)
    files("many", MANY)
    files("others", b"x" * len(MANY))
    return files("a", LEFT).parent


@pytest.fixture
def full():
    with open("/dev/full", "wb") as device:
        yield device


def closed_pipe():
    """The writing end of a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def test_messages_begin_with_the_name_it_was_started_as(komparu, directory):
    end = b"EOF on prefix after byte 4, line 1\n"
    assert komparu.run("a", "prefix", cwd=directory).err == b"komparu: " + end
    assert komparu.under("same").run("a", "prefix", cwd=directory).err == b"same: " + end
    result = komparu.run("a", "missing", cwd=directory)
    assert result.err == b"komparu: missing: No such file or directory\n"


def test_a_path_to_the_command_works_as_its_name(komparu, directory):
    result = komparu.under(komparu.executable).run("a", "missing", cwd=directory)
    assert result.status == 2
    assert result.err.endswith(b"komparu: missing: No such file or directory\n")


@pytest.mark.parametrize("options", [("-q",), ("--brief",)])
def test_brief_names_the_files_and_nothing_else(komparu, directory, options):
    for right in ("b", "prefix"):
        result = komparu.run(*options, "a", right, cwd=directory)
        assert result.status == 1
        assert result.out == b"Files a and %s differ\n" % right.encode()
        assert result.err == b""
    result = komparu.run(*options, "a", "copy", cwd=directory)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_brief_knows_standard_input(komparu, directory):
    result = komparu.run("-q", "a", stdin=RIGHT, cwd=directory)
    assert (result.status, result.out) == (1, b"Files a and - differ\n")


def test_identical_files_are_reported_on_request(komparu, directory):
    for options in ((), ("-q",)):
        result = komparu.run("--report-identical-files", *options, "a", "copy", cwd=directory)
        assert (result.status, result.out) == (0, b"Files a and copy are identical\n")
        result = komparu.run("--report-identical-files", *options, "a", "b", cwd=directory)
        assert result.status == 1
        assert b"identical" not in result.out
    result = komparu.run("--report-identical-files", "-s", "a", "copy", cwd=directory)
    assert (result.status, result.out) == (0, b"")


@pytest.mark.parametrize("options", [(), ("-l",), ("-b",), ("-q",), ("--json",), ("-z",)])
def test_v3_a_full_device_as_stdout_is_trouble(komparu, directory, full, options):
    result = komparu.run(*options, "a", "b", cwd=directory, stdout=full)
    assert (result.status, result.err) == (2, NO_SPACE)


def test_v3_a_full_device_stops_a_long_report(komparu, directory, full):
    result = komparu.run("-l", "many", "others", cwd=directory, stdout=full)
    assert (result.status, result.err) == (2, NO_SPACE)


@pytest.mark.parametrize("options", [("--help",), ("--version",), ("--completions=bash",)])
def test_v3_a_full_device_spoils_help_too(komparu, full, options):
    result = komparu.run(*options, stdout=full)
    assert (result.status, result.err) == (2, NO_SPACE)
    assert komparu.run(*options, closed=(1,)).status == 2


def test_v3_where_nothing_is_written_nothing_is_lost(komparu, directory, full):
    assert komparu.run("a", "copy", cwd=directory, stdout=full).status == 0
    assert komparu.run("-s", "a", "b", cwd=directory, stdout=full).status == 1
    assert komparu.run("a", "copy", cwd=directory, closed=(0, 1, 2)).status == 0
    assert komparu.run("-s", "a", "b", cwd=directory, closed=(0, 1, 2)).status == 1
    assert komparu.run("-s", "a", "missing", cwd=directory, closed=(0, 1, 2)).status == 2


@pytest.mark.parametrize("options", [(), ("-l",), ("-q",), ("--json",)])
def test_v3_nobody_reads_stdout(komparu, directory, options):
    writer = closed_pipe()
    result = komparu.run(*options, "a", "b", cwd=directory, stdout=writer)
    os.close(writer)
    assert (result.status, result.err) == (2, b"")


def test_v3_the_reader_of_stdout_goes_away_in_the_middle(komparu, directory):
    with komparu.running("-l", "many", "others", cwd=directory) as process:
        assert process.stdout.read(100)
        process.stdout.close()
        assert process.wait(TIMEOUT) == 2
        assert process.stderr.read() == b""


def test_v3_a_full_device_as_stderr_is_trouble(komparu, directory, full):
    for operands in (("a", "prefix"), ("a", "missing")):
        assert komparu.run(*operands, cwd=directory, stderr=full).status == 2
        assert komparu.run(*operands, cwd=directory, closed=(2,)).status == 2
    assert komparu.run("-Z", stderr=full).status == 2
    assert komparu.run("a", "b", cwd=directory, stderr=full).status == 1
    assert komparu.run("a", "b", cwd=directory, stdout=full, stderr=full).status == 2


def test_v3_nobody_reads_stderr(komparu, directory):
    for operands in (("a", "prefix"), ("a", "missing")):
        writer = closed_pipe()
        assert komparu.run(*operands, cwd=directory, stderr=writer).status == 2
        os.close(writer)


CLOSED = [tuple(fd for fd in (0, 1, 2) if mask >> fd & 1) for mask in range(1, 8)]


@pytest.mark.parametrize("closed", CLOSED)
def test_closed_descriptors_never_change_what_is_compared(komparu, directory, closed):
    """The files must not take the place of a standard stream, as the system would have it."""
    def status(*args):
        return komparu.run(*args, cwd=directory, closed=closed).status

    assert status("a", "copy") == 0
    assert status("-s", "a", "copy") == 0
    assert status("-s", "a", "b") == 1
    assert status("a", "b") == (2 if 1 in closed else 1)
    assert status("a", "prefix") == (2 if 2 in closed else 1)
    assert status("-l", "many", "others") == (2 if 1 in closed else 1)
    assert status("a", "missing") == 2
    if 0 in closed:
        assert status("a", "-") == 2
        assert status("-", "a") == 2
        assert status("-s", "a") == 2
    assert (directory / "a").read_bytes() == LEFT
    assert (directory / "b").read_bytes() == RIGHT


@pytest.mark.parametrize("name, shown", [
    (b"tab\there", b"tab\\x09here"), (b"new\nline", b"new\\x0aline"),
    (b"\x1b[2Jesc", b"\\x1b[2Jesc"),
    (b"\x7f", b"\\x7f"), (b"\x01\x1f", b"\\x01\\x1f"), (b"plain name", b"plain name"),
])
def test_v5_control_bytes_are_escaped_in_every_message(komparu, directory, name, shown):
    path = os.fsencode(directory) + b"/" + name
    with open(path, "wb") as file:
        file.write(b"abc\n")
    result = komparu.run("-q", "a", name, cwd=directory)
    assert (result.status, result.out) == (1, b"Files a and " + shown + b" differ\n")
    result = komparu.run("a", name, cwd=directory)
    assert result.err == b"komparu: EOF on " + shown + b" after byte 4, line 1\n"
    os.unlink(path)
    result = komparu.run(name, "a", cwd=directory)
    assert result.err == b"komparu: " + shown + b": No such file or directory\n"
    result = komparu.run("-n", name, "a", "b", cwd=directory)
    assert (result.status, result.err.split(b"\n")[0]) == (
        2, b"komparu: invalid --bytes value '" + shown + b"'")


@pytest.mark.parametrize("option", ["--color=never", "--color=auto", "--color=always", "--color"])
def test_color_changes_no_word(komparu, directory, option):
    plain = komparu.run("a", "b", cwd=directory)
    result = komparu.run(option, "a", "b", cwd=directory)
    assert result.status == 1
    without = result.out
    if option in ("--color=always", "--color"):
        while b"\x1b[" in without:
            before, _, after = without.partition(b"\x1b[")
            without = before + after.partition(b"m")[2]
    assert without == plain.out


def test_no_color_is_honoured(komparu, directory):
    result = komparu.run("--color=auto", "a", "b", cwd=directory, env={"NO_COLOR": "1"})
    assert b"\x1b" not in result.out + result.err


def test_progress_goes_to_stderr_only(komparu, directory):
    for right, status in (("b", 1), ("copy", 0)):
        plain = komparu.run("a", right, cwd=directory)
        result = komparu.run("--progress=always", "a", right, cwd=directory)
        assert (result.status, result.out) == (status, plain.out)
    result = komparu.run("--progress=auto", "a", "b", cwd=directory)
    assert result.err == b""


def test_statistics_follow_the_report(komparu, directory):
    for right, status in (("b", 1), ("copy", 0)):
        plain = komparu.run("a", right, cwd=directory)
        result = komparu.run("--stats", "a", right, cwd=directory)
        assert result.status == status
        assert result.out.startswith(plain.out)
        counts = result.out[len(plain.out):] + result.err
        assert any(character in b"123456789" for character in counts), counts


@pytest.mark.parametrize("changes, word", [
    ({"LC_ALL": "C"}, b"char"), ({"LC_ALL": "POSIX"}, b"char"), ({"LC_ALL": "C.UTF-8"}, b"byte"),
    ({"LC_ALL": "xx_YY.UTF-8"}, b"char"), ({"LC_ALL": None}, b"char"),
    ({"LC_ALL": None, "LANG": "C.UTF-8"}, b"byte"), ({"LC_ALL": "", "LANG": "C.UTF-8"}, b"byte"),
    ({"LC_ALL": None, "LC_MESSAGES": "C.UTF-8"}, b"byte"),
    ({"LC_ALL": None, "LC_MESSAGES": "C", "LANG": "C.UTF-8"}, b"char"),
    ({"LC_ALL": "C", "LANG": "C.UTF-8"}, b"char"),
    ({"LC_ALL": None, "LC_CTYPE": "C.UTF-8"}, b"char"),
])
def test_the_word_is_char_in_the_posix_locale_and_byte_elsewhere(komparu, directory, changes, word):
    result = komparu.run("a", "b", cwd=directory, env=changes)
    assert result.out == b"a b differ: " + word + b" 7, line 2\n"
