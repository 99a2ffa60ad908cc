# SPDX-License-Identifier: MIT
"""P3: importing, forking, and the end of the interpreter."""

import json

import pytest

from processes import succeeds

IMPORT = """
import json, os, sys

def mapped():
    with open("/proc/self/maps") as maps:
        return {os.path.basename(line.split()[-1]) for line in maps if "/" in line}

modules, libraries = set(sys.modules), mapped()
import komparu
print(json.dumps({
    "threads": len(os.listdir("/proc/self/task")),
    "libraries": sorted(mapped() - libraries),
    "modules": sorted(set(sys.modules) - modules),
}))
"""


def test_p3_importing_loads_and_starts_nothing():
    found = json.loads(succeeds(IMPORT))
    assert found["threads"] == 1
    heavy = ("libcurl", "libarchive", "libssl", "libcrypto", "libisal", "libz.", "liblzma")
    assert [name for name in found["libraries"] if name.startswith(heavy)] == []
    unwanted = {"asyncio", "urllib", "urllib.parse", "concurrent", "socket", "logging", "ssl"}
    assert unwanted.isdisjoint(found["modules"])


def test_p3_a_small_comparison_starts_no_thread(file):
    text = """
import os, sys, komparu
assert komparu.compare(*sys.argv[1:])
print(len(os.listdir("/proc/self/task")))
"""
    assert succeeds(text, file("a", b"x"), file("b", b"x")) == "1\n"


def test_aio_is_there_without_being_imported():
    text = """
import komparu, sys
assert "asyncio" not in sys.modules
assert komparu.aio.Session and "asyncio" in sys.modules
try:
    komparu.nothing
except AttributeError as error:
    print(error)
"""
    assert succeeds(text) == "module 'komparu' has no attribute 'nothing'\n"


FORK = """
import asyncio, os, signal, sys, threading
import komparu, komparu.aio
a, b, fifo = sys.argv[1:4]
signal.alarm(60)

def use():
    assert komparu.compare(a, b)
    assert komparu.compare_many([a, b]).all_equal
    assert asyncio.run(komparu.aio.compare(a, b))
    komparu.configure(chunk_size=4096)
    assert komparu.compare(a, b)

def child_succeeds():
    pid = os.fork()
    if pid == 0:
        try:
            signal.alarm(30)
            use()
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0
"""


def test_p3_fork_while_idle(file, endless):
    text = FORK + """
assert child_succeeds()
use()
assert child_succeeds()
use()
"""
    succeeds(text, file("a", b"x"), file("b", b"x"), endless[0])


def test_p3_fork_during_a_call_of_another_thread(file, endless):
    text = FORK + """
answers = []
thread = threading.Thread(target=lambda: answers.append(komparu.compare(fifo, a)))
thread.start()
for _ in range(5):
    assert child_succeeds()
with open(fifo, "wb") as writer:
    writer.write(b"x")
thread.join()
assert answers == [True]
"""
    succeeds(text, file("a", b"x"), file("b", b"x"), endless[0])


def test_p3_fork_during_native_work_of_a_loop(file, endless):
    text = FORK + """
async def main():
    task = asyncio.create_task(komparu.aio.compare(fifo, a))
    assert await komparu.aio.compare(a, b)
    for _ in range(5):
        assert await asyncio.get_running_loop().run_in_executor(None, child_succeeds)
    with open(fifo, "wb") as writer:
        writer.write(b"x")
    assert await task
asyncio.run(main())
use()
"""
    succeeds(text, file("a", b"x"), file("b", b"x"), endless[0])


def test_p3_fork_after_urls_were_fetched(file, endless, servers):
    from raw_servers import answering, ok

    server = servers.start(answering(ok(b"x")))
    text = FORK + """
url = sys.argv[4]
assert komparu.compare(a, url)
usual = use
def use():
    usual()
    assert komparu.compare(a, url)
    assert asyncio.run(komparu.aio.compare(url, b))
for _ in range(3):
    assert child_succeeds()
    use()
"""
    succeeds(text, file("a", b"x"), file("b", b"x"), endless[0], server.url())


def test_a_process_pool_can_be_used(file):
    text = """
import multiprocessing, sys
import komparu

def work(pair):
    return komparu.compare(*pair)

if __name__ == "__main__":
    assert work(sys.argv[1:])
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(all(pool.map(work, [sys.argv[1:]] * 20)))
"""
    assert succeeds(text, file("a", b"x"), file("b", b"x")) == "True\n"


@pytest.mark.parametrize("pair", ["endless", "busy"])
def test_p3_the_interpreter_ends_with_work_of_a_loop_under_way(request, pair):
    """The loop is left open, with its task and its native work."""
    text = """
import asyncio, sys
import komparu.aio
loop = asyncio.new_event_loop()
task = loop.create_task(komparu.aio.compare(*sys.argv[1:]))
task._log_destroy_pending = False
loop.run_until_complete(asyncio.sleep(0.01))
asyncio.BaseEventLoop.__del__ = lambda self: None
print("end")
"""
    assert succeeds(text, *request.getfixturevalue(pair)) == "end\n"


@pytest.mark.parametrize("pair", ["endless", "busy"])
def test_p3_the_interpreter_ends_with_a_call_of_a_daemon_thread_under_way(request, pair):
    text = """
import sys, threading
import komparu

def call():
    try:
        komparu.compare(*sys.argv[1:])
    except komparu.KomparuError:
        pass

threading.Thread(target=call, daemon=True).start()
print("end")
"""
    for _ in range(5):
        assert succeeds(text, *request.getfixturevalue(pair)) == "end\n"


def test_p3_a_daemon_thread_may_outlive_the_interpreter_for_long(busy):
    """It meets the end of the interpreter in the middle of a comparison."""
    text = """
import sys, threading, time
import komparu

class Lasting:
    def __del__(self, clock=time.monotonic):
        end = clock() + 0.3
        while clock() < end:
            pass

lasting = Lasting()
threading.Thread(target=komparu.compare, args=sys.argv[1:], daemon=True).start()
print("end")
"""
    assert succeeds(text, *busy) == "end\n"


def test_p2_a_child_that_a_thread_has_forked_sees_to_signals(busy):
    text = """
import os, signal, sys, threading
import komparu

def child():
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        komparu.compare(*sys.argv[1:])
    except ZeroDivisionError:
        os._exit(7)

def forking():
    pid = os.fork()
    if not pid:
        child()
    statuses.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

statuses = []
signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
thread = threading.Thread(target=forking)
thread.start()
thread.join()
print(statuses)
"""
    assert succeeds(text, *busy) == "[7]\n"


def test_p3_the_interpreter_ends_after_everything_was_used(file, servers):
    from raw_servers import answering, ok

    text = """
import asyncio, sys
import komparu, komparu.aio
for _ in range(3):
    assert komparu.compare_all(sys.argv[1:])
    assert asyncio.run(komparu.aio.compare_all(sys.argv[1:]))
print(komparu.build_info()["komparu"] == komparu.__version__)
"""
    server = servers.start(answering(ok(b"x")))
    assert succeeds(text, file("a", b"x"), file("b", b"x"), server.url()) == "True\n"
