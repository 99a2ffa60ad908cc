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

from .session import Session, Unbound

_unbound = Unbound()
compare = _unbound.compare
compare_all = _unbound.compare_all
compare_archive = _unbound.compare_archive
compare_dir = _unbound.compare_dir
compare_dir_urls = _unbound.compare_dir_urls
compare_many = _unbound.compare_many
compare_trees = _unbound.compare_trees
find_difference = _unbound.find_difference

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
