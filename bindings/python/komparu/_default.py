# SPDX-License-Identifier: MIT
"""The defaults in signatures: an option that was not given is told from one that was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar, cast

_T = TypeVar("_T")


class Default:
    """Stands in a signature for "as configured"; shows the value that holds if nothing is."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return repr(self.value)


def default(value: _T) -> _T:
    """To type checkers the value itself."""
    return cast(_T, Default(value))


CHUNK_SIZE: int = default(65536)
SIZE_PRECHECK: bool = default(True)
QUICK_CHECK: bool = default(True)
HEADERS: dict[str, str] | None = default(None)
TIMEOUT: float | None = default(30.0)
FOLLOW_REDIRECTS: bool = default(True)
VERIFY_SSL: bool = default(True)
PROXY: str | None = default(None)
COMPARISON_TIMEOUT: float | None = default(None)
MAX_WORKERS: int = default(0)
FOLLOW_SYMLINKS: bool = default(True)
IGNORE: Iterable[str] | None = default(None)
MAX_DECOMPRESSED_SIZE: int | None = default(1073741824)
MAX_COMPRESSION_RATIO: int | None = default(200)
MAX_ARCHIVE_ENTRIES: int | None = default(100_000)
MAX_ENTRY_NAME_LENGTH: int | None = default(4096)
HASH_COMPARE: bool = default(False)
