# SPDX-License-Identifier: MIT
"""P6: a thousand calls leave no descriptor, thread or memory behind."""

import asyncio
import gc
import sys
import sysconfig
import tracemalloc

import pytest

import komparu
from komparu import aio
from processes import resident_bytes
from raw_servers import answering, ok

CALLS = 1000


def raises(error, function, *arguments, **options):
    with pytest.raises(error):
        function(*arguments, **options)


@pytest.fixture
def calls(file, tree, tmp_path):
    """One call of each kind, by what it is."""
    import tarfile

    a, b, c = (str(file(name, content)) for name, content in
               (("a", b"x" * 5000), ("b", b"x" * 5000), ("c", b"y" * 5000)))
    left, right = tree("l", {"f": b"1", "d/g": b"2"}), tree("r", {"f": b"1", "d/g": b"3", "h": b""})
    for name, directory in (("l.tar", left), ("r.tar", right)):
        with tarfile.open(tmp_path / name, "w") as archive:
            archive.add(directory, ".")
    missing = tmp_path / "missing"
    archives = tmp_path / "l.tar", tmp_path / "r.tar"
    return {
        "same": lambda api: api.compare(a, b),
        "different": lambda api: api.compare(a, c),
        "options": lambda api: api.compare(a, c, chunk_size=1024, comparison_timeout=100),
        "find_difference": lambda api: api.find_difference(a, c),
        "compare_all": lambda api: api.compare_all([a, b, c]),
        "compare_many": lambda api: api.compare_many([a, b, c]),
        "compare_dir": lambda api: api.compare_dir(left, right),
        "compare_archive": lambda api: api.compare_archive(*archives),
        "compare_trees": lambda api: api.compare_trees({"f": a}, left),
        "error": lambda api: raises(FileNotFoundError, api.compare, a, missing),
        "refused": lambda api: raises(ValueError, api.compare, a, ""),
    }


KINDS = [
    "same", "different", "options", "find_difference", "compare_all", "compare_many", "compare_dir",
    "compare_archive", "compare_trees", "error", "refused",
]


@pytest.mark.parametrize("kind", KINDS)
def test_p6_a_thousand_calls(calls, counts, kind):
    for _ in range(20):
        calls[kind](komparu)
    gc.collect()
    before, memory = counts.now(), resident_bytes()
    tracemalloc.start()
    try:
        calls[kind](komparu)
        gc.collect()
        traced = tracemalloc.get_traced_memory()[0]
        for _ in range(CALLS):
            calls[kind](komparu)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - traced < 100_000
    finally:
        tracemalloc.stop()
    counts.settles_at(before)
    assert resident_bytes() - memory < 32 << 20




@pytest.mark.parametrize("kind", ["same", "compare_many", "compare_dir", "error"])
def test_p6_a_thousand_awaits_in_one_loop(calls, counts, kind):
    class Direct:
        """Hands the coroutines through."""

        def __getattr__(self, name):
            return getattr(aio, name)

    async def one(call):
        if kind == "error":
            with pytest.raises(FileNotFoundError):
                await aio.compare("/nonexistent", "/dev/null")
        else:
            await call(Direct())

    async def main():
        for _ in range(20):
            await one(calls[kind])
        gc.collect()
        before, memory = counts.now(), resident_bytes()
        tracemalloc.start()
        await one(calls[kind])
        gc.collect()
        traced = tracemalloc.get_traced_memory()[0]
        for _ in range(CALLS // 10):
            await asyncio.gather(*[one(calls[kind]) for _ in range(10)])
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - traced
        return before, memory, grown

    try:
        before, memory, grown = asyncio.run(main())
    finally:
        tracemalloc.stop()
    counts.settles_at(before)
    assert grown < 100_000
    assert resident_bytes() - memory < 32 << 20


def test_p6_a_thousand_urls(servers, counts, file):
    server = servers.start(answering(ok(b"x")))
    path = file("a", b"x")
    for _ in range(20):
        assert komparu.compare(path, server.url())
    before, memory = counts.now(), resident_bytes()
    for _ in range(CALLS):
        assert komparu.compare(path, server.url())
    counts.settles_at((before[0] + 5, before[1] + 5))
    assert resident_bytes() - memory < 64 << 20


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this build has a GIL")
def test_p6_free_threaded_builds_keep_the_gil_off():
    assert not sys._is_gil_enabled()
