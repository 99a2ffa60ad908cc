# SPDX-License-Identifier: MIT
"""Event loops of all kinds: many, in many threads, without descriptors, uvloop."""

import asyncio
import gc
import threading
import time
import weakref

import pytest

import komparu
from komparu import aio
from processes import wait_until


class NoReaders(asyncio.SelectorEventLoop):
    """As the loop of Windows that uses completion ports: it watches no descriptors."""

    def add_reader(self, *arguments):
        raise NotImplementedError

    def remove_reader(self, *arguments):
        raise NotImplementedError


def uvloop_loop():
    return pytest.importorskip("uvloop", reason="uvloop is not installed").new_event_loop()


@pytest.fixture(params=[asyncio.SelectorEventLoop, NoReaders, uvloop_loop])
def new_loop(request):
    """Makes loops of one kind."""
    if request.param is uvloop_loop:
        uvloop_loop().close()
    return request.param


def run(loop, coroutine):
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


async def all_kinds(a, b, missing, endless):
    assert await aio.compare(a, b)
    assert await asyncio.gather(*[aio.compare(a, b) for _ in range(200)]) == [True] * 200
    for _ in range(20):
        with pytest.raises(komparu.SourceNotFoundError):
            await aio.compare(a, missing)
        with pytest.raises(komparu.ComparisonTimeoutError):
            await aio.compare(*endless, comparison_timeout=0.001)
        task = asyncio.ensure_future(aio.compare(*endless))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await aio.compare_many([a, b])).all_equal
    return "done"


def test_answers_errors_and_cancellations(new_loop, file, tmp_path, endless):
    a, b = str(file("a", b"x")), str(file("b", b"x"))
    assert run(new_loop(), all_kinds(a, b, tmp_path / "missing", endless)) == "done"


def test_the_loop_goes_on_meanwhile(new_loop, endless):
    async def main():
        call = asyncio.ensure_future(aio.compare(*endless))
        for _ in range(1000):
            await asyncio.sleep(0)
        assert not call.done()

        def write():
            with open(endless[0], "wb") as fifo:
                fifo.write(b"x")

        await asyncio.get_running_loop().run_in_executor(None, write)
        return await call

    assert run(new_loop(), main())


def test_p6_no_loop_leaves_anything(new_loop, file, counts):
    a, b = str(file("a", b"x")), str(file("b", b"x"))

    def once():
        loop = new_loop()
        assert run(loop, aio.compare(a, b))
        return weakref.ref(loop)

    def is_gone(reference):
        gc.collect()
        return reference() is None

    once()
    gc.collect()
    wait_until(lambda: is_gone(once()), "the loop is freed")
    before = counts.now()
    references = [once() for _ in range(20)]
    for reference in references:
        wait_until(lambda: is_gone(reference), "the loop is freed")
    counts.settles_at(before)


def test_p4_a_loop_that_is_closed_in_the_middle(new_loop, endless, counts):
    """Nothing cancels the calls; the loop is just closed, and dropped."""

    def once():
        loop = new_loop()
        task = loop.create_task(aio.compare(*endless))
        task._log_destroy_pending = False
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()

    def no_drainer():
        return "komparu-drainer" not in {thread.name for thread in threading.enumerate()}

    once()
    gc.collect()
    wait_until(no_drainer, "the drainer ends")
    before = counts.now()
    for _ in range(5):
        once()
    wait_until(no_drainer, "the drainers end")
    counts.settles_at(before)


def test_one_loop_may_run_several_times(new_loop, file):
    a, b = str(file("a", b"x")), str(file("b", b"x"))
    loop = new_loop()
    try:
        for _ in range(5):
            assert loop.run_until_complete(aio.compare(a, b))
            gc.collect()
    finally:
        loop.close()


def test_many_loops_in_many_threads(new_loop, file, tmp_path, endless):
    a, b = str(file("a", b"x")), str(file("b", b"x"))
    answers, failures = [], []
    start = threading.Barrier(8)

    def work():
        start.wait()
        try:
            for _ in range(3):
                answers.append(run(new_loop(), all_kinds(a, b, tmp_path / "missing", endless)))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert answers == ["done"] * 24


def test_there_is_no_python_thread_per_call(new_loop, endless):
    before = set(threading.enumerate())

    async def main():
        calls = [asyncio.ensure_future(aio.compare(*endless)) for _ in range(50)]
        await asyncio.sleep(0.01)
        new = set(threading.enumerate()) - before
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return new

    assert len(run(new_loop(), main())) <= 1


def test_without_a_running_loop_there_is_an_error():
    call = aio.compare("a", "b")
    with pytest.raises(RuntimeError):
        call.send(None)


def test_debug_mode_finds_nothing_slow_or_wrong(file):
    a, b = str(file("a", b"x")), str(file("b", b"x"))
    told = []

    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: told.append(context))
        return await asyncio.gather(*[aio.compare(a, b) for _ in range(50)])

    assert asyncio.run(main(), debug=True) == [True] * 50
    gc.collect()
    assert told == []


def test_hundreds_of_calls_that_wait_end_when_they_can(tmp_path):
    """Each waits for a pipe of its own. The writer of the last one is the first, and waits until
    somebody reads: if only some calls were under way, nothing would ever go on."""
    import os

    fifos = [str(tmp_path / str(number)) for number in range(100)]
    for fifo in fifos:
        os.mkfifo(fifo)
    other = tmp_path / "other"
    other.write_bytes(b"x")

    def write_all():
        for fifo in reversed(fifos):
            with open(fifo, "wb") as opened:
                opened.write(b"x")

    async def main():
        calls = [asyncio.ensure_future(aio.compare(fifo, other)) for fifo in fifos]
        await asyncio.get_running_loop().run_in_executor(None, write_all)
        return await asyncio.gather(*calls)

    begin = time.monotonic()
    assert asyncio.run(main()) == [True] * 100
    assert time.monotonic() - begin < 60
