# SPDX-License-Identifier: MIT
"""G2: whichever call fails, the answer is the true one or trouble: never another, never a signal.

Each call of a kind (a request for memory, a read, a thread ...) fails in turn, alone and with all
later ones; tests/fault/nth_call.c brings that about. All of them take hours, so a run of the tests
takes a sample, the same one each time. With KOMPARU_EVERY_CALL=1 it takes them all.
"""

import contextlib
import errno
import http.server
import mmap
import os
import random
import shutil
import signal
import struct
import subprocess
import tarfile
import threading
import zipfile
from dataclasses import dataclass
from functools import partial

import pytest

from planting import Link, open_ground, plant

# 1 takes every call, 10 every tenth, 0 a sample.
EVERY = int(os.environ.get("KOMPARU_EVERY_CALL") or 0)
# What each kind of call fails with, in the order in which nth_call.c counts them.
KINDS = {
    "memory": [errno.ENOMEM],
    "read": [errno.EIO],
    "pread": [errno.EIO, errno.EOPNOTSUPP],
    "open": [errno.EMFILE, errno.ENOENT, errno.EACCES],
    "stat": [errno.EIO, errno.ENOENT],
    "getdents": [errno.EIO, errno.ENOENT],
    "mmap": [errno.ENOMEM],
    "seek": [errno.EINVAL, errno.ESPIPE],
    "readlink": [errno.EIO],
    "poll": [errno.ENOMEM],
    "thread": [errno.EAGAIN],
    "write": [errno.ENOSPC, errno.EPIPE],
    "descriptor": [errno.EMFILE],
    "socket": [errno.EMFILE],
    "connect": [errno.ECONNREFUSED],
    "send": [errno.EPIPE],
    "receive": [errno.ECONNRESET],
}
# What is interrupted, or told to come again, does so; that it is for ever proves nothing.
ONCE = {"read": [errno.EINTR, errno.EAGAIN], "pread": [errno.EINTR], "poll": [errno.EINTR],
        "open": [errno.EINTR], "write": [errno.EINTR], "getdents": [errno.EINTR]}
# How many of a kind a sample takes of a job at most, and of one whose runs take long: those of
# URLs, and of formats that a process of their own reads and is waited for.
SAMPLE = {"memory": 8}
OTHERS = 2
SLOW_SAMPLE = 1
# Where glibc's dynamic loader gets no memory for a library or for a thread, it ends the process
# itself, and nothing can come in between. That is no verdict.
BY_THE_LOADER = [(127, b"out of memory\n"),
                 (127, b"cannot allocate memory for thread-local data: ABORT\n")]
# Where a single request for memory fails while it sets up a filter of xz or LZMA, libarchive 3.6.2
# follows a null pointer (docs/dependencies.md). With all later ones failing it is never called.
BY_LIBARCHIVE = -signal.SIGSEGV
# While it connects, libcurl 7.88.1 divides by zero then.
BY_LIBCURL = -signal.SIGFPE


@dataclass(frozen=True)
class Job:
    """Arguments and what is right; BASE in an argument is the server's URL."""

    args: str
    status: int
    stdin: str = ""

    def slow(self):
        """Whether a run takes long."""
        return any(word in self.args for word in ("BASE", "--url-map", "--archive-formats"))

    def ends_by_a_library(self, status):
        """Whether a library that it uses ends so where a single request for memory fails."""
        if status == BY_LIBARCHIVE:
            return ".xz" in self.args or ".7z" in self.args
        return status == BY_LIBCURL and ("BASE" in self.args or "--url-map" in self.args)

    def __str__(self):
        return f"{self.args} < {self.stdin}" if self.stdin else self.args


JOBS = [
    Job("L/a R/a", 0), Job("L/a D/a", 1), Job("-s L/sub/b D/sub/b", 1), Job("-l L/sub/b D/sub/b", 1),
    Job("large same", 0), Job("large other", 1), Job("-s -j4 large other", 1),
    Job("--io=read -j4 large same", 0), Job("--io=mmap -j4 large other", 1),
    Job("--io=mmap -s large same", 0), Job("--json large other", 1),
    Job("- same", 0, "large"), Job("- other", 1, "large"),
    Job("L R", 0), Job("L D", 1), Job("-s -j4 L D", 1), Job("-j1 L D", 1), Job("--json L R", 0),
    Job("--json L D", 1), Job("-z L D", 1), Job("--no-dereference K Q", 0), Job("-x up K Q", 0),
    Job("--combined=- L D", 1), Job("--match=- --stats L R", 0), Job("-N L M", 1),
    Job("-a L.zip R.zip", 0), Job("-a L.zip D.zip", 1), Job("-a L.tar.gz R.tar.gz", 0),
    Job("-a L.tar.gz D.tar.gz", 1), Job("L.tar.gz R", 0), Job("L.tar.gz D", 1), Job("L.zip R", 0),
    Job("-s L.zip D", 1), Job("-a L.7z R.zip", 0), Job("L.7z D", 1), Job("-a L.tar.xz R.tar.gz", 0),
    Job("L.cpio R", 0), Job("L.cpio D", 1),
    Job("-a - R.zip", 0, "L.zip"), Job("- D", 1, "L.tar.gz"), Job("- D", 1, "L.zip"),
    Job("--archive-formats=iso L.iso R", 0), Job("--archive-formats=iso L.iso D", 1),
    Job("large same other L/a R/a", 1), Job("large same large", 0), Job("L R M D", 1),
    Job("L.zip R.zip D.zip", 1), Job("--pairs=equal", 0), Job("--pairs=unequal", 1),
    Job("--pairs=- --json", 1, "unequal"),
    Job("BASE/large same", 0), Job("--retry=0 BASE/large BASE/other", 1),
    Job("--retry=0 -s BASE/large other", 1), Job("--retry=0 L BASE/R/", 0), Job("D BASE/R/", 1),
    Job("--retry=0 --url-map=map R", 0), Job("--retry=0 --url-map=map D", 1),
]


def _pack(ground, side):
    tree = ground / side
    for suffix in ("gz", "xz"):
        with tarfile.open(ground / f"{side}.tar.{suffix}", f"w:{suffix}") as archive:
            archive.add(tree, ".")
    with zipfile.ZipFile(ground / f"{side}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(tree.rglob("*")):
            archive.write(path, path.relative_to(tree))
    commands = [["7z", "a", "-bd", f"../{side}.7z", "."],
                ["genisoimage", "-quiet", "-R", "-o", f"../{side}.iso", "."],
                ["cpio", "-o", "--quiet", "-H", "newc", "-O", f"../{side}.cpio"]]
    names = "\n".join(str(path.relative_to(tree)) for path in sorted(tree.rglob("*")))
    for command in commands:
        assert shutil.which(command[0]), f"{command[0]} is not installed"
        subprocess.run(command, cwd=tree, check=True, capture_output=True, input=names.encode())


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle(self):
        with contextlib.suppress(ConnectionError):
            super().handle()


@contextlib.contextmanager
def _served(directory):
    handler = partial(_Handler, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def ground():
    """What is compared, and the URL under which it can be had as well."""
    large = random.Random(3).randbytes(3 << 20)
    other = large[:-5] + bytes([large[-5] ^ 1]) + large[-4:]
    packed = large[:20_000] * 2
    tree = {"a": b"alpha" * 1000, "sub": {"b": b"same", "deep": {"c": packed}}, "e": {"f": b""}}
    different = {**tree, "a": b"alpha" * 999 + b"alphA", "sub": {"b": b"SAME", "deep": {"c": packed}, "g": b"new"}}
    linked = {"f": b"content", "to-f": Link("f"), "nowhere": Link("gone"), "up": Link("..")}
    with open_ground() as path:
        plant(path, {"L": tree, "R": tree, "D": different, "M": {"a": tree["a"]},
                     "K": linked, "Q": linked, "large": large, "same": large, "other": other,
                     "equal": b"large\tsame\nL\tR\nL.zip\tR\n",
                     "unequal": b"large\tsame\nL\tD\nlarge\tother\n"})
        for side in "LRD":
            _pack(path, side)
        with _served(path) as base:
            plant(path, {"map": "".join(f"{name}\t{base}/L/{name}\n" for name in
                                        ("a", "sub/b", "sub/deep/c", "e/f")).encode()})
            yield path, base


class Counts:
    """The counts that the command's runs leave behind."""

    def __init__(self, path):
        self.path = path
        self._size = struct.calcsize("l") * len(KINDS)
        path.write_bytes(bytes(self._size))
        with open(path, "r+b") as file:
            self._mapped = mmap.mmap(file.fileno(), self._size)

    def clear(self):
        self._mapped[:] = bytes(self._size)

    def read(self):
        return dict(zip(KINDS, struct.unpack(f"{len(KINDS)}l", self._mapped)))


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    return Counts(tmp_path_factory.mktemp("counts") / "counts")


@pytest.fixture
def start(komparu, ground, counts):
    """start(job, nth) runs a job, with the N-th call failing if `nth` says which."""
    library = os.environ.get("KOMPARU_FAULTS")
    if not library:
        pytest.skip("KOMPARU_FAULTS names no library; only Linux without sanitizers has one")
    directory, base = ground
    plain = {name: None for name in os.environ if name.lower().endswith("_proxy")}

    def run(job, nth=None):
        counts.clear()
        env = {**plain, "LD_PRELOAD": os.path.abspath(library), "KOMPARU_NTH_CALL": nth,
               "KOMPARU_NTH_COUNTS": str(counts.path)}
        with open(directory / job.stdin if job.stdin else os.devnull, "rb") as stdin:
            return komparu.run(*job.args.replace("BASE", base).split(), cwd=directory, env=env,
                               stdin=stdin, timeout=15.0)

    return run


def _sample(job, counted):
    """(kind, N, errno, suffix) of a few failures of each kind, each time the same ones of a job."""
    chosen = random.Random(str(job))
    for kind, count in counted.items():
        if "--archive-formats" in job.args and kind in ("send", "receive"):
            continue  # Each is waited for as long as a worker may be silent.
        most = min(count, SLOW_SAMPLE if job.slow() else SAMPLE.get(kind, OTHERS))
        for suffix, once in (("", ONCE.get(kind, [])), (":on", [])):
            for number in sorted(chosen.sample(range(1, count + 1), most)):
                yield kind, number, chosen.choice(KINDS[kind] + once), suffix


def _all(counts, counted):
    """The same of all failures: as long as a run makes as many calls."""
    for kind in counted:
        forms = [(error, suffix) for error in KINDS[kind] for suffix in ("", ":on")]
        for error, suffix in forms + [(error, "") for error in ONCE.get(kind, [])]:
            number = 1
            while True:
                yield kind, number, error, suffix
                if counts.read()[kind] < number:
                    break
                number += EVERY


def _judge(job, nth, right, result):
    """Why a result is wrong, or None."""
    if result.status not in (right.status, 2):
        if (result.status, result.err) in BY_THE_LOADER:
            return None
        alone = nth.startswith("memory") and not nth.endswith(":on")
        if alone and job.ends_by_a_library(result.status):
            return None
        return f"status {result.status}"
    if result.status == 2:
        said = result.err or b'"status":"error"' in result.out
        may_be_silent = nth.startswith("write") or "-s" in job.args.split()
        return None if said or may_be_silent else "no message"
    if result.out != right.out and "--json" not in job.args:
        return "another output"
    return None


@pytest.mark.parametrize("job", JOBS, ids=str)
def test_g2_a_call_that_fails_changes_no_verdict(start, counts, job):
    right = start(job)
    assert right.status == job.status, right
    counted = counts.read()
    assert counted["memory"] > 20
    wrong = []
    for kind, number, error, suffix in _all(counts, counted) if EVERY else _sample(job, counted):
        nth = f"{kind}:{number}:{error}{suffix}"
        try:
            result = start(job, nth)
        except subprocess.TimeoutExpired:
            wrong.append((nth, "hangs"))
            continue
        reason = _judge(job, nth, right, result)
        if reason:
            wrong.append((nth, reason, result))
    assert not wrong


@pytest.mark.parametrize("args, status", [("--io=mmap large same", 0), ("--io=mmap large other", 1),
                                          ("--io=mmap -j4 -s large other", 1)])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_g2_a_file_that_cannot_be_mapped_is_read(start, args, status, number):
    assert start(Job(args, status), f"mmap:{number}:{errno.ENOMEM}:on").status == status


@pytest.mark.parametrize("nth", [f"descriptor:1:{errno.EMFILE}:on", f"send:6:{errno.EPIPE}:on"])
def test_g2_a_client_that_cannot_be_woken_ends_all_the_same(start, nth):
    """The thread that serves URLs slept for a minute; start() waits for a quarter of that."""
    assert start(Job("BASE/large same", 0), nth).status in (0, 2)


@pytest.mark.parametrize("kind", ["memory", "pread", "read", "open"])
@pytest.mark.parametrize("job", [Job("large same", 0), Job("L R", 0), Job("-j4 L D", 1),
                                 Job("-a L.zip R.zip", 0), Job("-a L.tar.gz D.tar.gz", 1),
                                 Job("L.7z R", 0), Job("--pairs=equal", 0),
                                 Job("BASE/large other", 1)], ids=str)
def test_g2_a_library_that_ends_the_program_is_trouble(start, counts, job, kind):
    """libarchive calls exit(1), which would read as "they differ"."""
    right = start(job)
    count = counts.read()[kind]
    # The first and the last requests for memory are made outside of main().
    numbers = {count // 2, 2 * count // 3} if kind == "memory" else {1, count // 2, count}
    for number in sorted(numbers - {0}):
        result = start(job, f"{kind}:{number}:0")
        if counts.read()[kind] >= number:
            assert (result.status, result.err) in [
                (2, b"komparu: a library has ended the program\n"), (2, b"")], (number, result)
        else:
            assert result == right
