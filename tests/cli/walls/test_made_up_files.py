# SPDX-License-Identifier: MIT
"""Files that the system makes up while they are read: the rule X2.

Reading one can wait without end, or take away what others should read. A tree must not lead there
by a link; whoever types such a path gets it read.
"""

import os
import stat
import subprocess
import sys

import pytest

import namespaces as ns
import ndjson
from command import TIMEOUT, environment
from planting import Link, plant

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux")


def _content(path):
    with open(path, "rb") as file:
        return file.read()


def _found(komparu, *args, **how):
    found, summary = ndjson.entries(komparu.run("--json", *args, **how))
    return summary["exit"], found


def test_x2_a_link_out_of_the_tree_is_not_followed_there(komparu, garden):
    version = _content("/proc/version")
    plant(garden / "L", {"x": Link("/proc/version"), "y": b"1", "z": Link("y")})
    plant(garden / "R", {"x": version, "y": b"2", "z": b"1"})
    expected = {b"x": "wrong_kind", b"y": "content"}
    assert _found(komparu, "L", "R", cwd=garden) == (2, expected)
    assert _found(komparu, "R", "L", cwd=garden) == (2, expected)
    result = komparu.run("-q", "L", "R", cwd=garden)
    assert b"x: a link leads to a file that the system makes up while it is read" in result.err


def test_x2_a_linked_directory_leads_there_neither(komparu, garden):
    kernel = {"ostype": _content("/proc/sys/kernel/ostype")}
    plant(garden / "L", {"d": Link("/proc/sys/kernel"), "deeper": {"e": Link("/proc/sys")}})
    plant(garden / "R", {"d": kernel, "deeper": {"e": {"kernel": kernel}}})
    status, found = _found(komparu, "--one-way", "R", "L", cwd=garden)
    assert (status, found) == (2, {b"d/ostype": "wrong_kind",
                                   b"deeper/e/kernel/ostype": "wrong_kind"})


def test_x2_what_is_typed_is_read(komparu, garden):
    plant(garden, {"copy": _content("/proc/version"),
                   "R": {"ostype": _content("/proc/sys/kernel/ostype")}})
    assert komparu.run("/proc/version", "copy", cwd=garden).status == 0
    assert komparu.run("--one-way", "R", "/proc/sys/kernel", cwd=garden).status == 0


MOUNTED = [("proc", "version"), ("proc", "kmsg"), ("sysfs", "kernel/notes"),
           ("tracefs", "trace_pipe"), ("debugfs", "sleep_time"), ("securityfs", "lsm"),
           ("cgroup2", "cgroup.procs")]


@pytest.mark.parametrize("kind, name", MOUNTED, ids=[f"{kind}-{name}" for kind, name in MOUNTED])
def test_x2_on_every_filesystem_of_that_kind(komparu, garden, root, kind, name):
    plant(garden, {"mount": {}, "L": {"x": Link(f"../mount/{name}")}, "R": {"x": b"0" * 100}})
    try:
        done = subprocess.run(
            [komparu.executable, "--json", "L", "R"], cwd=garden, env=environment(),
            preexec_fn=lambda: ns.mount_kind(kind, garden / "mount", name), capture_output=True,
            timeout=TIMEOUT, check=False)
    except subprocess.SubprocessError as error:
        if isinstance(error, subprocess.TimeoutExpired):
            raise
        pytest.skip(f"{kind} cannot be mounted here, or has no {name}")
    assert done.returncode == 2 and b'"wrong_kind"' in done.stdout, done


# What these hold was put there by somebody.
STORES = {"tmpfs", "ramfs", "devtmpfs", "hugetlbfs", "overlay"}


def _kinds():
    """What this kernel can mount without a device."""
    try:
        with open("/proc/filesystems", encoding="ascii") as lines:
            return sorted({line.split()[1] for line in lines if line.startswith("nodev")} - STORES)
    except OSError:
        return []


def _first_file(directory):
    for above, _, names in os.walk(directory):
        for name in sorted(names):
            path = os.path.join(above, name)
            if stat.S_ISREG(os.lstat(path).st_mode):
                return os.path.relpath(path, directory)
    raise FileNotFoundError(directory)


@pytest.mark.parametrize("kind", _kinds())
def test_x2_no_file_of_whatever_this_kernel_makes_up_is_followed(komparu, garden, root, kind):
    """Each kind that can be mounted here and holds a regular file."""
    plant(garden, {"mount": {}, "L": {}, "R": {"x": b"0" * 100}})

    def prepare():
        ns.mount_kind(kind, garden / "mount")
        if kind == "mqueue":
            with open(garden / "mount" / "made", "wb"):
                pass
        os.symlink(f"../mount/{_first_file(garden / 'mount')}", garden / "L" / "x")

    try:
        done = subprocess.run([komparu.executable, "--json", "L", "R"], cwd=garden,
                              env=environment(), preexec_fn=prepare, capture_output=True,
                              timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise
    except subprocess.SubprocessError:
        pytest.skip(f"{kind} cannot be mounted here, or holds no regular file")
    assert done.returncode == 2 and b'"wrong_kind"' in done.stdout, done


def test_x2_a_regular_file_that_would_wait_is_trouble(komparu, faults, garden):
    """It was polled without end: a regular file is always said to be ready."""
    plant(garden, {"L": {"a": b"1"}, "R": {"a": b"1"}})
    env = faults.env("eagain path=/L/a")
    assert _found(komparu, "L", "R", cwd=garden, env=env) == (2, {b"a": "unreadable"})
    assert faults.acted()
