# SPDX-License-Identifier: MIT
"""The writing side of FIFOs in tests: never left waiting, whatever the reader does."""

import contextlib
import os
import threading


def _write(path, pieces):
    with contextlib.suppress(BrokenPipeError), open(path, "wb", buffering=0) as fifo:
        for piece in pieces:
            fifo.write(piece)


@contextlib.contextmanager
def written(*contents):
    """Writes into FIFOs while the block runs: each of `contents` is (path, pieces).

    Each writer waits for its reader. At the end of the block all writers are done: one whose
    reader never came is freed, one whose reader went away has seen that.
    """
    threads = [threading.Thread(target=_write, args=content) for content in contents]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for (path, _), thread in zip(contents, threads):
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
            thread.join()


def write_now(path, content):
    """Writes into a FIFO that somebody reads already; OSError (ENXIO) if nobody does."""
    fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    os.set_blocking(fd, True)
    with open(fd, "wb", buffering=0) as fifo:
        fifo.write(content)
