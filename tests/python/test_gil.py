# SPDX-License-Identifier: MIT
"""P1 and P2: other threads run while a comparison does, and Ctrl-C ends it."""

import os
import random
import signal
import threading
import time
from functools import partial

import pytest

import komparu
from processes import succeeds
from raw_servers import come_again, silent

# A rule says one second; the machine may be slow.
SOON = 60.0


@pytest.fixture
def waits(endless):
    return endless


@pytest.fixture
def works(busy):
    return busy


@pytest.fixture
def hangs(servers, tmp_path):
    path = tmp_path / "here"
    path.write_bytes(b"x")
    return servers.start(silent).url(), str(path)


@pytest.fixture(params=["waits", "works", "hangs"])
def unending(request):
    """Sources of a comparison that never ends: it waits (for a pipe, a server) or works."""
    return request.getfixturevalue(request.param)


FUNCTIONS = {
    "compare": lambda a, b: komparu.compare(a, b, timeout=None),
    "find_difference": lambda a, b: komparu.find_difference(a, b, timeout=None),
    "compare_all": lambda a, b: komparu.compare_all([a, b], timeout=None),
    "compare_many": lambda a, b: komparu.compare_many([a, b], timeout=None),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_p1_other_threads_run_meanwhile(unending, name):
    """The one thing that ends the call is another Python thread, after it has worked a while."""
    counted = 0

    def count():
        nonlocal counted
        for _ in range(200_000):
            counted += 1
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=count)
    with pytest.raises(KeyboardInterrupt):
        try:
            thread.start()
            FUNCTIONS[name](*unending)
        finally:
            thread.join()
    assert counted == 200_000


@pytest.mark.parametrize("name", FUNCTIONS)
def test_p2_ctrl_c_ends_a_call_at_any_time(unending, name, counts):
    """The times are random, but the same in every run."""
    times = random.Random(f"P2 {name}")
    komparu.compare(*[os.devnull] * 2)
    before = counts.now()
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        for _ in range(15):
            delay = times.uniform(0.0001, 0.03)
            begin = time.monotonic()
            with pytest.raises(KeyboardInterrupt):
                signal.setitimer(signal.ITIMER_REAL, delay)
                FUNCTIONS[name](*unending)
            assert time.monotonic() - begin < SOON
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    counts.settles_at(before)


def test_p2_ctrl_c_ends_the_comparison_of_trees(counts, tree):
    files = {str(number): b"x" for number in range(2000)}
    left, right = tree("l", files), tree("r", files)
    times = random.Random("P2 trees")
    assert komparu.compare_dir(left, right)
    before = counts.now()
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    interrupted = 0
    try:
        for _ in range(20):
            begin = time.monotonic()
            try:
                signal.setitimer(signal.ITIMER_REAL, times.uniform(0.0001, 0.01))
                while True:
                    assert komparu.compare_dir(left, right)
            except KeyboardInterrupt:
                interrupted += 1
            assert time.monotonic() - begin < SOON
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert interrupted == 20
    counts.settles_at(before)


def test_p2_a_handler_that_does_not_raise_ends_nothing(endless):
    """The call goes on, and the handler runs while it does."""
    handled = []

    def handle(number, frame):
        handled.append(number)
        if len(handled) < 5:
            signal.setitimer(signal.ITIMER_REAL, 0.01)
        else:
            threading.Thread(target=write).start()

    def write():
        with open(endless[0], "wb") as fifo:
            fifo.write(b"x")

    previous = signal.signal(signal.SIGALRM, handle)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        assert komparu.compare(*endless)
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert len(handled) == 5


def test_p2_ctrl_c_ends_the_wait_before_a_retry(servers, file):
    interrupt = partial(os.kill, os.getpid(), signal.SIGINT)
    url = servers.start(come_again(3600, interrupt)).url()
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        komparu.compare(file("a"), url)
    assert time.monotonic() - begin < SOON


def test_p2_an_exception_of_a_handler_passes_through(endless):
    def handle(number, frame):
        raise LookupError("from the handler")

    previous = signal.signal(signal.SIGALRM, handle)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        with pytest.raises(LookupError, match="from the handler"):
            komparu.compare(*endless)
    finally:
        signal.signal(signal.SIGALRM, previous)


def test_p2_ctrl_c_in_another_process(endless):
    """As a user does it: the signal goes to the process, the traceback is Python's own."""
    text = """
import os, signal, sys, threading
import komparu
try:
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
    komparu.compare(*sys.argv[1:])
except KeyboardInterrupt:
    print("interrupted", threading.active_count())
"""
    assert succeeds(text, *endless).startswith("interrupted")


def test_calls_from_other_threads_do_not_see_to_signals(endless):
    """A call in a worker thread goes on; the main thread gets the signal."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(komparu.compare(*endless)))
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        while thread.is_alive():
            thread.join(0.01)
    assert thread.is_alive()
    with open(endless[0], "wb") as fifo:
        fifo.write(b"x")
    thread.join()
    assert answers == [True]


@pytest.mark.parametrize("name", ["compare_dir_urls", "compare_trees"])
def test_p2_ctrl_c_ends_a_comparison_of_trees_that_waits(name, servers, tree):
    directory, server = tree("d", {"x": b"1"}), servers.start(silent)
    function = getattr(komparu, name)

    def interrupt():
        server.connected.acquire()
        os.kill(os.getpid(), signal.SIGINT)

    for _ in range(5):
        begin = time.monotonic()
        thread = threading.Thread(target=interrupt)
        with pytest.raises(KeyboardInterrupt):
            try:
                thread.start()
                function(directory, {"x": server.url()}, timeout=None)
            finally:
                thread.join()
        assert time.monotonic() - begin < SOON
