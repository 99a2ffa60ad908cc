# SPDX-License-Identifier: MIT
"""V7: signals and time limits end every wait and every comparison."""

import os
import signal
import subprocess

import pytest

from command import TIMEOUT, descriptor_of, finish, wait_until, wait_until_waiting_for

SIGNALS = [signal.SIGINT, signal.SIGTERM]


@pytest.fixture
def fifo(tmp_path):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


def bytes_read_by(process):
    with open(f"/proc/{process.pid}/io", encoding="ascii") as io:
        return int(io.readline().split()[1])


def wait_until_busy(process, *paths):
    """Waits until the paths are open and megabytes have gone through."""
    wait_until(lambda: all(descriptor_of(process, p) is not None for p in paths), "files are open")
    wait_until(lambda: bytes_read_by(process) > 4 << 20 or process.poll() is not None, "it reads")


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("options", [(), ("-s",), ("-l",), ("--json",)])
def test_v7_a_signal_ends_the_wait_for_a_writer(komparu, files, fifo, number, options):
    file = files("file", b"abc")
    for operands in ((fifo, file), (file, fifo)):
        with komparu.running(*options, *operands) as process:
            wait_until_waiting_for(process, fifo)
            process.send_signal(number)
            assert process.wait(TIMEOUT) == -number


@pytest.mark.parametrize("number", SIGNALS)
def test_v7_a_signal_ends_the_wait_for_more(komparu, files, fifo, number):
    content = b"abc" * 100_000
    file = files("file", content)
    with komparu.running(fifo, file) as process:
        with open(fifo, "wb", buffering=0) as writer:
            writer.write(content[:-1])
            wait_until_waiting_for(process, fifo)
            process.send_signal(number)
            assert process.wait(TIMEOUT) == -number


@pytest.mark.parametrize("number", SIGNALS)
def test_v7_a_signal_ends_the_wait_for_standard_input(komparu, files, number):
    with komparu.running("-", files("file", b"abc"), stdin=subprocess.PIPE) as process:
        wait_until_waiting_for(process)
        process.send_signal(number)
        assert process.wait(TIMEOUT) == -number


@pytest.mark.parametrize("number", SIGNALS)
def test_v7_a_signal_ends_an_endless_comparison(komparu, number):
    with komparu.running("/dev/zero", "/dev/full") as process:
        wait_until_busy(process, "/dev/zero", "/dev/full")
        process.send_signal(number)
        assert process.wait(TIMEOUT) == -number


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("jobs", ["1", "8"])
def test_v7_a_signal_ends_a_long_comparison_of_files(komparu, faults, files, number, jobs):
    """Short reads make it long, and nothing is known of holes in files on FUSE."""
    left, right = files("left"), files("right")
    for path in (left, right):
        os.truncate(path, 1 << 30)
    env = faults.env("; ".join(f"short path=/{name} size=128; fstype path=/{name} size=0x65735546"
                               for name in ("left", "right")))
    with komparu.running("--io=read", f"--jobs={jobs}", left, right, env=env) as process:
        wait_until(lambda: len(faults.acted()) >= 100, "reads have been cut short")
        process.send_signal(number)
        assert process.wait(TIMEOUT) == -number


def test_v7_nothing_is_left_behind(komparu, files, fifo, tmp_path_factory):
    temporary = tmp_path_factory.mktemp("tmp")
    with komparu.running(fifo, files("file", b"abc"), env={"TMPDIR": str(temporary)}) as process:
        wait_until_waiting_for(process, fifo)
        process.send_signal(signal.SIGTERM)
        process.wait(TIMEOUT)
    assert os.listdir(temporary) == []
    assert sorted(os.listdir(fifo.parent)) == ["fifo", "file"]


def test_v7_output_before_the_signal_is_not_lost_in_a_wrong_verdict(komparu, files, fifo):
    """An interrupted run says neither same nor differ."""
    with komparu.running("--json", fifo, files("file", b"abc")) as process:
        wait_until_waiting_for(process, fifo)
        process.send_signal(signal.SIGINT)
        result = finish(process)
    assert result.status == -signal.SIGINT
    assert b'"differ",' not in result.out and b'"exit":0' not in result.out
    assert b'"exit":1' not in result.out.replace(b'"exit":130', b"")


@pytest.mark.parametrize("number", SIGNALS)
def test_v7_a_signal_that_was_ignored_stays_ignored(komparu, files, fifo, number):
    """As under nohup or in a background job of a shell script."""
    with komparu.running(fifo, files("file", b"abc"), ignored=(number,)) as process:
        wait_until_waiting_for(process, fifo)
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            masks = dict(line.split(":", 1) for line in status)
        assert int(masks["SigIgn"], 16) >> (number - 1) & 1
        process.send_signal(number)
        with open(fifo, "wb") as writer:
            writer.write(b"abc")
        assert process.wait(TIMEOUT) == 0


def test_v7_a_shell_sees_143(komparu, bash, files, fifo):
    script = '"$0" "$1" "$2" & pid=$!; read -r < "$3"; kill -TERM $pid; wait $pid; echo $?'
    go = fifo.with_name("go")
    os.mkfifo(go)
    with bash.running("-c", script, komparu.executable, fifo, files("file"), go) as process:
        with open(go, "w", encoding="ascii") as writer:
            children = f"/proc/{process.pid}/task/{process.pid}/children"

            def started():
                with open(children, encoding="ascii") as pids:
                    return pids.read().strip() != ""

            wait_until(started, "the command runs")
            writer.write("go\n")
        assert finish(process).out == b"143\n"


@pytest.mark.parametrize("options", [(), ("-s",)])
def test_a_time_limit_ends_the_wait_for_a_writer(komparu, files, fifo, options):
    result = komparu.run("--time-limit=1", *options, fifo, files("file", b"abc"))
    assert (result.status, result.out) == (2, b"")
    assert b"time" in result.err


def test_a_time_limit_has_a_reason(komparu, files, fifo):
    result = komparu.run("--json", "--time-limit=1", fifo, files("file", b"abc"))
    assert result.status == 2
    assert b'"reason":"timed_out"' in result.out
    assert b'"exit":2' in result.out


def test_a_time_limit_ends_an_endless_comparison(komparu):
    result = komparu.run("--time-limit=1", "/dev/zero", "/dev/full")
    assert (result.status, result.out) == (2, b"")
    assert b"time" in result.err


def test_a_time_limit_that_is_not_reached_does_nothing(komparu, files):
    left, right = files("left", b"abc"), files("right", b"abc")
    assert komparu.run("--time-limit=1000", left, right).status == 0
