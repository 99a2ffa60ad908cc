# SPDX-License-Identifier: MIT
"""The jobs whose cost is on record, and how it is counted: by instructions and by system calls.

Neither depends on how busy the machine is. Instructions depend on the compiler, on the C library,
which does the comparing, and on what it finds the processor able to do; system calls on the C
library alone. Archives add the libraries that unpack them. Counts are kept under names made of
these, and hold for nothing else.
"""

import io
import os
import platform
import random
import re
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import build_tree
from command import Command

RECORD = Path(__file__).with_name("counts.json")
KINDS = ("instructions", "system_calls")

# What processors have and what changes the routines that glibc and ISA-L choose.
_FEATURES = {"avx2", "asimd"}
_COLLECTED = re.compile(rb"Collected : (\d+)")


@dataclass(frozen=True)
class Job:
    args: tuple
    archives: bool = False

    def place(self, command, kind):
        """What the counts of a kind hold for."""
        known = [os.confstr("CS_GNU_LIBC_VERSION") or "another libc", platform.machine()]
        if kind == "instructions":
            known = [build_tree.compiler() or "unknown", *known, *_features()]
        if self.archives:
            version = command.run("--version").out.decode().splitlines()
            known += [line for line in version if line.startswith("libarchive")] or ["no archives"]
        return ", ".join(known)


JOBS = {
    "start": Job(("-s", "tiny-left", "tiny-right")),
    "tree of 1000 files": Job(("-s", "-j1", "tree-left", "tree-right")),
    "pair of 4 MiB": Job(("-s", "-j1", "pair-left", "pair-right")),
    "tar.gz of 1000 files": Job(("-s", "-j1", "tree.tar.gz", "tree-left"), archives=True),
}


def _features():
    path = Path("/proc/cpuinfo")
    words = set(path.read_text().split()) if path.is_file() else set()
    return sorted(_FEATURES & words)


def plant(directory):
    """Makes what the jobs compare: the same bytes every time."""
    source = random.Random(1)
    tiny, large = source.randbytes(1024), source.randbytes(4 << 20)
    with tarfile.open(directory / "tree.tar.gz", "w:gz", format=tarfile.USTAR_FORMAT) as archive:
        for number in range(1000):
            name = f"{number // 100}/{number}"
            content = source.randbytes(128) * 8
            for side in ("left", "right"):
                path = directory / f"tree-{side}" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                # Of a day to come: looked at twice on every file system, however old it is.
                os.utime(path, (4_000_000_000, 4_000_000_000))
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    for side in ("left", "right"):
        (directory / f"tiny-{side}").write_bytes(tiny)
        (directory / f"pair-{side}").write_bytes(large)


def clean(command):
    """The command in an environment of one variable: what stands there is looked through."""
    return Command(command.executable, command.name, {"LC_ALL": "C"})


def instructions(valgrind, command, job, directory):
    """How many were executed, by all threads."""
    words = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", command.executable]
    done = subprocess.run([*words, *job.args], cwd=directory, env=clean(command).env, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    found = _COLLECTED.search(done.stderr)
    if done.returncode != 0 or not found:
        raise RuntimeError(f"{job.args} ended with {done.returncode}: {done.stderr[-1000:]!r}")
    return int(found[1])


def system_calls(tracer, command, job, directory):
    """How many were made, by all threads."""
    result, calls = tracer.calls(clean(command), *job.args, cwd=directory)
    if result.status != 0:
        raise RuntimeError(f"{job.args} ended with {result.status}: {result.err!r}")
    return len(calls)
