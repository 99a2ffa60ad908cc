# SPDX-License-Identifier: MIT
"""H15: servers that say nothing, or little, or far more than the other side."""

import contextlib
import os
import re
import time

import pytest

from answers import (SILENCES, A, chunks, endless, head, ok, redirect, then_close, then_silence,
                     trickled)
from command import TIMEOUT, finish
from loopback import Listener, Mute
from outcomes import judged, message_of, word_of

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


# ---- H15: silence -----------------------------------------------------------------------------

@pytest.mark.parametrize("name", SILENCES)
def test_h15_a_silent_server_is_trouble_after_the_stall_limit(komparu, server, file, name):
    server.answer("/silent", then_silence())
    url = server.answer("/x", SILENCES[name])
    assert judged(komparu, BRIEF, file, url) == SILENT


@pytest.mark.parametrize("name", ["no answer", "half a body", "no end"])
def test_h15_two_silent_servers_are_trouble(komparu, server, name):
    left, right = (server.answer(path, SILENCES[name]) for path in ("/x", "/y"))
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
    server.answer("/base/b", SILENCES["half a body"])
    server.answer("/base/c", ok(A[::-1]))
    base = server.url("/base/")
    result = komparu.run(PATIENT, garden, base)
    assert (result.status, result.out) == (2, f"Files {garden}/c and {base}c differ\n".encode())
    assert result.err.startswith(f"komparu: {base}b: ".encode())


# ---- the limit of all ------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["no answer", "half a body", "no end"])
def test_a_time_limit_ends_the_wait_for_a_server(komparu, server, file, name):
    url = server.answer("/x", SILENCES[name])
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
