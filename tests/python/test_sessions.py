# SPDX-License-Identifier: MIT
"""komparu.aio.Session: options in common, and an end that waits for all native work."""

import asyncio
import os
import threading

import pytest

import komparu
from komparu import DiffReason, aio


def write(fifo, content):
    with open(fifo, "wb") as opened:
        opened.write(content)


def test_every_function_works_in_a_session(file, tree):
    a, b = str(file("a", b"x")), str(file("b", b"x"))
    left, right = tree("l", {"f": b"1"}), tree("r", {"f": b"2"})
    differs = {"f": DiffReason.CONTENT_MISMATCH}

    async def main():
        async with aio.Session(max_workers=1, chunk_size=4096) as session:
            assert await session.compare(a, b)
            assert await session.compare_all([a, b])
            assert await session.compare_many([a, b])
            assert await session.find_difference(a, b) is None
            assert (await session.compare_dir(left, right)).diff == differs
            assert (await session.compare_trees(left, right)).diff == differs
            only = await session.compare_dir_urls(left, {}, allow_empty=True)
            assert only.only_left == {"f"}
            with pytest.raises(komparu.ArchiveError):
                await session.compare_archive(a, b)

    asyncio.run(main())


def test_options_are_shared_and_arguments_win(endless, tree):
    left, right = tree("l", {"a.o": b"", "b": b""}), tree("r", {"b": b""})

    async def main():
        async with aio.Session(comparison_timeout=0.01, ignore=["*.o"]) as session:
            with pytest.raises(komparu.ComparisonTimeoutError):
                await session.compare(*endless)
            assert await session.compare_dir(left, right, comparison_timeout=None)
            assert not await session.compare_dir(left, right, ignore=None, comparison_timeout=1000)

    asyncio.run(main())


def test_the_session_wins_over_the_config_which_may_change_meanwhile(endless):
    async def main():
        async with aio.Session(chunk_size=1) as session:
            komparu.configure(comparison_timeout=0.01)
            with pytest.raises(komparu.ComparisonTimeoutError):
                await session.compare(*endless)
        async with aio.Session(comparison_timeout=None) as session:
            call = asyncio.create_task(session.compare(*endless))
            await asyncio.sleep(0.05)
            assert not call.done()
            await asyncio.get_running_loop().run_in_executor(None, write, endless[0], b"x")
            assert await call

    asyncio.run(main())


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"chunk_size": 0}, komparu.ConfigError),
        ({"max_workers": 257}, komparu.ConfigError),
        ({"ignore": "*.o"}, TypeError),
        ({"allow_private_redirects": True}, TypeError),
        ({"chunksize": 1}, TypeError),
    ],
)
def test_bad_options(options, error):
    with pytest.raises(error):
        aio.Session(**options)


def test_leaving_waits_for_what_is_under_way(endless):
    """The call is finished by a thread that starts when the block has been left."""

    async def main():
        writer = threading.Thread(target=write, args=(endless[0], b"x"))
        async with aio.Session() as session:
            call = asyncio.create_task(session.compare(*endless))
            await asyncio.sleep(0.01)
            asyncio.get_running_loop().call_later(0.02, writer.start)
        assert call.done() or await asyncio.wait_for(call, 60)
        assert call.result() is True
        writer.join()

    asyncio.run(main())


def test_a_block_that_raises_cancels_what_is_left(endless):
    async def main():
        with pytest.raises(LookupError):
            async with aio.Session() as session:
                calls = [asyncio.create_task(session.compare(*endless)) for _ in range(5)]
                await asyncio.sleep(0.01)
                raise LookupError
        for call in calls:
            with pytest.raises(asyncio.CancelledError):
                await call

    asyncio.run(main())


def test_cancelling_the_wait_at_the_end_cancels_what_is_left(endless):
    async def leave():
        async with aio.Session() as session:
            call = asyncio.create_task(session.compare(*endless))
            await asyncio.sleep(0.01)
        return call

    async def main():
        task = asyncio.create_task(leave())
        await asyncio.sleep(0.05)
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())


def test_a_session_serves_one_block():
    async def main():
        session = aio.Session()
        with pytest.raises(RuntimeError, match="not open"):
            await session.compare(os.devnull, os.devnull)
        async with session:
            assert await session.compare(os.devnull, os.devnull)
            with pytest.raises(RuntimeError, match="once"):
                await session.__aenter__()
        with pytest.raises(RuntimeError, match="not open"):
            await session.compare(os.devnull, os.devnull)

    asyncio.run(main())


def test_a_session_serves_one_loop():
    async def main():
        async with aio.Session() as session:
            answers = []

            def elsewhere():
                try:
                    asyncio.run(session.compare(os.devnull, os.devnull))
                except RuntimeError as error:
                    answers.append(str(error))

            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
            assert answers == ["the session belongs to another event loop"]

    asyncio.run(main())


def test_errors_leave_the_session_usable():
    async def main():
        async with aio.Session() as session:
            for _ in range(10):
                with pytest.raises(komparu.SourceNotFoundError):
                    await session.compare("/nonexistent", os.devnull)
                with pytest.raises(komparu.ConfigError):
                    await session.compare("", os.devnull)
            assert await session.compare(os.devnull, os.devnull)

    asyncio.run(main())
