# SPDX-License-Identifier: MIT
"""Fixtures for the tests that run the real command.

The environment says what is tested: KOMPARU is the path of the command, KOMPARU_FAULTS that of the
library that makes system calls fail (tests/fault/faults.c). Builds with sanitizers have no such
library; there the tests that need it are skipped.
"""

import os
import shutil
from pathlib import Path

import pytest

from beside_cmp import Beside
from certificates import Certificates
from command import Command
from nginx import Nginx
from planting import open_ground
from tracing import Tracer, why_no_tracer


@pytest.fixture(scope="session")
def komparu():
    """The command under test, started under its own name."""
    path = os.environ.get("KOMPARU")
    if not path or not os.access(path, os.X_OK):
        pytest.fail(f"KOMPARU must be the path of the command to test, it is {path!r}")
    return Command(os.path.abspath(path))


@pytest.fixture(scope="session")
def bash():
    """bash with one script to run: bash.run("-c", 'exec "$0" ...', komparu.executable, ...)."""
    path = shutil.which("bash")
    if not path:
        pytest.skip("bash is not installed")
    return Command(path, "bash")


@pytest.fixture
def root():
    """Skips a test that needs privileges."""
    if os.geteuid() != 0:
        pytest.skip("only root may do this")


@pytest.fixture(scope="module")
def open_dir():
    """A directory that every user may enter, unlike pytest's own."""
    with open_ground() as path:
        yield path


@pytest.fixture
def garden():
    """An empty directory that every user may enter; trees of any depth and mode may grow in it."""
    with open_ground() as path:
        yield path


@pytest.fixture
def files(tmp_path):
    """Makes a file in the test's own directory and returns its path.

    The file is old: what changes it later changes its mtime, however coarse the clock is.
    """
    def make(name, content=b""):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + os.fsencode(name)))
        path.write_bytes(content)
        os.utime(path, (1_000_000_000, 1_000_000_000))
        return path

    return make


class Faults:
    """Runs the command with faults.c loaded into it."""

    def __init__(self, library, log):
        self._library = library
        self._log = log

    def env(self, faults):
        """The changes to the environment that bring these faults about."""
        self._log.unlink(missing_ok=True)
        return {"LD_PRELOAD": self._library, "KOMPARU_FAULT": faults,
                "KOMPARU_FAULT_LOG": str(self._log)}

    def acted(self):
        """What the faults did since env(): lines "KIND CALL OFFSET"."""
        return self._log.read_text().splitlines() if self._log.exists() else []


@pytest.fixture
def faults(tmp_path_factory):
    library = os.environ.get("KOMPARU_FAULTS")
    if not library:
        pytest.skip("KOMPARU_FAULTS names no fault library; only Linux without sanitizers has one")
    return Faults(os.path.abspath(library), tmp_path_factory.mktemp("faults") / "log")


@pytest.fixture(scope="session")
def tracer(tmp_path_factory):
    """Sees the system calls of a command."""
    if reason := why_no_tracer():
        pytest.skip(reason)
    return Tracer(shutil.which("strace"), tmp_path_factory.mktemp("tracer") / "log")


@pytest.fixture(scope="session")
def beside(komparu):
    """The real cmp, to be run beside the command. The tables were learnt from its version 3.8."""
    path = shutil.which("cmp")
    if not path:
        pytest.skip("cmp is not installed")
    gnu = Command(path, "cmp")
    version = gnu.run("--version").out.split(b"\n")[0]
    if version != b"cmp (GNU diffutils) 3.8":
        pytest.skip(f"the tables state what GNU cmp 3.8 says, this is {version.decode()!r}")
    is_cmp = komparu.under("cmp").run("--version").out.startswith(b"cmp (GNU")
    return Beside(komparu.under("cmp"), gnu, is_cmp)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def nginx(tmp_path_factory, certificates):
    server = Nginx(tmp_path_factory.mktemp("nginx"), certificates)
    yield server
    server.stop()
