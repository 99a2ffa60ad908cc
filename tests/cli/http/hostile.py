# SPDX-License-Identifier: MIT
"""A server that answers each path exactly as a test tells it to, right or wrong.

An answer is the bytes to send, or a function that is called with an Exchange. Several answers for
one path are given in turn, the last one again and again. After an answer the next request of the
same connection is read, unless the answer closed it.
"""

import contextlib
import select
import ssl
import threading
from dataclasses import dataclass

import loopback
from command import wait_until

NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno\n"


@dataclass(frozen=True)
class Request:
    """A request as it came."""

    line: bytes
    headers: tuple
    peer: tuple
    connection: int

    @property
    def method(self):
        return self.line.split(b" ")[0].decode()

    @property
    def target(self):
        return self.line.split(b" ")[1].decode()

    @property
    def path(self):
        return self.target.partition("?")[0]

    def values(self, name):
        """The values of all fields of that name."""
        wanted = name.lower().encode()
        fields = [header.partition(b":") for header in self.headers]
        return [value.strip() for field, _, value in fields if field.lower() == wanted]


class _Closed(Exception):
    """Ends an answer whose connection was closed on purpose."""


class Exchange:
    """What an answer is given: the request, and ways to misbehave."""

    def __init__(self, server, connection, request):
        self.request = request
        self.server = server
        self._connection = connection

    def send(self, data):
        self._connection.sendall(data)

    def close(self):
        """Ends the connection in an orderly way; over TLS that includes its closing alert."""
        if hasattr(self._connection, "unwrap"):
            self._connection.settimeout(1)
            with contextlib.suppress(OSError, ValueError):
                self._connection.unwrap()
        raise _Closed

    def hang_up(self):
        """Ends the connection; over TLS without the closing alert."""
        raise _Closed

    def reset(self):
        loopback.close_hard(self._connection)
        raise _Closed

    def silence(self):
        """Says nothing more until the other side, or the end of the test, ends it."""
        loopback.discard_until_closed(self._connection)
        raise _Closed

    def wait(self, event):
        """Waits for what the test sets; the end of the test counts, too."""
        while not event.wait(0.02):
            if self.server.stopped.is_set():
                raise _Closed

    def blocked(self):
        """True if the other side takes nothing at the moment."""
        return not select.select([], [self._connection], [], 0.2)[1]


class Server(loopback.Listener):
    """Answers by the table that answer() fills; unknown paths are 404."""

    def __init__(self, host="127.0.0.1", tls=None):
        self.requests = []
        self.scheme = "https" if tls else "http"
        self.tls_failures = []
        self._tls = tls
        self._answers = {}
        self._given = {}
        self._table = threading.Lock()
        super().__init__(host)

    def url(self, path="/", host=None):
        """The URL of a path here, or of the same port under another name of the host."""
        authority = self.authority if host is None else f"{host}:{self.port}"
        return f"{self.scheme}://{authority}{path}"

    def answer(self, path, *answers):
        """Sets what a path answers, and returns its URL."""
        with self._table:
            self._answers[path.partition("?")[0]] = answers
            self._given[path.partition("?")[0]] = 0
        return self.url(path)

    def paths(self):
        """The paths that were asked for so far, in order."""
        return [request.path for request in self.requests]

    def asked(self, path):
        """The requests for one path."""
        return [request for request in self.requests if request.path == path]

    def wait_for(self, path, count=1):
        """Waits until a path was asked for so often."""
        wait_until(lambda: len(self.asked(path)) >= count, f"{path} is asked for")

    def check(self):
        """H4, H8, H9, H12: what holds for every request, whatever the test is about."""
        for request in self.requests:
            assert request.method == "GET", request
            assert request.line.endswith(b" HTTP/1.1"), request
            assert request.values("Accept-Encoding") == [b"identity"], request
            assert len(request.values("Host")) == 1, request
            for name in ("Referer", "Upgrade", "HTTP2-Settings", "Expect", "If-Range", "TE"):
                assert not request.values(name), request

    def serve(self, connection, number):
        if not self._tls:
            self._answer_requests(connection, number)
            return
        secure = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        # The descriptor has a new owner now, which stop() has to know.
        self.release(connection)
        self.hold(secure)
        try:
            try:
                secure.do_handshake()
            except AttributeError as failure:  # of None: the peer had gone before TLS began
                raise ConnectionResetError from failure
            self._answer_requests(secure, number)
        except ssl.SSLError as failure:
            self.tls_failures.append(failure.reason)
        finally:
            self.release(secure)

    def _answer_requests(self, connection, number):
        with contextlib.suppress(_Closed):
            self._converse(connection, number)

    def _converse(self, connection, number):
        peer = connection.getpeername()[:2]
        stream = connection.makefile("rb")
        with stream:
            while (head := read_head(stream)) is not None:
                request = Request(head[0], tuple(head[1:]), peer, number)
                answer = self._next_answer(request)
                if callable(answer):
                    answer(Exchange(self, connection, request))
                else:
                    connection.sendall(answer)

    def _next_answer(self, request):
        with self._table:
            self.requests.append(request)
            answers = self._answers.get(request.path, (NOT_FOUND,))
            given = self._given.get(request.path, 0)
            self._given[request.path] = given + 1
        return answers[min(given, len(answers) - 1)]


def read_head(stream):
    """The lines of a request's head, or None at the end of the connection."""
    lines = []
    while True:
        line = stream.readline()
        if not line.endswith(b"\n"):
            return None
        line = line.rstrip(b"\r\n")
        if not line:
            return lines
        lines.append(line)
