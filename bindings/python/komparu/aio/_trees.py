# SPDX-License-Identifier: MIT
"""Comparing trees of files without blocking the event loop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .. import _requests
from .._default import (
    CHUNK_SIZE,
    COMPARISON_TIMEOUT,
    FOLLOW_REDIRECTS,
    FOLLOW_SYMLINKS,
    HASH_COMPARE,
    HEADERS,
    IGNORE,
    MAX_ARCHIVE_ENTRIES,
    MAX_COMPRESSION_RATIO,
    MAX_DECOMPRESSED_SIZE,
    MAX_ENTRY_NAME_LENGTH,
    MAX_WORKERS,
    PROXY,
    QUICK_CHECK,
    SIZE_PRECHECK,
    TIMEOUT,
    VERIFY_SSL,
)
from .._options import ALL, ARCHIVES, DIRECTORIES, DIRECTORY_AND_URLS
from .._requests import AnyTree
from ..types import AnySource, DirResult, Source
from ._carrier import Carrier


class TreeCalls(Carrier):
    """The coroutines of this kind."""

    async def compare_dir(
        self,
        dir_a: AnySource,
        dir_b: AnySource,
        *,
        chunk_size: int = CHUNK_SIZE,
        size_precheck: bool = SIZE_PRECHECK,
        quick_check: bool = QUICK_CHECK,
        follow_symlinks: bool = FOLLOW_SYMLINKS,
        max_workers: int = MAX_WORKERS,
        ignore: Iterable[str] | None = IGNORE,
        comparison_timeout: float | None = COMPARISON_TIMEOUT,
    ) -> DirResult:
        """As :func:`komparu.compare_dir`, without blocking the event loop."""
        settings = DIRECTORIES.over(
            self._settings(),
            chunk_size,
            size_precheck,
            quick_check,
            follow_symlinks,
            max_workers,
            ignore,
            comparison_timeout,
        )
        work, result = _requests.compare_dir(settings, dir_a, dir_b)
        return result(await self._answer(work))

    async def compare_archive(
        self,
        path_a: AnySource,
        path_b: AnySource,
        *,
        chunk_size: int = CHUNK_SIZE,
        max_decompressed_size: int | None = MAX_DECOMPRESSED_SIZE,
        max_compression_ratio: int | None = MAX_COMPRESSION_RATIO,
        max_archive_entries: int | None = MAX_ARCHIVE_ENTRIES,
        max_entry_name_length: int | None = MAX_ENTRY_NAME_LENGTH,
        hash_compare: bool = HASH_COMPARE,
        comparison_timeout: float | None = COMPARISON_TIMEOUT,
    ) -> DirResult:
        """As :func:`komparu.compare_archive`, without blocking the event loop."""
        settings = ARCHIVES.over(
            self._settings(),
            chunk_size,
            max_decompressed_size,
            max_compression_ratio,
            max_archive_entries,
            max_entry_name_length,
            hash_compare,
            comparison_timeout,
        )
        work, result = _requests.compare_archive(settings, path_a, path_b)
        return result(await self._answer(work))

    async def compare_dir_urls(
        self,
        dir_path: AnySource,
        url_map: Mapping[str, str | Source],
        *,
        chunk_size: int = CHUNK_SIZE,
        size_precheck: bool = SIZE_PRECHECK,
        quick_check: bool = QUICK_CHECK,
        headers: dict[str, str] | None = HEADERS,
        timeout: float | None = TIMEOUT,
        follow_redirects: bool = FOLLOW_REDIRECTS,
        verify_ssl: bool = VERIFY_SSL,
        max_workers: int = MAX_WORKERS,
        proxy: str | None = PROXY,
        comparison_timeout: float | None = COMPARISON_TIMEOUT,
    ) -> DirResult:
        """As :func:`komparu.compare_dir_urls`, without blocking the event loop."""
        settings = DIRECTORY_AND_URLS.over(
            self._settings(),
            chunk_size,
            size_precheck,
            quick_check,
            headers,
            timeout,
            follow_redirects,
            verify_ssl,
            max_workers,
            proxy,
            comparison_timeout,
        )
        work, result = _requests.compare_dir_urls(settings, dir_path, url_map)
        return result(await self._answer(work))

    async def compare_trees(
        self,
        a: AnyTree,
        b: AnyTree,
        *,
        chunk_size: int = CHUNK_SIZE,
        size_precheck: bool = SIZE_PRECHECK,
        quick_check: bool = QUICK_CHECK,
        follow_symlinks: bool = FOLLOW_SYMLINKS,
        max_workers: int = MAX_WORKERS,
        ignore: Iterable[str] | None = IGNORE,
        max_decompressed_size: int | None = MAX_DECOMPRESSED_SIZE,
        max_compression_ratio: int | None = MAX_COMPRESSION_RATIO,
        max_archive_entries: int | None = MAX_ARCHIVE_ENTRIES,
        max_entry_name_length: int | None = MAX_ENTRY_NAME_LENGTH,
        hash_compare: bool = HASH_COMPARE,
        headers: dict[str, str] | None = HEADERS,
        timeout: float | None = TIMEOUT,
        follow_redirects: bool = FOLLOW_REDIRECTS,
        verify_ssl: bool = VERIFY_SSL,
        proxy: str | None = PROXY,
        comparison_timeout: float | None = COMPARISON_TIMEOUT,
    ) -> DirResult:
        """As :func:`komparu.compare_trees`, without blocking the event loop."""
        settings = ALL.over(
            self._settings(),
            chunk_size,
            size_precheck,
            quick_check,
            follow_symlinks,
            max_workers,
            ignore,
            max_decompressed_size,
            max_compression_ratio,
            max_archive_entries,
            max_entry_name_length,
            hash_compare,
            headers,
            timeout,
            follow_redirects,
            verify_ssl,
            proxy,
            comparison_timeout,
        )
        work, result = _requests.compare_trees(settings, a, b)
        return result(await self._answer(work))
