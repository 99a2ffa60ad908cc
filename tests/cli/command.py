# SPDX-License-Identifier: MIT
"""Starts programs the way the tests of the command line want them started."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field

# Far beyond what any test needs: it only turns a hang into a failure.
TIMEOUT = 120.0
NOBODY = 65534

# What would change the output, and what the tests set for themselves.
_NOT_INHERITED = ("LC_", "LANG", "KOMPARU", "NO_COLOR", "CLICOLOR", "POSIXLY_CORRECT", "LD_PRELOAD")


@dataclass(frozen=True)
class Result:
    """What a finished run left behind. A negative status is the signal that ended it."""

    status: int
    out: bytes
    err: bytes


def environment(**changes):
    """The tests' own environment in the C locale; a change to None removes a variable."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_NOT_INHERITED)}
    kept["LC_ALL"] = "C"
    kept.update(changes)
    return {k: v for k, v in kept.items() if v is not None}


def _before_exec(closed, ignored):
    """The work of the child between fork and exec, or None, which keeps starting it cheap."""
    if not closed and not ignored:
        return None

    def prepare():
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)
        for descriptor in closed:
            os.close(descriptor)

    return prepare


@dataclass(frozen=True)
class Command:
    """A program and the name it is started as (argv[0])."""

    executable: str
    name: str = "komparu"
    env: dict = field(default_factory=environment)

    def under(self, name):
        """The same program started under another name."""
        return Command(self.executable, name, self.env)

    def popen(self, args, *, stdin=None, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=None,
              cwd=None, closed=(), ignored=(), nobody=False, pass_fds=(), session=False):
        """Starts it; the caller must wait for it (or use running()).

        stdin is a descriptor, None for /dev/null, or bytes, for which a pipe is made. `closed`
        are descriptors it starts without, `ignored` signals it starts with ignored, `env` changes
        to the environment; nobody=True gives up root's privileges for good.
        """
        if stdin is None:
            stdin = subprocess.DEVNULL
        elif isinstance(stdin, bytes):
            stdin = subprocess.PIPE
        if 1 in closed:
            stdout = subprocess.DEVNULL
        if 2 in closed:
            stderr = subprocess.DEVNULL
        identity = {}
        if nobody and os.geteuid() == 0:
            identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        variables = {**self.env, **(env or {})}
        return subprocess.Popen(
            [self.name, *args], executable=self.executable, stdin=stdin, stdout=stdout,
            stderr=stderr, cwd=cwd, pass_fds=pass_fds, start_new_session=session,
            env={k: v for k, v in variables.items() if v is not None},
            preexec_fn=_before_exec(closed, ignored), **identity)

    def run(self, *args, stdin=None, timeout=TIMEOUT, **how):
        """Runs it to its end. See popen() for the keywords."""
        process = self.popen(args, stdin=stdin, **how)
        return finish(process, stdin if isinstance(stdin, bytes) else None, timeout)

    @contextlib.contextmanager
    def running(self, *args, **how):
        """A process that is killed at the end of the block if it still runs then."""
        process = self.popen(args, **how)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream:
                    stream.close()
            process.wait()


def finish(process, stdin=None, timeout=TIMEOUT):
    """Waits for a process and collects what it wrote."""
    try:
        out, err = process.communicate(stdin, timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Result(process.returncode, out or b"", err or b"")


def wait_until(condition, what, timeout=TIMEOUT):
    """Polls until condition() is true."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.002)


def descriptor_of(process, path):
    """The descriptor under which a process has `path` open, or None."""
    wanted = os.path.realpath(path)
    directory = f"/proc/{process.pid}/fd"
    with contextlib.suppress(FileNotFoundError, PermissionError):
        for name in os.listdir(directory):
            with contextlib.suppress(FileNotFoundError):
                if os.readlink(f"{directory}/{name}") == wanted:
                    return int(name)
    return None


def state_of(process):
    """The state letter of a process as /proc shows it: S while it waits for something."""
    with open(f"/proc/{process.pid}/stat", "rb") as stat:
        return stat.read().rpartition(b")")[2].split()[0].decode()


def wait_until_waiting_for(process, *paths):
    """Waits until a process has opened all paths and sleeps; fails if it ends before that."""
    def waiting():
        assert process.poll() is None, f"ended with {process.returncode}: {process.stderr.read()}"
        return all(descriptor_of(process, p) is not None for p in paths) and \
            state_of(process) == "S"

    wait_until(waiting, f"it waits for {paths}")
