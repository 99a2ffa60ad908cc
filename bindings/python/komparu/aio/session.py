# SPDX-License-Identifier: MIT
"""Calls that share their options and end together."""

from __future__ import annotations

import asyncio
from types import TracebackType

from .. import _core
from .._calls import Coroutines
from ..config import Settings, current
from ._mail import post


class Unbound(Coroutines):
    """The functions of the module: they go by the defaults of the process."""

    def _settings(self) -> Settings:
        return current()

    async def _finished(self, work: _core.Work) -> None:
        await post().finish(work, None)


class Session(Coroutines):
    """The functions of :mod:`komparu.aio` with options in common.

    >>> async with komparu.aio.Session(comparison_timeout=60) as session:
    ...     same = await session.compare("a.bin", "b.bin")

    The options are those of :func:`komparu.compare_trees`. An argument of a call wins over the
    session's, which wins over what is configured. Leaving the block waits until all native work of
    the session has ended; if the block raised, what is left is cancelled first. A session serves
    the one loop and block that it was entered in.

    :raises ConfigError: if an option has a value that is not possible.
    """

    # The presets over what was configured when they were last laid over it.
    _configured: Settings | None = None
    _preset: Settings
    _loop: asyncio.AbstractEventLoop | None = None
    _open = False
    _tickets: set[_core.Ticket]
    _idle: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Session:
        if self._loop is not None:
            raise RuntimeError("a session can be entered once")
        self._loop = asyncio.get_running_loop()
        self._tickets = set()
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

    async def _finished(self, work: _core.Work) -> None:
        if not self._open:
            raise RuntimeError("the session is not open")
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError("the session belongs to another event loop")
        await post().finish(work, self)
