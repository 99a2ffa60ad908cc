# SPDX-License-Identifier: MIT
"""One process: started with as little overhead as Python allows, and its resources.

The wall clock runs from just before posix_spawn until the process has ended. Nothing is started
between: no shell, no pipe, no thread.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Sequence

# Python ignores these and a child would inherit that.
_RESTORED_SIGNALS = [signal.SIGPIPE, signal.SIGXFSZ]

# Signals by which a user ends the runner.
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Run:
    wall: float  # seconds
    user: float  # seconds of CPU
    system: float  # seconds of CPU
    status: int  # exit status, or minus the signal that ended it
    max_rss_kib: int  # never below the peak of this process: see run_under_time()
    call_bytes: int | None  # bytes that came through read calls; None where unknown
    storage_bytes: int | None  # bytes fetched from storage, also by page faults; None where unknown
    loopback_bytes: int | None  # bytes over loopback, of all the machine; None where unknown


class Output:
    """Where the processes' stdout and stderr go: a file.

    Not /dev/null: cmp recognises it and then does the work of -s.
    """

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)

    def take(self) -> str:
        """What was written since the last call."""
        size = os.fstat(self.descriptor).st_size
        if size == 0:
            return ""
        text = os.pread(self.descriptor, min(size, 4096), 0)
        os.ftruncate(self.descriptor, 0)
        return text.decode("utf-8", "replace")

    def close(self) -> None:
        os.close(self.descriptor)


def environment() -> dict[str, str]:
    """The environment of every process: the C locale, where cmp starts fastest, and no proxies,
    through which some would look for 127.0.0.1."""
    kept = {name: value for name, value in os.environ.items() if not _names_a_proxy(name)}
    return kept | {"LC_ALL": "C"}


def _names_a_proxy(variable: str) -> bool:
    return variable.lower().endswith("_proxy")


def run(command: Sequence[str], output: Output) -> Run:
    """Runs one command, whose first word is the path of a program, until it ends."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, output.descriptor, 1),
        (os.POSIX_SPAWN_DUP2, output.descriptor, 2),
    ]
    variables = environment()
    loopback_before = _loopback_bytes()
    # A signal between the start and the wait would leave the process behind.
    let_through = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    pid = None
    try:
        begin = time.perf_counter_ns()
        pid = os.posix_spawn(
            command[0],
            command,
            variables,
            file_actions=actions,
            setpgroup=0,  # of its own, so that the processes it starts can be ended with it
            setsigmask=let_through,
            setsigdef=_RESTORED_SIGNALS,
        )
        signal.pthread_sigmask(signal.SIG_SETMASK, let_through)
        # WNOWAIT keeps the ended process, and with it /proc/PID/io, until wait4.
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        end = time.perf_counter_ns()
        counters = _io_counters(pid)
    except BaseException:
        if pid is not None:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, let_through)
    _, code, usage = os.wait4(pid, 0)
    loopback_after = _loopback_bytes()
    return Run(
        wall=(end - begin) / 1e9,
        user=usage.ru_utime,
        system=usage.ru_stime,
        status=os.waitstatus_to_exitcode(code),
        max_rss_kib=usage.ru_maxrss,
        call_bytes=counters.get("rchar"),
        storage_bytes=counters.get("read_bytes"),
        loopback_bytes=(
            None
            if loopback_before is None or loopback_after is None
            else loopback_after - loopback_before
        ),
    )


def _loopback_bytes() -> int | None:
    """What went over the loopback interface so far, with the headers of every packet. What waits
    in buffers of either side counts, too: it went over the wire."""
    try:
        lines = Path("/proc/net/dev").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        name, _, counters = line.partition(":")
        if name.strip() == "lo":
            return int(counters.split()[0])
    return None


def _io_counters(pid: int) -> dict[str, int]:
    """Empty where the kernel keeps none, or lets only root look at an ended process (EACCES)."""
    try:
        lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    except OSError:
        return {}
    return {name: int(value) for name, _, value in (line.partition(":") for line in lines)}


def run_under_time(
    time_program: str, command: Sequence[str], output: Output, report: Path
) -> Run:
    """Runs one command under GNU time: max_rss_kib is then the command's own, however small.

    A process that posix_spawn started begins with the peak RSS of its parent, because the two
    share memory until exec; under GNU time that parent is small.
    """
    ended = run([time_program, "-q", "-f", "%M", "-o", str(report), *command], output)
    return replace(ended, max_rss_kib=int(report.read_text().split()[-1]))
