# SPDX-License-Identifier: MIT
"""What starting costs, counted and not timed: a loop over many small pairs pays it every time."""

import os
import re

import pytest

from build_tree import why_not_plain

MOST_CALLS = 90
THREAD_OR_PROCESS = {"clone", "clone3", "fork", "vfork"}
# libm is a part of the C library that a linker may name beside it.
C_LIBRARY = {"libc.so.6", "libm.so.6"}


@pytest.fixture(scope="module", autouse=True)
def plain_build():
    """Skips where the build brings more along than the one that is shipped."""
    if reason := why_not_plain():
        pytest.skip(reason)


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("options", [(), ("-s",), ("-q",)])
def test_a_tiny_comparison_makes_few_system_calls_and_no_thread(
        komparu, tracer, files, options, same):
    left, right = files("left", bytes(1024)), files("right", bytes(1023) + (b"\0" if same else b"1"))
    result, calls = tracer.calls(komparu, *options, left, right)
    assert (result.status, result.err) == (0 if same else 1, b"")
    assert {"execve", "exit_group"} <= set(calls)
    assert not THREAD_OR_PROCESS & set(calls)
    assert len(calls) <= MOST_CALLS, calls


def test_threads_are_seen_where_there_are_some(komparu, tracer, tmp_path):
    """Or the test above could not fail."""
    for side in ("left", "right"):
        with (tmp_path / side).open("wb") as file:
            file.truncate(64 << 20)
    result, calls = tracer.calls(
        komparu, "-s", "-j2", "--io=read", tmp_path / "left", tmp_path / "right")
    assert result.status == 0
    assert THREAD_OR_PROCESS & set(calls)


def _loaded(komparu, *args):
    """The libraries that ran their constructors, as the dynamic linker of glibc tells."""
    result = komparu.run(*args, env={"LD_DEBUG": "libs"})
    told = re.findall(rb"calling init: (.+)", result.err)
    if not told:
        pytest.skip("the dynamic linker tells nothing, as others than that of glibc do")
    return result, {os.path.basename(os.fsdecode(path)) for path in told}


def test_a_tiny_comparison_loads_the_c_library_and_nothing_else(komparu, files):
    result, loaded = _loaded(komparu, files("left", b"same"), files("right", b"same"))
    assert (result.status, result.out) == (0, b"")
    assert {name for name in loaded if not name.startswith("ld")} <= C_LIBRARY


def test_a_library_is_seen_when_it_is_loaded(komparu):
    """Or the test above could not fail. The version tells of libcurl, if it is there."""
    result, loaded = _loaded(komparu, "--version")
    if b"libcurl" not in result.out:
        pytest.skip("libcurl is not installed")
    assert any(name.startswith("libcurl") for name in loaded)
