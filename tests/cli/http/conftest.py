# SPDX-License-Identifier: MIT
"""Fixtures for the tests of URLs, on top of those for two streams."""

import sys
import tempfile
from pathlib import Path

import pytest

# Trees and their JSON lines are made and read here as in the tests of trees.
sys.path.append(str(Path(__file__).resolve().parent.parent / "trees"))

from certificates import Certificates  # noqa: E402
from command import Command, environment  # noqa: E402
from hostile import Server  # noqa: E402
from nginx import Nginx  # noqa: E402
from outcomes import judged  # noqa: E402
from planting import fell  # noqa: E402

# What would lead requests elsewhere, or make them trust or know more than the test says.
_CURL_VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY",
                   "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
                   "SSL_CERT_DIR", "CURL_HOME", "NETRC", "OPENSSL_CONF", "SSLKEYLOGFILE"]


@pytest.fixture(scope="session")
def komparu(komparu, tmp_path_factory):
    """The command in an environment that says nothing about the network."""
    home = tmp_path_factory.mktemp("home")
    changes = {**dict.fromkeys(_CURL_VARIABLES), "HOME": str(home)}
    return Command(komparu.executable, komparu.name, environment(**changes))


@pytest.fixture
def garden():
    """An empty directory in which trees may grow."""
    path = Path(tempfile.mkdtemp(prefix="komparu-"))
    yield path
    fell(path)


@pytest.fixture(scope="session")
def bash(bash, komparu):
    """bash in the same environment."""
    return Command(bash.executable, bash.name, komparu.env)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def nginx(tmp_path_factory, certificates):
    server = Nginx(tmp_path_factory.mktemp("nginx"), certificates)
    yield server
    server.stop()


@pytest.fixture
def listening():
    """Keeps what it is called with, a server of ours, and stops it after the test."""
    servers = []

    def keep(server):
        servers.append(server)
        return server

    yield keep
    for server in servers:
        server.stop()
    for server in servers:
        if isinstance(server, Server):
            server.check()


@pytest.fixture
def server(listening):
    """A hostile server at 127.0.0.1."""
    return listening(Server())


@pytest.fixture
def make_server(listening):
    """Makes more of them: make_server("::1"), make_server(tls=certificates.served())."""
    return lambda *args, **how: listening(Server(*args, **how))


@pytest.fixture
def against(komparu, server, files):
    """Compares a file of this content with a URL that answers so: (status, word)."""
    def compare(content, answer, *options, swapped=False):
        url = server.answer("/x", answer)
        operands = [files("file", content), url]
        return judged(komparu, *options, *(reversed(operands) if swapped else operands))

    return compare
