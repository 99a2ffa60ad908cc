# SPDX-License-Identifier: MIT
"""Compare! Do two things hold the same bytes?

Files, pipes, directories, archives and URLs are compared natively, without the GIL. A difference
is a result; whatever could not be judged is an exception or stands in ``errors``, never "same".

>>> import komparu
>>> komparu.compare("a.bin", "b.bin")
True

:mod:`komparu.aio` has the same functions as coroutines.
"""

from __future__ import annotations

import atexit as _atexit
import os as _os
from typing import TYPE_CHECKING
from typing import Any as _Any

from . import _interpreter  # noqa: F401  refuses sub-interpreters: before the native module
from . import _core
from ._calls import (
    compare,
    compare_all,
    compare_archive,
    compare_dir,
    compare_dir_urls,
    compare_many,
    compare_trees,
    find_difference,
)
from ._core import __version__, build_info
from .config import Config, configure, get_config, reset_config
from .errors import (
    ArchiveBombError,
    ArchiveError,
    ComparisonTimeoutError,
    ConfigError,
    KomparuError,
    SourceNotFoundError,
    SourceReadError,
)
from .types import CompareResult, Detail, Difference, DiffReason, DirResult, Source

if TYPE_CHECKING:
    from . import aio as aio

__all__ = [
    "ArchiveBombError",
    "ArchiveError",
    "CompareResult",
    "ComparisonTimeoutError",
    "Config",
    "ConfigError",
    "Detail",
    "DiffReason",
    "Difference",
    "DirResult",
    "KomparuError",
    "Source",
    "SourceNotFoundError",
    "SourceReadError",
    "__version__",
    "build_info",
    "compare",
    "compare_all",
    "compare_archive",
    "compare_dir",
    "compare_dir_urls",
    "compare_many",
    "compare_trees",
    "configure",
    "find_difference",
    "get_config",
    "reset_config",
]

_atexit.register(_core.shut_down)
if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(after_in_child=_core.after_fork_in_child)


def __getattr__(name: str) -> _Any:
    """komparu.aio is loaded when it is first used, because asyncio is not needed before."""
    if name == "aio":
        from importlib import import_module

        return import_module(".aio", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
