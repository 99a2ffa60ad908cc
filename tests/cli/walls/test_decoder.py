# SPDX-License-Identifier: MIT
"""A decoder that an archive has taken over gets nothing: the rule X1.

tests/walls/hostile_decoder.c stands in libarchive's place and tries what an attacker would. Each
wall is also tried alone: the kernel then seems to lack the other one.
"""

import ctypes
import errno
import os
import platform
import re
import subprocess

import pytest

import namespaces as ns
from command import NOBODY, TIMEOUT, environment

HOSTILE = os.environ.get("KOMPARU_HOSTILE_DECODER")
WARC = (b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: file://a\r\n"
        b"WARC-Date: 2001-01-01T01:01:01Z\r\nContent-Length: 1\r\n\r\nA\r\n\r\n")
# What the kernel says to who may not; and to who has no number for a descriptor, no process.
REFUSALS = {errno.EPERM, errno.EACCES, errno.EMFILE, errno.EAGAIN}
# The last one that Landlock alone needs: signals stay inside (6.12), memory executable (6.3).
LANDLOCK_WITH_SIGNALS = 6

pytestmark = [
    pytest.mark.skipif(not HOSTILE, reason="only Linux without sanitizers has a hostile decoder"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a library"),
    pytest.mark.skipif(ns.SECCOMP_CALL is None, reason=f"no worker on {platform.machine()}")]
each_user = pytest.mark.parametrize("user", [0, NOBODY], ids=["root", "nobody"])


@pytest.fixture(name="libarchive", scope="session")
def _libarchive():
    """The file that is loaded under that name."""
    try:
        ctypes.CDLL("libarchive.so.13")
    except OSError:
        pytest.skip("libarchive is not installed")
    with open("/proc/self/maps", encoding="utf-8") as maps:
        return re.search(r"(/\S*libarchive\.so\S*)", maps.read()).group(1)


@pytest.fixture(name="attack")
def _attack(komparu, garden, libarchive):
    """attack(user, *lacks) lets the command read an archive with the hostile decoder, as that user,
    on a kernel that lacks that. Gives what the command did."""
    (garden / "A").write_bytes(WARC)
    (garden / "L").mkdir()
    (garden / "L" / "a").write_bytes(b"A")
    (garden / "victim").write_bytes(b"")
    (garden / "garbage").write_bytes(b"\1garbage")
    for path, mode in ((garden, 0o777), (garden / "garbage", 0o755), (garden / "A", 0o644)):
        os.chmod(path, mode)

    def attack(user, *lacks):
        def prepare():
            ns.mount_over(HOSTILE, libarchive)
            for number, error in lacks:
                ns.answer_call(number, error)
            if user != 0:
                ns.become(user)

        done = subprocess.run(
            [komparu.name, "-a", "--archive-formats=warc", "A", "L"],
            executable=komparu.executable, cwd=garden, env=environment(), preexec_fn=prepare,
            capture_output=True, timeout=TIMEOUT, check=False)
        assert (garden / "victim").exists()
        assert not (garden / "made").exists() and not (garden / "created").exists()
        assert done.returncode == 2 and done.stdout == b""
        return done.stderr.decode()

    return attack


def _worked(report):
    """The attempts that were not refused."""
    found = {name: int(error) for name, error in re.findall(r"(\w+):(\d+) ", report)}
    assert len(found) == 20, report
    return {name: error for name, error in found.items() if error not in REFUSALS}


@each_user
def test_x1_a_hostile_decoder_gets_nothing(attack, user):
    assert _worked(attack(user)) == {}


@each_user
def test_x1_the_table_of_calls_alone_holds_it(attack, user):
    assert _worked(attack(user, ns.NO_LANDLOCK)) == {}


@each_user
@pytest.mark.skipif(ns.landlock_version() < LANDLOCK_WITH_SIGNALS, reason="an older Landlock")
def test_x1_landlock_and_limits_alone_hold_it(attack, user):
    assert _worked(attack(user, ns.EMPTY_SECCOMP)) == {}


@each_user
def test_x1_without_seccomp_nothing_is_decoded(attack, user):
    assert attack(user, ns.NO_SECCOMP) == (
        "komparu: A: the system cannot confine the program that reads it (it has no seccomp)\n")
