# SPDX-License-Identifier: MIT
"""H15, H16, V7: servers that say nothing, or little, or far more than the other side."""

import contextlib
import os
import re
import signal
import socket
import threading
import time

import pytest

from answers import (chunks, endless, head, ok, redirect, status, then_close, then_silence,
                     trickled)
from command import TIMEOUT, finish, wait_until
from loopback import Listener, discard_until_closed
from outcomes import judged, message_of, word_of

A = b"abc\ndef\n"
SILENT = (2, "http")
# For what never says anything, and for what says something several times within it.
BRIEF = "--timeout=0.15"
STALL = "--timeout=0.3"
# For a server that has something to say before it falls silent, on a busy machine, too.
PATIENT = "--timeout=1.5"


class Pace:
    """The pauses in what the slow side says. On a busy machine they are longer than the test means
    them to be, and then a run has proven nothing."""

    LONGEST = 0.15  # half of STALL

    def __init__(self):
        self._last = self.longest = 0.0

    def begin(self):
        self._last, self.longest = time.monotonic(), 0.0

    def went_on(self):
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now

    def kept(self, run):
        """What run() returns, of a run in which no pause was too long."""
        end = time.monotonic() + TIMEOUT
        while True:
            self.begin()
            result = run()
            if self.longest < self.LONGEST or time.monotonic() > end:
                return result

    def trickled(self, data, pause, step=1):
        """As answers.trickled()."""
        pieces = [data[start:start + step] for start in range(0, len(data), step)]

        def answer(exchange):
            for piece in pieces:
                exchange.send(piece)
                self.went_on()
                if exchange.server.stopped.wait(pause):
                    exchange.close()

        return answer


@pytest.fixture
def file(files):
    return files("file", A)


class Mute(Listener):
    """Accepts connections and never says anything."""

    def serve(self, connection, number):
        discard_until_closed(connection)


class Deaf:
    """A port that answers no attempt to connect: the queue for them is full."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.port = self._socket.getsockname()[1]
        self._waiting = []
        while self._connects():
            pass

    def _connects(self):
        attempt = socket.socket()
        self._waiting.append(attempt)
        attempt.settimeout(0.2)
        try:
            attempt.connect(("127.0.0.1", self.port))
        except TimeoutError:
            return False
        return True

    def attempts(self):
        """How many sockets try to connect to it now: /proc tells their state, SYN_SENT."""
        pattern = rf"^\s*\d+: \w+:\w+ 0100007F:{self.port:04X} 02 "
        with open("/proc/net/tcp", encoding="ascii") as table:
            return len(re.findall(pattern, table.read(), re.MULTILINE))

    def close(self):
        for each in (self._socket, *self._waiting):
            each.close()


@pytest.fixture
def deaf():
    port = Deaf()
    yield port
    port.close()


# ---- H15: silence -----------------------------------------------------------------------------

PHASES = {
    "no answer": then_silence(),
    "half a status": then_silence(b"HTTP/1.1 2"),
    "half a head": then_silence(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n"),
    "an interim answer": then_silence(head(status=103)),
    "no body": then_silence(head("Content-Length: 8")),
    "half a body": then_silence(ok(A)[:-4]),
    "half a chunk": then_silence(head("Transfer-Encoding: chunked") + b"8\r\nabc\n"),
    "no last chunk": then_silence(head("Transfer-Encoding: chunked") + chunks(A, last=False)),
    "no end": then_silence(head() + A),
    "a redirect's body": then_silence(head("Location: /silent", "Content-Length: 9", status=302)),
}


@pytest.mark.parametrize("name", PHASES)
def test_h15_a_silent_server_is_trouble_after_the_stall_limit(komparu, server, file, name):
    server.answer("/silent", then_silence())
    url = server.answer("/x", PHASES[name])
    assert judged(komparu, BRIEF, file, url) == SILENT


@pytest.mark.parametrize("name", ["no answer", "half a body", "no end"])
def test_h15_two_silent_servers_are_trouble(komparu, server, name):
    left, right = (server.answer(path, PHASES[name]) for path in ("/x", "/y"))
    assert judged(komparu, BRIEF, left, right) == SILENT


def test_h15_a_silent_handshake_is_trouble(komparu, listening, file):
    """TLS is part of connecting."""
    url = f"https://{listening(Mute()).authority}/x"
    result = judged(komparu, "--connect-timeout=0.2", BRIEF, "--retry=0", file, url)
    assert result in (SILENT, (2, "tls"))


def test_h15_a_silent_proxy_is_trouble(komparu, listening, server, file):
    mute = listening(Mute())
    for url in (server.url("/x"), f"https://{server.authority}/x"):
        result = judged(komparu, "--connect-timeout=0.2", BRIEF, "--retry=0",
                        f"--proxy=http://{mute.authority}", file, url)
        assert result == SILENT


def test_h15_a_connection_that_does_not_come_about_is_trouble(komparu, deaf, server, file):
    url = f"http://127.0.0.1:{deaf.port}/x"
    led = server.answer("/x", redirect(url))
    for each in (url, led):
        assert judged(komparu, "--connect-timeout=0.2", "--retry=0", file, each) == SILENT


def test_h15_the_message_says_that_time_is_up(komparu, server, deaf, file):
    for url in (server.answer("/x", then_silence()), f"http://127.0.0.1:{deaf.port}/x"):
        result = komparu.run("--json", BRIEF, "--connect-timeout=0.2", "--retry=0", file, url)
        assert re.search("time|stall|slow|arrived", message_of(result)), result


@pytest.mark.parametrize("answer", [
    ok(A * 2), head("Transfer-Encoding: chunked") + chunks(A, A),
])
def test_h15_a_slow_server_alone_is_no_error(komparu, server, files, answer):
    """It takes several times the stall limit, but there is always something."""
    pace = Pace()
    url = server.answer("/x", pace.trickled(answer, 0.02))
    for last, expected in ((A[-1:], (0, "same")), (b"!", (1, "content"))):
        file = files("file", A + A[:-1] + last)
        assert pace.kept(lambda: judged(komparu, STALL, file, url)) == expected


def test_h15_a_slow_side_does_not_time_the_other_one_out(komparu, server):
    """The fast side is through with all it has to say and waits longer than the limit."""
    pace = Pace()
    slow = server.answer("/slow", pace.trickled(ok(A * 4), 0.02))
    fast = server.answer("/fast", ok(A * 4))
    for operands in ((slow, fast), (fast, slow)):
        assert pace.kept(lambda: judged(komparu, STALL, *operands)) == (0, "same")


def test_h15_a_paused_side_does_not_time_out_while_the_other_advances(komparu, server):
    """More than any buffer holds waits on the fast side for a slow one."""
    body = bytes(12 << 20)
    pace = Pace()
    slow = server.answer("/slow", pace.trickled(ok(body), 0.05, step=1 << 20))
    fast = server.answer("/fast", ok(body))
    assert pace.kept(lambda: judged(komparu, STALL, slow, fast)) == (0, "same")


def test_h15_a_paused_side_ends_with_the_one_that_stalls(komparu, server):
    """libcurl exempts paused transfers from its own limits."""
    body = bytes(12 << 20)
    stalled = server.answer("/stalled", then_silence(ok(body)[:1 << 20]))
    fast = server.answer("/fast", ok(body))
    for operands in ((stalled, fast), (fast, stalled)):
        assert judged(komparu, STALL, *operands) == SILENT


def test_h15_a_slow_pipe_alone_is_no_error(komparu, server):
    """The server is through with what it has to say; it is the pipe that takes its time."""
    pace = Pace()
    url = server.answer("/x", ok(A))

    def run():
        reader, writer = os.pipe()
        with komparu.running("--json", STALL, "-", url, stdin=reader) as process:
            os.close(reader)
            with open(writer, "wb", buffering=0) as pipe:
                for byte in A:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.write(bytes([byte]))
                    pace.went_on()
                    server.stopped.wait(0.1)  # the pace of the pipe
            return word_of(finish(process))

    assert pace.kept(run) == (0, "same")


def test_h15_a_difference_before_the_silence_is_proven(komparu, server, file):
    differs = server.answer("/x", then_silence(head("Content-Length: 8") + b"abX"))
    for operands in ((file, differs), (differs, file)):
        assert judged(komparu, PATIENT, *operands) == (1, "content")
        assert komparu.run("-s", PATIENT, *operands).status == 1


def test_h15_a_silent_body_does_not_hold_a_verdict_up(komparu, server, file):
    """What is to be compared has arrived, or the length settles it."""
    enough = server.answer("/y", then_silence(head("Content-Length: 8") + b"abc"))
    assert judged(komparu, "-n3", file, enough) == (0, "same")
    for option in ("-s", "-q"):
        other = server.answer("/z", then_silence(head("Content-Length: 9")))
        assert komparu.run(option, file, other).status == 1


def test_h15_stalls_in_a_tree_are_told_entry_by_entry(komparu, server, garden):
    for name in ("a", "b", "c"):
        (garden / name).write_bytes(A)
        server.answer(f"/base/{name}", ok(A))
    server.answer("/base/b", PHASES["half a body"])
    server.answer("/base/c", ok(A[::-1]))
    base = server.url("/base/")
    result = komparu.run(PATIENT, garden, base)
    assert (result.status, result.out) == (2, f"Files {garden}/c and {base}c differ\n".encode())
    assert result.err.startswith(f"komparu: {base}b: ".encode())


# ---- the limit of all ------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["no answer", "half a body", "no end"])
def test_a_time_limit_ends_the_wait_for_a_server(komparu, server, file, name):
    url = server.answer("/x", PHASES[name])
    for operands in ((file, url), (url, url)):
        assert judged(komparu, "--time-limit=0.2", *operands) == (2, "timed_out")


def test_a_time_limit_ends_trickles_and_endless_bodies(komparu, server, deaf):
    trickle = server.answer("/x", trickled(ok(A * 1000), 0.05))
    zeros = server.answer("/y", endless(head("Transfer-Encoding: chunked"), chunks(bytes(65536),
                                                                                   last=False)))
    deaf_url = f"http://127.0.0.1:{deaf.port}/x"
    for left, right in ((trickle, trickle), (zeros, "/dev/zero"), (zeros, zeros),
                        (deaf_url, deaf_url)):
        assert judged(komparu, "--time-limit=0.3", left, right) == (2, "timed_out")


def test_a_time_limit_that_is_not_reached_does_nothing(komparu, server, file):
    assert judged(komparu, "--time-limit=1000", file, server.answer("/x", ok(A))) == (0, "same")


# ---- V7: signals ------------------------------------------------------------------------------

SIGNALS = [signal.SIGINT, signal.SIGTERM]


def ends_by(process, number):
    process.send_signal(number)
    assert process.wait(TIMEOUT) == -number
    assert b'"entry"' not in process.stdout.read()


@pytest.mark.parametrize("name", PHASES)
def test_v7_a_signal_ends_the_wait_in_every_phase(komparu, server, file, name):
    server.answer("/silent", then_silence())
    url = server.answer("/x", PHASES[name])
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
    url = server.answer("/x", PHASES["half a body"])
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


def test_h15_a_peer_that_closes_at_once_is_trouble(komparu, listening, file):
    class Closing(Listener):
        def serve(self, connection, number):
            pass

    url = f"http://{listening(Closing()).authority}/x"
    assert judged(komparu, file, url) == SILENT


def test_h15_a_server_that_closes_idle_connections_is_none_of_them(komparu, server, garden):
    """A connection that is kept for the next file may be gone when it is needed."""
    for name in range(6):
        (garden / f"{name}").write_bytes(A)
        server.answer(f"/{name}", then_close(ok(A)))
    result = komparu.run("--connections=1", garden, server.url("/"))
    assert (result.status, result.out, result.err) == (0, b"", b"")
