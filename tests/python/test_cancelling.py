# SPDX-License-Identifier: MIT
"""P4: cancelling an await stops the native work, and nothing reaches a loop that is closed."""

import asyncio
import contextlib
import gc
import random
import time
import weakref

import pytest

import komparu
from komparu import aio
from raw_servers import come_again, silent

SOON = 60.0


@pytest.fixture
def hangs(servers, tmp_path):
    path = tmp_path / "here"
    path.write_bytes(b"x")
    return servers.start(silent).url(), str(path)


@pytest.fixture(params=["endless", "busy", "hangs"])
def unending(request):
    """It waits for a pipe, works, or waits for a server."""
    return request.getfixturevalue(request.param)


CALLS = {
    "compare": lambda api, a, b: api.compare(a, b, timeout=None),
    "find_difference": lambda api, a, b: api.find_difference(a, b, timeout=None),
    "compare_all": lambda api, a, b: api.compare_all([a, b], timeout=None),
    "compare_many": lambda api, a, b: api.compare_many([a, b], timeout=None),
}


@pytest.mark.parametrize("name", CALLS)
def test_p4_cancelling_stops_the_native_work(unending, name):
    """A session ends only when its native work has ended; so it shows that cancelling does."""
    times = random.Random(f"P4 {name}")

    async def once():
        async with aio.Session() as session:
            task = asyncio.create_task(CALLS[name](session, *unending))
            await asyncio.sleep(times.uniform(0, 0.02))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            begin = time.monotonic()
        assert time.monotonic() - begin < SOON

    async def main():
        for _ in range(10):
            await once()

    asyncio.run(main())


def test_p4_an_answer_and_a_cancellation_never_race(file):
    """Either comes, whatever the moment; the loop sees no error."""
    times = random.Random("P4 race")
    a, b = str(file("a", b"x" * 100_000)), str(file("b", b"x" * 100_000))
    errors = []

    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda loop, told: errors.append(told))
        answered = cancelled = 0
        for _ in range(300):
            task = asyncio.create_task(aio.compare(a, b))
            begin, delay = time.perf_counter(), times.uniform(0, 0.002)
            while time.perf_counter() - begin < delay:
                await asyncio.sleep(0)
            task.cancel()
            try:
                assert await task is True
                answered += 1
            except asyncio.CancelledError:
                cancelled += 1
        assert await aio.compare(a, b)
        return answered + cancelled

    assert asyncio.run(main()) == 300
    assert errors == []


def test_p4_cancelling_ends_the_wait_before_a_retry(servers, file):
    async def main():
        answered = asyncio.Event()
        loop = asyncio.get_running_loop()
        server = servers.start(come_again(3600, lambda: loop.call_soon_threadsafe(answered.set)))
        async with aio.Session() as session:
            task = asyncio.create_task(session.compare(file("a"), server.url()))
            await answered.wait()
            begin = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert time.monotonic() - begin < SOON

    asyncio.run(main())


def test_wait_for_ends_a_call(unending):
    async def main():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(aio.compare(*unending, timeout=None), 0.02)

    begin = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - begin < SOON


def test_p4_run_ends_although_tasks_are_left(unending, counts):
    async def main():
        for _ in range(5):
            asyncio.create_task(aio.compare(*unending, timeout=None))
        await asyncio.sleep(0.01)

    asyncio.run(main())
    before = counts.now()
    begin = time.monotonic()
    for _ in range(5):
        asyncio.run(main())
    assert time.monotonic() - begin < SOON
    counts.settles_at(before)


def test_p4_a_closed_loop_gets_nothing_and_is_not_kept(unending, counts):
    """The loop is closed with its calls under way, which nothing cancels."""
    errors = []

    def once():
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(lambda loop, told: errors.append(told))
        tasks = [loop.create_task(aio.compare(*unending, timeout=None)) for _ in range(3)]
        for task in tasks:
            task._log_destroy_pending = False
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()
        return weakref.ref(loop)

    def gone():
        reference = once()
        gc.collect()
        return reference() is None

    assert gone()
    before = counts.now()
    assert all([gone() for _ in range(10)])
    counts.settles_at(before)
    assert errors == []


def test_a_coroutine_that_is_closed_stops_its_work(endless):
    async def main():
        call = aio.compare(*endless)
        call.send(None)
        call.close()
        async with aio.Session() as session:
            call = session.compare(*endless)
            call.send(None)
            call.close()

    begin = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - begin < SOON


def test_a_coroutine_that_is_never_awaited_does_nothing(endless, counts):
    asyncio.run(aio.compare_all([]))
    before = counts.now()
    aio.compare(*endless).close()
    counts.settles_at(before)


def test_keyboard_interrupt_ends_a_loop(endless):
    import os
    import signal

    async def main():
        task = asyncio.create_task(aio.compare(*endless))
        await asyncio.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)
        await task

    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())
    assert time.monotonic() - begin < SOON


def test_gather_cancels_the_others(endless):
    async def main():
        async with aio.Session() as session:
            others = [asyncio.create_task(session.compare(*endless)) for _ in range(20)]
            with pytest.raises(komparu.SourceNotFoundError):
                await asyncio.gather(*others, session.compare("/nonexistent", "/nonexistent"))
            for task in others:
                task.cancel()
            for task in others:
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    asyncio.run(main())


@pytest.mark.parametrize("name", ["compare_dir_urls", "compare_trees"])
def test_p4_cancelling_stops_a_comparison_of_trees(name, servers, tree):
    directory, server = tree("d", {"x": b"1"}), servers.start(silent)
    urls = {"x": server.url()}

    async def main():
        async with aio.Session(timeout=None) as session:
            calls = [asyncio.create_task(getattr(session, name)(directory, urls)) for _ in range(5)]
            # One of them has asked the server.
            await asyncio.get_running_loop().run_in_executor(None, server.connected.acquire)
            for call in calls:
                call.cancel()
            told = await asyncio.gather(*calls, return_exceptions=True)
            begin = time.monotonic()
        assert time.monotonic() - begin < SOON
        return told

    assert [type(each) for each in asyncio.run(main())] == [asyncio.CancelledError] * 5
