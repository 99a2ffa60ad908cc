# SPDX-License-Identifier: MIT
"""Calls that share their options and end together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from .. import _core
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
from .._options import ALL
from ..config import Settings, current
from ._mail import post
from ._streams import StreamCalls
from ._trees import TreeCalls


class Session(StreamCalls, TreeCalls):
    """The functions of :mod:`komparu.aio` with options in common.

    >>> async with komparu.aio.Session(comparison_timeout=60) as session:
    ...     same = await session.compare("a.bin", "b.bin")

    An argument of a call wins over the session's, which wins over what is configured. Leaving the
    block waits until all native work of the session has ended; if the block raised, what is left
    is cancelled first. A session serves the one loop and block that it was entered in.

    :raises ConfigError: if an option has a value that is not possible.
    """

    def __init__(
        self,
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
    ) -> None:
        self._presets = ALL.given(
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
        # The presets over what was configured when they were last laid over it.
        self._configured = current()
        self._preset = self._configured.with_options(self._presets)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open = False
        self._tickets: set[_core.Ticket] = set()
        self._idle: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Session:
        if self._loop is not None:
            raise RuntimeError("a session can be entered once")
        self._loop = asyncio.get_running_loop()
        self._open = True
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open = False
        if kind is not None:
            self._cancel()
        cancelled: asyncio.CancelledError | None = None
        while self._tickets:
            self._idle = asyncio.get_running_loop().create_future()
            try:
                await self._idle
            except asyncio.CancelledError as request:
                cancelled = request
                self._cancel()
        if cancelled is not None:
            raise cancelled

    def began(self, ticket: _core.Ticket) -> None:
        """For the mailbox: a call is under way."""
        self._tickets.add(ticket)

    def ended(self, ticket: _core.Ticket) -> None:
        """For the mailbox: its native part has ended."""
        self._tickets.discard(ticket)
        if not self._tickets and self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    def _cancel(self) -> None:
        for ticket in self._tickets:
            ticket.cancel()

    def _settings(self) -> Settings:
        configured = current()
        if configured is not self._configured:
            self._configured = configured
            self._preset = configured.with_options(self._presets)
        return self._preset

    async def _answer(self, work: _core.Work) -> Any:
        if not self._open:
            raise RuntimeError("the session is not open")
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError("the session belongs to another event loop")
        return await post().answer(work, self)
