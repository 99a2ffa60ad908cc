# SPDX-License-Identifier: MIT
"""How answers come from native threads to event loops.

Each running loop has one :class:`Post`: a native mailbox and the calls that wait for its answers.
The loop watches the mailbox's descriptor. A loop that watches no descriptors gets one thread that
waits in its stead.

Who holds what: a loop holds its post through the reader that it watches (else the thread does),
the registry holds both weakly, and a post holds its loop through nothing but futures that are
pending. So nothing keeps a loop alive that is closed or dropped, and its mailbox goes with it.
"""

from __future__ import annotations

import asyncio
import atexit
import itertools
import os
import threading
import weakref
from typing import NamedTuple, Protocol

from .. import _core

# How often the thread of a loop that watches no descriptors looks whether there still is one.
_LOOK_SECONDS = 1.0


class Witness(Protocol):
    """Is told when the native part of a call begins and ends."""

    def began(self, ticket: _core.Ticket) -> None: ...

    def ended(self, ticket: _core.Ticket) -> None: ...


class _Call(NamedTuple):
    """One submitted work and who waits for it."""

    future: asyncio.Future[None]
    ticket: _core.Ticket
    witness: Witness | None


class Post:
    """The mailbox of one loop. Used by the loop's own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.mailbox = _core.mailbox()
        self._calls: dict[int, _Call] = {}
        self._numbers = itertools.count()
        # When the post goes, what is under way is stopped and its threads end.
        weakref.finalize(self, self.mailbox.close).atexit = False
        try:
            loop.add_reader(self.mailbox.fileno(), self.drain)
        except NotImplementedError:
            thread = threading.Thread(
                target=_drain_for, args=(weakref.ref(loop), self), name="komparu-drainer",
                daemon=True,
            )
            _registry.drainers[thread] = self.mailbox
            thread.start()

    async def finish(self, work: _core.Work, witness: Witness | None) -> None:
        """Has the work carried out, and waits for that."""
        loop = asyncio.get_running_loop()
        number = next(self._numbers)
        call = _Call(loop.create_future(), self.mailbox.submit(number, work), witness)
        self._calls[number] = call
        if witness is not None:
            witness.began(call.ticket)
        try:
            await call.future
        finally:
            # Without an answer the call was cancelled, or its coroutine closed.
            if number in self._calls:
                call.ticket.cancel()
                if not loop.is_closed():
                    call.future.cancel()

    def drain(self) -> None:
        """Hands on all that has arrived."""
        for number, cancelled, failure in self.mailbox.drain():
            call = self._calls.pop(number, None)
            if call is None:
                continue
            if not call.future.done():
                if cancelled:
                    call.future.cancel()
                elif failure is not None:
                    call.future.set_exception(failure)
                else:
                    call.future.set_result(None)
            if call.witness is not None:
                call.witness.ended(call.ticket)

    def close(self) -> None:
        """Delivers nothing any more."""
        self.mailbox.close()
        self._calls.clear()


class _Registry:
    """The posts of all loops of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.posts: weakref.WeakKeyDictionary[
            asyncio.AbstractEventLoop, weakref.ref[Post]
        ] = weakref.WeakKeyDictionary()
        self.drainers: dict[threading.Thread, _core.Mailbox] = {}


_registry = _Registry()


def post() -> Post:
    """The post of the running loop.

    :raises RuntimeError: if no loop is running in this thread.
    """
    loop = asyncio.get_running_loop()
    with _registry.lock:
        reference = _registry.posts.get(loop)
    found = reference() if reference is not None else None
    if found is None:
        found = Post(loop)
        with _registry.lock:
            _registry.posts[loop] = weakref.ref(found)
    return found


def _drain_for(reference: weakref.ref[asyncio.AbstractEventLoop], post: Post) -> None:
    """The thread of a loop that watches no descriptors; ends with the loop."""
    drained = threading.Event()

    def drain() -> None:
        post.drain()
        drained.set()

    def in_use() -> bool:
        loop = reference()
        return post.mailbox.fileno() >= 0 and loop is not None and not loop.is_closed()

    def wake() -> bool:
        loop = reference()
        try:
            if loop is not None:
                loop.call_soon_threadsafe(drain)
            return loop is not None
        except RuntimeError:  # closed meanwhile
            return False

    while in_use():
        if post.mailbox.wait(_LOOK_SECONDS):
            drained.clear()
            if not wake():
                break
            while not drained.wait(_LOOK_SECONDS) and in_use():
                pass
    post.close()
    _registry.drainers.pop(threading.current_thread(), None)


def _end_drainers() -> None:
    """At the end of the interpreter no thread may be left that would ask for the GIL."""
    for thread, mailbox in list(_registry.drainers.items()):
        mailbox.close()
        thread.join()


atexit.register(_end_drainers)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_registry.__init__)  # type: ignore[misc]
