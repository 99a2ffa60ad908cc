# SPDX-License-Identifier: MIT
"""What a process holds, and scripts in processes of their own."""

import contextlib
import gc
import os
import subprocess
import sys
import time

# Far beyond what any test needs: it only turns a hang into a failure.
TIMEOUT = 120.0


def wait_until(holds, what):
    """Returns once holds() does; fails if it never does."""
    deadline = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.005)


class Counts:
    """Descriptors and threads of this process."""

    def descriptors(self):
        gc.collect()
        return len(os.listdir("/proc/self/fd"))

    def threads(self):
        return len(os.listdir("/proc/self/task"))

    def now(self):
        return self.descriptors(), self.threads()

    def settles_at(self, before):
        """Threads that were told to end need a moment for it."""
        wait_until(
            lambda: self.descriptors() <= before[0] and self.threads() <= before[1],
            f"{self.now()} instead of at most {before} descriptors and threads",
        )


@contextlib.contextmanager
def without_privileges():
    """Files are opened as by a user who is not root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def script(text, *arguments, **options):
    """Runs a script of this Python to its end."""
    return subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", text, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        **options,
    )


def succeeds(text, *arguments, **options):
    """The same; it must end well and quietly. Returns what it printed."""
    result = script(text, *arguments, **options)
    assert (result.returncode, result.stderr) == (0, ""), result
    return result.stdout
