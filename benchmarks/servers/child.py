# SPDX-License-Identifier: MIT
"""A process that serves one loopback port and does not outlive this one."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator, Sequence

from ratios.process import environment

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_STOP_SECONDS = 30


def free_port() -> socket.socket:
    """A listening socket. The child takes over the socket itself, so that nobody else gets the
    port, and whoever connects before the child is ready waits instead of being refused."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    # nginx leaves an inherited socket as it is. Of two workers that are woken by one connection the
    # slower one would wait in accept(), deaf to the connections it has.
    listener.setblocking(False)
    return listener


@contextmanager
def running(
    command: Sequence[str], listener: socket.socket, log: Path, variables: dict[str, str]
) -> Iterator[None]:
    """The child gets the listener, under its number, for itself; what it says goes to the log."""
    with listener, log.open("wb") as said:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            pass_fds=(listener.fileno(),),
            env=environment() | variables,
            # Ctrl-C is for the runner alone, which stops the child when it is done with it.
            start_new_session=True,
            preexec_fn=_ending_with_parent(),
        )
    try:
        yield
    finally:
        _stop(child)


def _ending_with_parent() -> Callable[[], object] | None:
    """The child gets SIGTERM when this process ends without having stopped it, as by SIGKILL."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))


def _stop(child: subprocess.Popen) -> None:
    child.terminate()
    try:
        child.wait(_STOP_SECONDS)
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
