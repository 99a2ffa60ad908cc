# SPDX-License-Identifier: MIT
"""The functions of :mod:`komparu` as coroutines.

They have the same arguments, results and exceptions, and do not block the event loop. There is no
Python thread behind a call: native threads carry it out, and its answer wakes the loop through a
descriptor. Cancelling a task stops the native work.

>>> import asyncio, komparu.aio
>>> asyncio.run(komparu.aio.compare("a.bin", "b.bin"))
True
"""

from __future__ import annotations

from ._streams import StreamCalls
from ._trees import TreeCalls
from .session import Session

__all__ = [
    "Session",
    "compare",
    "compare_all",
    "compare_archive",
    "compare_dir",
    "compare_dir_urls",
    "compare_many",
    "compare_trees",
    "find_difference",
]

_streams_calls = StreamCalls()
_trees_calls = TreeCalls()

compare = _streams_calls.compare
compare_all = _streams_calls.compare_all
compare_many = _streams_calls.compare_many
find_difference = _streams_calls.find_difference
compare_archive = _trees_calls.compare_archive
compare_dir = _trees_calls.compare_dir
compare_dir_urls = _trees_calls.compare_dir_urls
compare_trees = _trees_calls.compare_trees
