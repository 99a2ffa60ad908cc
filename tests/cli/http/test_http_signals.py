# SPDX-License-Identifier: MIT
"""V7: signals end every wait for a server, and H16: what waits takes little memory."""

import os
import signal
import threading

import pytest

from answers import SILENCES, A, endless, head, ok, status, then_silence
from command import TIMEOUT, finish, wait_until
from loopback import Mute

# ---- V7: signals ------------------------------------------------------------------------------

SIGNALS = [signal.SIGINT, signal.SIGTERM]


def ends_by(process, number):
    process.send_signal(number)
    assert process.wait(TIMEOUT) == -number
    assert b'"entry"' not in process.stdout.read()


@pytest.mark.parametrize("name", SILENCES)
def test_v7_a_signal_ends_the_wait_in_every_phase(komparu, server, file, name):
    server.answer("/silent", then_silence())
    url = server.answer("/x", SILENCES[name])
    for number, form in ((signal.SIGINT, ()), (signal.SIGTERM, ("--json",))):
        server.requests.clear()
        with komparu.running(*form, file, url) as process:
            server.wait_for("/x")
            ends_by(process, number)


@pytest.mark.parametrize("number", SIGNALS)
def test_v7_a_signal_ends_the_wait_for_a_connection(komparu, deaf, file, number):
    before = deaf.attempts()
    with komparu.running(file, f"http://127.0.0.1:{deaf.port}/x") as process:
        wait_until(lambda: deaf.attempts() > before, "it connects")
        ends_by(process, number)


@pytest.mark.parametrize("number", SIGNALS)
def test_v7_a_signal_ends_a_handshake_and_the_wait_for_a_proxy(komparu, listening, file, number):
    for options in ((), ("--proxy=http://{}",)):
        mute = listening(Mute())
        with komparu.running(*(each.format(mute.authority) for each in options), file,
                             f"https://{mute.authority}/x") as process:
            wait_until(lambda: mute.accepted, "it is connected")
            ends_by(process, number)


@pytest.mark.parametrize("number", SIGNALS)
def test_v7_a_signal_ends_the_wait_before_a_retry(komparu, server, file, number):
    url = server.answer("/x", status(503, "Retry-After: 3600"))
    for options in ((), ("--retry=5",)):
        server.requests.clear()
        with komparu.running(*options, file, url) as process:
            server.wait_for("/x")
            ends_by(process, number)
        assert len(server.requests) == 1


@pytest.mark.parametrize("number", SIGNALS)
def test_v7_a_signal_ends_what_is_held_to_a_rate(komparu, server, files, number):
    body = bytes(1 << 20)
    url = server.answer("/x", ok(body))
    with komparu.running("--limit-rate=1000", files("file", body), url) as process:
        server.wait_for("/x")
        ends_by(process, number)


@pytest.mark.parametrize("number", SIGNALS)
def test_v7_a_signal_ends_trees_and_groups(komparu, server, garden, number):
    for name in range(20):
        (garden / f"{name}").write_bytes(A)
        server.answer(f"/{name}", then_silence())
    urls = [server.url(f"/{name}") for name in range(3)]
    for args in ((garden, server.url("/")), urls):
        server.requests.clear()
        with komparu.running(*args) as process:
            wait_until(lambda: server.requests, "something is asked for")
            ends_by(process, number)


def test_v7_no_verdict_and_nothing_left_behind(komparu, server, file, tmp_path_factory):
    temporary = tmp_path_factory.mktemp("tmp")
    url = server.answer("/x", SILENCES["half a body"])
    with komparu.running("--json", file, url, env={"TMPDIR": str(temporary)}) as process:
        server.wait_for("/x")
        process.send_signal(signal.SIGINT)
        result = finish(process)
    assert result.status == -signal.SIGINT
    assert b'"exit":0' not in result.out and b'"exit":1,' not in result.out
    assert os.listdir(temporary) == []


# ---- H16: memory ------------------------------------------------------------------------------

LIMIT = 64 << 10  # KiB


def peak_memory(process):
    """KiB that a process has had in memory at most."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as lines:
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1])


@pytest.mark.parametrize("ahead", [0, 16 << 20])
def test_h16_a_gigabyte_waits_for_a_slow_side_in_little_memory(komparu, server, ahead):
    """The slow side has delivered as much as it needs for buffers to grow, and then is silent,
    until the fast one cannot send any more."""
    size = 1 << 30
    stuck = threading.Event()
    block = bytes(1 << 20)

    def fast(exchange):
        exchange.send(head(f"Content-Length: {size}"))
        sent = 0
        while not exchange.blocked() and sent < size:
            exchange.send(block[:1 << 16])
            sent += 1 << 16
        stuck.set()
        exchange.silence()

    def slow(exchange):
        exchange.send(head(f"Content-Length: {size}"))
        for _ in range(ahead >> 20):
            exchange.send(block)
        exchange.silence()

    server.answer("/fast", fast)
    server.answer("/slow", slow)
    for operands in (("/fast", "/slow"), ("/slow", "/fast")):
        stuck.clear()
        with komparu.running(*map(server.url, operands)) as process:
            assert stuck.wait(30), "the fast side could send all it had"
            assert peak_memory(process) < LIMIT
            ends_by(process, signal.SIGINT)


def test_h16_a_gigabyte_on_both_sides_takes_little_memory(komparu, server, files):
    """As far as a quarter of it, which is more than enough to see memory grow."""
    size, sent = 1 << 30, [0]
    url = server.answer("/x", endless(head(f"Content-Length: {size}"), bytes(1 << 16), sent))
    zeros = files("zeros")
    os.truncate(zeros, size)
    with komparu.running(zeros, url) as process:
        wait_until(lambda: sent[0] > size >> 2 or process.poll() is not None, "a quarter is sent")
        assert peak_memory(process) < LIMIT
        ends_by(process, signal.SIGTERM)


def test_h16_many_files_at_once_take_little_memory(komparu, server, garden):
    """Every one of them is announced as a gigabyte, and none of them ever ends."""
    count = 24
    for name in range(count):
        with open(garden / f"{name}", "wb") as file:
            os.truncate(file.fileno(), 1 << 30)
        server.answer(f"/{name}", then_silence(head(f"Content-Length: {1 << 30}") + bytes(1 << 20)))
    with komparu.running(f"--connections={count}", garden, server.url("/")) as process:
        wait_until(lambda: len(server.requests) == count or process.poll() is not None,
                   "all are open")
        assert peak_memory(process) < LIMIT + count * (1 << 10)
        ends_by(process, signal.SIGINT)
