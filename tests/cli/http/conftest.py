# SPDX-License-Identifier: MIT
"""Fixtures for the tests of URLs, on top of those for two streams."""

import pytest

from answers import A
from command import Command, environment
from hostile import Server
from loopback import Deaf
from outcomes import judged

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


@pytest.fixture(scope="session")
def bash(bash, komparu):
    """bash in the same environment."""
    return Command(bash.executable, bash.name, komparu.env)


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
def deaf():
    """A port that nobody answers at."""
    port = Deaf()
    yield port
    port.close()


@pytest.fixture
def file(files):
    return files("file", A)


@pytest.fixture
def against(komparu, server, files):
    """Compares a file of this content with a URL that answers so: (status, word)."""
    def compare(content, answer, *options, swapped=False):
        url = server.answer("/x", answer)
        operands = [files("file", content), url]
        return judged(komparu, *options, *(reversed(operands) if swapped else operands))

    return compare
