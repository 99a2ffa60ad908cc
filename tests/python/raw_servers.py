# SPDX-License-Identifier: MIT
"""Servers made of a socket and a function, for answers that no server library gives."""

import contextlib
import socket
import threading


def silent(connection):
    """Takes the request and says nothing."""
    with contextlib.suppress(OSError):
        while connection.recv(1 << 16):
            pass


def request_head(connection):
    """What came up to the empty line."""
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(1 << 16)
        if not more:
            break
        head += more
    return head


def answering(answer):
    """Sends these bytes whatever the request is, and closes."""

    def serve(connection):
        request_head(connection)
        connection.sendall(answer)

    return serve


def ok(body, *headers):
    """An answer with a body."""
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def come_again(seconds, then=lambda: None):
    """Asks to be asked again after so long, and calls a function."""

    def serve(connection):
        request_head(connection)
        connection.sendall(
            f"HTTP/1.1 503 No\r\nRetry-After: {seconds}\r\nContent-Length: 0\r\n\r\n".encode()
        )
        then()

    return serve


class _Server:
    def __init__(self, serve):
        self._serve = serve
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._socket.getsockname()[1]
        self._connections = set()
        self._lock = threading.Lock()
        self._stopped = False
        self._threads = [threading.Thread(target=self._accept)]
        self.connected = threading.Semaphore(0)
        self._threads[0].start()

    def url(self, path="/x"):
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self):
        with self._lock:
            self._stopped = True
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._socket.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with self._lock:
                if self._stopped:
                    connection.close()
                    return
                self._connections.add(connection)
                thread = threading.Thread(target=self._run, args=(connection,))
                self._threads.append(thread)
                thread.start()
            self.connected.release()

    def _run(self, connection):
        with contextlib.suppress(OSError):
            self._serve(connection)
        with self._lock:
            self._connections.discard(connection)
        connection.close()


class Servers(contextlib.ExitStack):
    """Starts servers and stops them at the end."""

    def start(self, serve):
        server = _Server(serve)
        self.callback(server.stop)
        return server
