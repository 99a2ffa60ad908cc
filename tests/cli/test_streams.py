# SPDX-License-Identifier: MIT
"""F7: FIFOs, pipes, devices and sockets: the end of a stream is a real end, and no open blocks."""

import fcntl
import os
import shutil
import socket
import subprocess

import pytest

from command import descriptor_of, finish, state_of, wait_until, wait_until_waiting_for
from fifo import write_now, written

CONTENT = bytes(range(251)) * 1000


@pytest.fixture
def fifos(tmp_path):
    def make(name):
        path = tmp_path / name
        os.mkfifo(path)
        return path

    return make


def test_f7_no_writer_is_not_the_end(komparu, files, fifos):
    """A FIFO opened without waiting gives 0 bytes until a writer comes."""
    fifo, empty = fifos("fifo"), files("empty")
    for operands, content, status in (((fifo, empty), b"x", 1), ((empty, fifo), b"x", 1),
                                      ((fifo, empty), b"", 0)):
        with komparu.running(*operands) as process:
            wait_until_waiting_for(process, fifo)
            write_now(fifo, content)
            assert finish(process).status == status


@pytest.mark.parametrize("late", [0, 1])
def test_f7_the_writer_of_one_of_two_fifos_is_late(komparu, fifos, late):
    pair = (fifos("left"), fifos("right"))
    for content, status in ((b"same", 0), (b"else", 1)):
        with komparu.running(*pair) as process, written((pair[1 - late], [b"same"])):
            wait_until_waiting_for(process, pair[late])
            write_now(pair[late], content)
            assert finish(process).status == status


@pytest.mark.parametrize("times", range(20))
def test_f7_two_fifos_are_never_the_same_by_a_false_end(komparu, fifos, times):
    del times  # a race: once may be luck
    left, right = fifos("left"), fifos("right")
    with written((left, [b"left"]), (right, [b"LEFT"])):
        result = komparu.run(left, right)
    assert result.status == 1, result
    assert result.out.endswith(b" differ: char 1, line 1\n")


def test_f7_a_writer_that_writes_nothing_makes_an_empty_stream(komparu, files, fifos):
    fifo = fifos("fifo")
    for other, status in ((files("empty"), 0), (files("file", b"x"), 1)):
        with written((fifo, [])):
            result = komparu.run(fifo, other)
        assert result.status == status
        if status:
            assert result.err.endswith(b"EOF on %s which is empty\n" % os.fsencode(fifo))


@pytest.mark.parametrize("piece", [1, 4096, 100_000])
def test_f7_a_stream_in_pieces(komparu, files, fifos, piece):
    content = CONTENT[:5000] if piece == 1 else CONTENT
    fifo, file, other = fifos("fifo"), files("file", content), files("other", content[:-1] + b"!")
    pieces = [content[start:start + piece] for start in range(0, len(content), piece)]
    for right, status in ((file, 0), (other, 1)):
        with written((fifo, pieces)):
            assert komparu.run(fifo, right).status == status


def test_f7_process_substitution(komparu, bash, files):
    left, right, other = files("left", CONTENT), files("right", CONTENT), files("o", CONTENT + b"x")

    def status(script):
        return bash.run("-c", script, komparu.executable, left, right, other).status

    assert status('"$0" <(cat "$1") <(cat "$2")') == 0
    assert status('"$0" <(cat "$1") "$2"') == 0
    assert status('"$0" "$2" <(cat "$1")') == 0
    assert status('"$0" <(cat "$1") <(cat "$3")') == 1
    assert status('"$0" -s <(cat "$3") <(cat "$1")') == 1
    assert status('"$0" <(exit 0) <(exit 0)') == 0
    assert status('cat "$1" | "$0" - <(cat "$2")') == 0
    assert status('cat "$1" | "$0" <(cat "$3")') == 1
    assert status('exec 7<"$1"; "$0" /dev/fd/7 "$2"') == 0
    assert status('exec 7<"$1"; "$0" "$3" /dev/fd/7') == 1
    assert status('"$0" "$1" - < <(cat "$2")') == 0
    assert status('"$0" "$1" - <<< x') == 1


def test_f7_a_descriptor_by_its_number(komparu, files):
    content = CONTENT[:50_000]  # what a pipe holds by itself
    file, other = files("file", content), files("other", content[:-1])
    for right, status in ((file, 0), (other, 1)):
        reader, writer = os.pipe()
        os.write(writer, content)
        os.close(writer)
        assert komparu.run(f"/dev/fd/{reader}", right, pass_fds=(reader,)).status == status
        os.close(reader)
    result = komparu.run("/dev/fd/987", file)
    assert result.status == 2
    assert b"No such file or directory" in result.err


def flags_of(fd):
    return fcntl.fcntl(fd, fcntl.F_GETFL)


@pytest.mark.parametrize("blocking", [True, False])
def test_f7_standard_input_keeps_its_flags(komparu, files, blocking):
    """Other programs share the open file, and a pipe that does not block is waited for."""
    file = files("file", CONTENT)
    reader, writer = os.pipe()
    os.set_blocking(reader, blocking)
    before = flags_of(reader)
    with komparu.running("-", file, stdin=reader) as process:
        wait_until(lambda: descriptor_of(process, file) is not None, "it has begun")
        with open(writer, "wb", buffering=0) as pipe:
            wait_until(lambda: state_of(process) == "S", "it waits for input")
            assert flags_of(reader) == before
            pipe.write(CONTENT[:100])
            wait_until(lambda: state_of(process) == "S", "it waits for more")
            pipe.write(CONTENT[100:])
        assert finish(process).status == 0
    assert flags_of(reader) == before
    os.close(reader)


@pytest.mark.parametrize("operand", ["-", "/dev/stdin"])
def test_f7_standard_input_as_a_socket(komparu, files, operand):
    """A socket can be inherited, but it cannot be opened by name."""
    ours, theirs = socket.socketpair()
    with komparu.running(operand, files("file", b"abc"), stdin=theirs.fileno()) as process:
        theirs.close()
        try:
            ours.sendall(b"abc")
        except (BrokenPipeError, ConnectionResetError):
            assert operand != "-"
        ours.close()
        result = finish(process)
    assert result.status == (0 if operand == "-" else 2), result


def test_f7_a_socket_is_trouble(komparu, files):
    file = files("file", b"abc")
    path = file.with_name("socket")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    for operands in ((path, file), (file, path), (path, path)):
        result = komparu.run("--json", *operands)
        assert result.status == 2
        assert b'"reason":"wrong_kind"' in result.out
    listener.close()


def test_f7_devices(komparu, files):
    zeros, empty = files("zeros", bytes(100)), files("empty")
    assert komparu.run("-n", "100", "/dev/zero", zeros).status == 0
    assert komparu.run("-n", "101", "/dev/zero", zeros).status == 1
    assert komparu.run("-n", "100", zeros, "/dev/full").status == 0
    assert komparu.run("/dev/zero", files("other", b"\0\0x")).status == 1
    assert komparu.run("-s", "/dev/zero", zeros).status == 1
    assert komparu.run("/dev/null", empty).status == 0
    assert komparu.run("/dev/null", "/dev/null").status == 0
    assert komparu.run("/dev/null", zeros).status == 1
    assert komparu.run("-n", "5", "/dev/zero", "/dev/zero").status == 2


@pytest.fixture
def loop_device(files, root):
    """A block device that holds CONTENT and then zeros up to whole sectors."""
    image = files("image", CONTENT + bytes(-len(CONTENT) % 4096))
    losetup = shutil.which("losetup")
    if not losetup:
        pytest.skip("losetup is not installed")
    found = subprocess.run([losetup, "--find", "--show", image], capture_output=True, check=False)
    if found.returncode != 0:
        pytest.skip(f"no loop device to be had: {found.stderr.decode(errors='replace')}")
    device = found.stdout.decode().strip()
    yield device, image.read_bytes()
    subprocess.run([losetup, "--detach", device], check=True)


@pytest.mark.parametrize("options", [(), ("-s",), ("-q",), ("-l",), ("--io=mmap",), ("--jobs=2",)])
def test_f7_a_block_device_is_read_to_its_size(komparu, files, loop_device, options):
    device, content = loop_device
    equal, last = files("equal", content), files("last", content[:-1] + b"x")
    for right, status in ((equal, 0), (last, 1), (files("shorter", content[:-1]), 1),
                          (files("longer", content + b"x"), 1), (files("empty"), 1)):
        assert komparu.run(*options, device, right).status == status
        assert komparu.run(*options, right, device).status == status
    assert komparu.run(*options, "-i", "4096", device, equal).status == 0
    assert komparu.run(*options, "-n", str(len(content) - 1), device, last).status == 0


def test_f7_a_terminal_does_not_become_the_controlling_one(komparu, files):
    ours, theirs = os.openpty()
    path = os.ttyname(theirs)
    with komparu.running(path, files("file", b"abc"), session=True) as process:
        wait_until(lambda: descriptor_of(process, path) is not None, "the terminal is open")
        wait_until(lambda: state_of(process) == "S", "it waits for input")
        with open(f"/proc/{process.pid}/stat", "rb") as stat:
            controlling_terminal = stat.read().rpartition(b")")[2].split()[4]
        assert controlling_terminal == b"0"
    os.close(ours)
    os.close(theirs)


def test_f7_an_error_on_the_other_side_does_not_wait_for_a_fifo(komparu, fifos):
    fifo = fifos("fifo")
    missing = fifo.with_name("missing")
    for operands in ((fifo, missing), (missing, fifo)):
        result = komparu.run(*operands)
        assert result.status == 2
        assert b"No such file or directory" in result.err


def test_f7_two_standard_inputs_are_refused_before_anything_is_read(komparu):
    reader, writer = os.pipe()
    os.write(writer, b"abc")
    assert komparu.run("-", "-", stdin=reader).status == 2
    assert os.read(reader, 10) == b"abc"
    os.close(reader)
    os.close(writer)
