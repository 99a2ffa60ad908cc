# SPDX-License-Identifier: MIT
"""Fixtures for the tests of the Python package.

PYTHONPATH says which package is tested; KOMPARU_SOURCE_DIR is the source tree it was built from.
"""

import asyncio
import faulthandler
import os
import pathlib
import shutil
import tempfile

import pytest

import komparu
import komparu.aio
from processes import TIMEOUT, Counts
from raw_servers import Servers


class Blocking:
    """The functions of komparu."""

    def __getattr__(self, name):
        return getattr(komparu, name)


class Awaited:
    """The functions of komparu.aio, each called in an event loop of its own."""

    def __getattr__(self, name):
        function = getattr(komparu.aio, name)

        def call(*arguments, **options):
            return asyncio.run(function(*arguments, **options))

        return call


@pytest.fixture(params=[Blocking(), Awaited()], ids=["sync", "async"])
def api(request):
    """Both kinds of functions, as if both were blocking."""
    return request.param


@pytest.fixture(scope="session")
def source_root():
    root = os.environ.get("KOMPARU_SOURCE_DIR")
    return pathlib.Path(root) if root else pathlib.Path(__file__).resolve().parents[2]


def pytest_configure(config):
    # The standard error of the run: what pytest puts in its place during a test is lost with it.
    config.stderr_of_run = os.fdopen(os.dup(2), "w")


@pytest.fixture(autouse=True)
def no_hangs(pytestconfig):
    """A test that hangs ends the whole run, with a traceback of every thread."""
    faulthandler.dump_traceback_later(2 * TIMEOUT, exit=True, file=pytestconfig.stderr_of_run)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(autouse=True)
def usual_config():
    """No test inherits what another one configured."""
    komparu.reset_config()
    yield
    komparu.reset_config()


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    """Whatever the environment of the tests names."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def file(tmp_path):
    """Makes a file and returns its path. It is old: a later change shows in its mtime."""

    def make(name, content=b""):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1_000_000_000, 1_000_000_000))
        return path

    return make


@pytest.fixture
def tree(file, tmp_path):
    """Makes a directory out of a mapping of relative path to content; None is a directory."""

    def make(name, entries):
        (tmp_path / name).mkdir(exist_ok=True)
        for path, content in entries.items():
            if content is None:
                (tmp_path / name / path).mkdir(parents=True, exist_ok=True)
            else:
                file(f"{name}/{path}", content)
        return tmp_path / name

    return make


@pytest.fixture
def open_dir():
    """A directory that every user may enter, unlike pytest's own. Whatever it holds is removed by
    who made it."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="komparu-"))
    directory.chmod(0o755)
    yield directory
    for path in [directory, *directory.rglob("*")]:
        path.chmod(0o700)
    shutil.rmtree(directory)


@pytest.fixture
def endless(tmp_path):
    """Two sources whose comparison waits for ever: a FIFO that nobody writes to, and a file."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    other = tmp_path / "beside-fifo"
    other.write_bytes(b"x")
    return str(fifo), str(other)


@pytest.fixture
def busy():
    """Two sources whose comparison works for ever: both are endless zeros."""
    for path in ("/dev/zero", "/dev/full"):
        if not os.access(path, os.R_OK):
            pytest.skip(f"no {path} here")
    return "/dev/zero", "/dev/full"


@pytest.fixture
def servers():
    """Servers on the loopback that answer as no good server would; stopped at the end."""
    with Servers() as made:
        yield made


@pytest.fixture
def counts():
    """What this process holds: descriptors and threads."""
    return Counts()
