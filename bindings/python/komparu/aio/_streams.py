# SPDX-License-Identifier: MIT
"""Comparing streams of bytes without blocking the event loop."""

from __future__ import annotations

from collections.abc import Iterable

from .. import _requests
from .._default import (
    CHUNK_SIZE,
    COMPARISON_TIMEOUT,
    FOLLOW_REDIRECTS,
    HEADERS,
    MAX_WORKERS,
    PROXY,
    QUICK_CHECK,
    SIZE_PRECHECK,
    TIMEOUT,
    VERIFY_SSL,
)
from .._options import DIFFERENCE, STREAM, STREAMS
from ..types import AnySource, CompareResult, Difference
from ._carrier import Carrier


class StreamCalls(Carrier):
    """The coroutines of this kind."""

    async def compare(
        self,
        source_a: AnySource,
        source_b: AnySource,
        *,
        chunk_size: int = CHUNK_SIZE,
        size_precheck: bool = SIZE_PRECHECK,
        quick_check: bool = QUICK_CHECK,
        headers: dict[str, str] | None = HEADERS,
        timeout: float | None = TIMEOUT,
        follow_redirects: bool = FOLLOW_REDIRECTS,
        verify_ssl: bool = VERIFY_SSL,
        proxy: str | None = PROXY,
        comparison_timeout: float | None = COMPARISON_TIMEOUT,
    ) -> bool:
        """As :func:`komparu.compare`, without blocking the event loop."""
        settings = STREAM.over(
            self._settings(),
            chunk_size,
            size_precheck,
            quick_check,
            headers,
            timeout,
            follow_redirects,
            verify_ssl,
            proxy,
            comparison_timeout,
        )
        same: bool = await self._answer(_requests.compare(settings, source_a, source_b))
        return same

    async def find_difference(
        self,
        a: AnySource,
        b: AnySource,
        *,
        chunk_size: int = CHUNK_SIZE,
        headers: dict[str, str] | None = HEADERS,
        timeout: float | None = TIMEOUT,
        follow_redirects: bool = FOLLOW_REDIRECTS,
        verify_ssl: bool = VERIFY_SSL,
        proxy: str | None = PROXY,
        comparison_timeout: float | None = COMPARISON_TIMEOUT,
    ) -> Difference | None:
        """As :func:`komparu.find_difference`, without blocking the event loop."""
        settings = DIFFERENCE.over(
            self._settings(),
            chunk_size,
            headers,
            timeout,
            follow_redirects,
            verify_ssl,
            proxy,
            comparison_timeout,
        )
        work, result = _requests.find_difference(settings, a, b)
        return result(await self._answer(work))

    async def compare_all(
        self,
        sources: Iterable[AnySource],
        *,
        chunk_size: int = CHUNK_SIZE,
        size_precheck: bool = SIZE_PRECHECK,
        quick_check: bool = QUICK_CHECK,
        headers: dict[str, str] | None = HEADERS,
        timeout: float | None = TIMEOUT,
        follow_redirects: bool = FOLLOW_REDIRECTS,
        verify_ssl: bool = VERIFY_SSL,
        proxy: str | None = PROXY,
        comparison_timeout: float | None = COMPARISON_TIMEOUT,
        max_workers: int = MAX_WORKERS,
    ) -> bool:
        """As :func:`komparu.compare_all`, without blocking the event loop."""
        settings = STREAMS.over(
            self._settings(),
            chunk_size,
            size_precheck,
            quick_check,
            headers,
            timeout,
            follow_redirects,
            verify_ssl,
            proxy,
            comparison_timeout,
            max_workers,
        )
        work, result = _requests.compare_all(settings, sources)
        return result(await self._answer(work))

    async def compare_many(
        self,
        sources: Iterable[AnySource],
        *,
        chunk_size: int = CHUNK_SIZE,
        size_precheck: bool = SIZE_PRECHECK,
        quick_check: bool = QUICK_CHECK,
        headers: dict[str, str] | None = HEADERS,
        timeout: float | None = TIMEOUT,
        follow_redirects: bool = FOLLOW_REDIRECTS,
        verify_ssl: bool = VERIFY_SSL,
        proxy: str | None = PROXY,
        comparison_timeout: float | None = COMPARISON_TIMEOUT,
        max_workers: int = MAX_WORKERS,
    ) -> CompareResult:
        """As :func:`komparu.compare_many`, without blocking the event loop."""
        settings = STREAMS.over(
            self._settings(),
            chunk_size,
            size_precheck,
            quick_check,
            headers,
            timeout,
            follow_redirects,
            verify_ssl,
            proxy,
            comparison_timeout,
            max_workers,
        )
        work, result = _requests.compare_many(settings, sources)
        return result(await self._answer(work))
