# SPDX-License-Identifier: MIT
"""What stands between client and server: a line with a delay, and a proxy that takes notes."""

import contextlib
import queue
import socket
import threading
import time
from urllib.parse import urlsplit

import loopback
from hostile import Request, read_head


def _pump(source, target):
    """Passes bytes on until one side ends, then ends the other."""
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    loopback.unblock(target)


def _pump_both_ways(client, server):
    back = threading.Thread(target=_pump, args=(server, client))
    back.start()
    _pump(client, server)
    back.join()


class DelayingRelay(loopback.Listener):
    """Passes connections on to a port; each byte arrives `delay` seconds later, either way.

    As on a long line the bandwidth is not limited by that. most_open tells how many connections
    there were at the same time.
    """

    def __init__(self, port, delay):
        self._target = port
        self._delay = delay
        super().__init__()

    def serve(self, connection, number):
        with socket.create_connection(("127.0.0.1", self._target)) as server:
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ways = [(connection, server), (server, connection)]
            threads = []
            for source, target in ways:
                line = queue.SimpleQueue()
                threads.append(threading.Thread(target=self._take, args=(source, line)))
                threads.append(threading.Thread(target=self._give, args=(target, line)))
            for thread in threads:
                thread.start()
            threads[0].join()
            # The client is gone; nobody takes what is still under way.
            self.forget(connection)
            loopback.unblock(server)
            for thread in threads:
                thread.join()

    def _take(self, source, line):
        data = b"-"
        while data:
            data = b""
            with contextlib.suppress(OSError):
                data = source.recv(1 << 16)
            line.put((time.monotonic() + self._delay, data))

    def _give(self, target, line):
        while True:
            due, data = line.get()
            self.stopped.wait(max(0.0, due - time.monotonic()))
            if not data:
                loopback.unblock(target)
                return
            with contextlib.suppress(OSError):
                target.sendall(data)


class ForwardProxy(loopback.Listener):
    """An HTTP proxy for CONNECT and for absolute URLs. `names` says where each host:port leads;
    what is not in it is refused with 502, so that nothing leaves the tests."""

    def __init__(self, names, answer=None):
        self.requests = []
        self._names = names
        self._answer = answer
        super().__init__()

    def url(self, userinfo=""):
        return f"http://{userinfo}{self.authority}"

    def targets(self):
        return [request.target for request in self.requests]

    def serve(self, connection, number):
        stream = connection.makefile("rb", buffering=0)
        with stream:
            while (head := read_head(stream)) is not None:
                request = Request(head[0], tuple(head[1:]), connection.getpeername()[:2], number)
                self.requests.append(request)
                if self._answer is not None:
                    connection.sendall(self._answer)
                elif not self._pass_on(connection, request):
                    return

    def _pass_on(self, connection, request):
        """True if the connection can serve another request."""
        tunnel = request.method == "CONNECT"
        authority = request.target if tunnel else urlsplit(request.target).netloc
        server = self._names.get(authority)
        if server is None:
            connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nRetry-After: 0\r\n"
                               b"Content-Length: 0\r\n\r\n")
            return True
        with socket.create_connection((server.host, server.port)) as upstream:
            self.hold(upstream)
            if tunnel:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _pump_both_ways(connection, upstream)
            else:
                upstream.sendall(_for_the_server(request))
                connection.sendall(_whole_answer(upstream))
            self.release(upstream)
        return not tunnel


def _for_the_server(request):
    """A proxied request in the form that a server expects, without what is the proxy's own."""
    parts = urlsplit(request.target)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    kept = [line for line in request.headers
            if not line.lower().startswith((b"proxy-", b"connection:"))]
    first = f"{request.method} {target} HTTP/1.1".encode()
    return b"\r\n".join([first, *kept, b"", b""])


def _whole_answer(upstream):
    """The answer to one request, which must have a Content-Length."""
    with upstream.makefile("rb") as stream:
        lines = read_head(stream)
        (length,) = [int(line.partition(b":")[2]) for line in lines
                     if line.lower().startswith(b"content-length:")]
        return b"\r\n".join([*lines, b"", b""]) + stream.read(length)


class SocksProxy(loopback.Listener):
    """A SOCKS 5 proxy (RFC 1928, RFC 1929). `names` says where each host:port leads."""

    def __init__(self, names, wants_login=False):
        self.targets = []
        self.logins = []
        self._names = names
        self._wants_login = wants_login
        super().__init__()

    def serve(self, connection, number):
        with connection.makefile("rb") as stream:
            stream.read(stream.read(2)[1])
            connection.sendall(b"\5\2" if self._wants_login else b"\5\0")
            if self._wants_login:
                stream.read(1)
                self.logins.append(tuple(stream.read(stream.read(1)[0]) for _ in range(2)))
                connection.sendall(b"\1\0")
            kind = stream.read(4)[3]
            if kind == 3:
                host = stream.read(stream.read(1)[0]).decode()
            elif kind == 4:
                host = f"[{socket.inet_ntop(socket.AF_INET6, stream.read(16))}]"
            else:
                host = socket.inet_ntoa(stream.read(4))
            self.targets.append(f"{host}:{int.from_bytes(stream.read(2), 'big')}")
        server = self._names.get(self.targets[-1])
        connection.sendall(b"\5\0\0\1" + bytes(6) if server else b"\5\5\0\1" + bytes(6))
        if server:
            with socket.create_connection((server.host, server.port)) as upstream:
                self.hold(upstream)
                _pump_both_ways(connection, upstream)
                self.release(upstream)
