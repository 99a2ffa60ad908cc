# SPDX-License-Identifier: MIT
"""Makes a loopback port as slow to answer as a distant server, and no narrower."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from servers.child import free_port, running

_PROXY = Path(__file__).with_name("delay_proxy.py")


@contextmanager
def delayed(directory: Path, port: int, round_trip: float) -> Iterator[int]:
    """The port that answers as `port` does, `round_trip` seconds later."""
    listener = free_port()
    changed_port = listener.getsockname()[1]
    words = (listener.fileno(), port, round_trip)
    command = [sys.executable, "-I", "-S", "-B", str(_PROXY), *map(str, words)]
    with running(command, listener, directory / "delay-stderr", {}):
        yield changed_port
