# SPDX-License-Identifier: MIT
"""Fixtures for the tests of trees, groups and pairs, on top of those for two streams."""

import shutil
import subprocess

import pytest

from beside_diff import BesideDiff
from command import Command
from planting import fell, open_ground, plant, roomy_memory


@pytest.fixture(scope="session")
def beside_diff(komparu):
    """The real diff, to be run beside the command. The tables were learnt from its version 3.8."""
    path = shutil.which("diff")
    if not path:
        pytest.skip("diff is not installed")
    gnu = Command(path, "diff")
    version = gnu.run("--version").out.split(b"\n")[0]
    if version != b"diff (GNU diffutils) 3.8":
        pytest.skip(f"the tables state what GNU diff 3.8 says, this is {version.decode()!r}")
    return BesideDiff(komparu.under("diff"), gnu)


@pytest.fixture(scope="module")
def park():
    """The garden of all tests of a file."""
    with open_ground() as path:
        yield path


@pytest.fixture
def pair(garden):
    """Makes the trees L and R and returns the directory that they are in."""
    def make(left, right):
        fell(garden / "L")
        fell(garden / "R")
        plant(garden / "L", left)
        plant(garden / "R", right)
        return garden

    return make


@pytest.fixture(scope="module")
def meadow():
    """The same for very many entries with little in them: in memory, if there is room."""
    with open_ground(roomy_memory()) as path:
        yield path


@pytest.fixture(scope="session")
def strace():
    """strace, where it is installed and allowed to trace."""
    path = shutil.which("strace")
    if not path:
        pytest.skip("strace is not installed")
    command = [path, "-f", "-o", "/dev/null", "true"]
    tried = subprocess.run(command, capture_output=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"strace may not trace here: {tried.stderr.decode(errors='replace')}")
    return Command(path, "strace")
