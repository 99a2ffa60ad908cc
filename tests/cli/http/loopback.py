# SPDX-License-Identifier: MIT
"""Servers of the tests' own: a thread for each connection, on a free port of the loopback."""

import contextlib
import re
import socket
import struct
import threading


def close_hard(connection):
    """Ends a connection with a reset instead of an orderly close."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def unblock(connection):
    """Makes every call that waits on a socket return, whichever thread waits."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def discard_until_closed(connection):
    """Says nothing until the peer, or the end of the test, closes the connection."""
    with contextlib.suppress(OSError):
        while connection.recv(1 << 16):
            pass


class Listener:
    """Accepts connections from its construction on; serve() handles each on a thread of its own.

    What a thread dies of, unless the peer went away, is told by stop().
    """

    def __init__(self, host="127.0.0.1"):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, 0), family=family, backlog=256)
        self.host = host
        self.port = self._socket.getsockname()[1]
        self.stopped = threading.Event()
        self.accepted = 0
        self.most_open = 0
        self._lock = threading.Lock()
        self._open = set()
        self._failures = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def authority(self):
        """host:port as it stands in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def serve(self, connection, number):
        raise NotImplementedError

    def stop(self):
        self.stopped.set()
        unblock(self._socket)
        self._threads[0].join()
        self._socket.close()
        with self._lock:
            for connection in self._open:
                unblock(connection)
        for thread in self._threads[1:]:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def hold(self, connection):
        """Has stop() unblock this socket, too."""
        with self._lock:
            self._open.add(connection)
        if self.stopped.is_set():
            unblock(connection)

    def forget(self, connection):
        """Counts it as open no more."""
        with self._lock:
            self._open.discard(connection)

    def release(self, connection):
        self.forget(connection)
        connection.close()

    def _accept(self):
        while not self.stopped.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.hold(connection)
            with self._lock:
                self.accepted += 1
                self.most_open = max(self.most_open, len(self._open))
            thread = threading.Thread(target=self._run, args=(connection, self.accepted))
            self._threads.append(thread)
            thread.start()

    def _run(self, connection, number):
        try:
            self.serve(connection, number)
        except OSError:
            pass  # the peer went away, as it may
        except BaseException as failure:  # told by stop(), on the test's own thread
            self._failures.append(failure)
        finally:
            self.release(connection)


class Mute(Listener):
    """Accepts connections and never says anything."""

    def serve(self, connection, number):
        discard_until_closed(connection)


class Deaf:
    """A port that answers no attempt to connect: the queue for them is full."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.port = self._socket.getsockname()[1]
        self._waiting = []
        while self._connects():
            pass

    def _connects(self):
        attempt = socket.socket()
        self._waiting.append(attempt)
        attempt.settimeout(0.2)
        try:
            attempt.connect(("127.0.0.1", self.port))
        except TimeoutError:
            return False
        return True

    def attempts(self):
        """How many sockets try to connect to it now: /proc tells their state, SYN_SENT."""
        pattern = rf"^\s*\d+: \w+:\w+ 0100007F:{self.port:04X} 02 "
        with open("/proc/net/tcp", encoding="ascii") as table:
            return len(re.findall(pattern, table.read(), re.MULTILINE))

    def close(self):
        for each in (self._socket, *self._waiting):
            each.close()
