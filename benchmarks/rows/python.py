# SPDX-License-Identifier: MIT
"""The Python package against what Python has."""

from __future__ import annotations

from ratios.programs import PACKAGE
from ratios.row import Goal, Rounds, Row
from rows import files, many, peers, trees

_SMALL = files.FilePair(size=1024)

_WITH_PACKAGE = """
import sys
sys.path.insert(0, sys.argv[1])
import komparu
"""
_CALLS = """
import filecmp, sys
left, right = sys.argv[-2:]
for _ in range(30_000):
    filecmp.clear_cache()
    if not filecmp.cmp(left, right, shallow=False):
        sys.exit(1)
"""
_KOMPARU_CALLS = f"""{_WITH_PACKAGE}
left, right = sys.argv[-2:]
for _ in range(30_000):
    if not komparu.compare(left, right):
        sys.exit(1)
"""
_KOMPARU_PAIR = f"{_WITH_PACKAGE}sys.exit(not komparu.compare(*sys.argv[2:]))"
_KOMPARU_TREES = f"{_WITH_PACKAGE}sys.exit(not komparu.compare_dir(*sys.argv[2:]))"
_KOMPARU_MANY = f"{_WITH_PACKAGE}sys.exit(not komparu.compare_many(sys.argv[2:]))"

_CONCURRENT = f"""{_WITH_PACKAGE}
import asyncio
left, right = sys.argv[2:]
async def all_same(compare):
    for _ in range(20):
        if not all(await asyncio.gather(*[compare(left, right) for _ in range(1000)])):
            return False
    return True
"""
_KOMPARU_AIO = f"{_CONCURRENT}sys.exit(not asyncio.run(all_same(komparu.aio.compare)))"
_THREAD_POOL = f"""{_CONCURRENT}
import concurrent.futures
async def main():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        return await all_same(
            lambda left, right: loop.run_in_executor(pool, komparu.compare, left, right))
sys.exit(not asyncio.run(main()))
"""


ROWS = (
    Row(
        name="python-1k",
        about="30 000 calls for two equal hot files of 1 KiB; filecmp.cmp, its cache emptied",
        fixture=_SMALL,
        komparu=peers.python(_KOMPARU_CALLS, "{package}", "{left}", "{right}"),
        peer=peers.python(_CALLS, "{left}", "{right}"),
        peer_label="filecmp",
        rounds=Rounds(quick=7, full=11),
        goal=Goal(1.0),
        needs=(PACKAGE,),
    ),
    Row(
        name="python-1g",
        about="komparu.compare of two equal large hot files; filecmp.cmp(shallow=False)",
        fixture=files.LARGE,
        komparu=peers.python(_KOMPARU_PAIR, "{package}", "{left}", "{right}"),
        peer=peers.python(files.FILECMP, "{left}", "{right}"),
        peer_label="filecmp",
        rounds=Rounds(quick=5, full=9),
        goal=Goal(5.0),
        needs=(PACKAGE,),
    ),
    Row(
        name="python-tree",
        about="komparu.compare_dir of two equal hot trees of real files; filecmp.dircmp, cmpfiles",
        fixture=trees.REAL,
        komparu=peers.python(_KOMPARU_TREES, "{package}", "{left}", "{right}"),
        peer=peers.python(trees.FILECMP, "{left}", "{right}"),
        peer_label="filecmp",
        rounds=Rounds(quick=7, full=11),
        goal=Goal(5.0),
        needs=(PACKAGE,),
    ),
    Row(
        name="python-many",
        about="komparu.compare_many of 16 equal hot files of 64 MiB; filecmp.cmp of each pair",
        fixture=many.EQUAL,
        komparu=peers.python(_KOMPARU_MANY, "{package}", *many.EQUAL.words()),
        peer=peers.python(many.EVERY_PAIR, *many.EQUAL.words()),
        peer_label="filecmp",
        rounds=Rounds(quick=3, full=5),
        goal=Goal(20.0),
        needs=(PACKAGE,),
    ),
    Row(
        name="python-aio",
        about="1 000 concurrent aio.compare of two files of 1 KiB, 20 times; a pool of 32 threads",
        fixture=_SMALL,
        komparu=peers.python(_KOMPARU_AIO, "{package}", "{left}", "{right}"),
        peer=peers.python(_THREAD_POOL, "{package}", "{left}", "{right}"),
        peer_label="thread pool",
        rounds=Rounds(quick=7, full=11),
        goal=Goal(1.5),
        needs=(PACKAGE,),
    ),
)
