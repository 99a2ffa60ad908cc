# SPDX-License-Identifier: MIT
"""The servers that URL rows ask: the real nginx, and a proxy that makes it distant."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Iterator

# Listings are for rclone.
_CONFIG = """\
daemon off;
{user}
worker_processes auto;
pid nginx/pid;
error_log stderr warn;
events {{ worker_connections 768; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  default_type application/octet-stream;
  client_body_temp_path nginx/body;
  proxy_temp_path nginx/proxy;
  fastcgi_temp_path nginx/fastcgi;
  uwsgi_temp_path nginx/uwsgi;
  scgi_temp_path nginx/scgi;
  server {{ listen 127.0.0.1:{port}; root .; autoindex on; index nginx/none; }}
}}
"""


@contextlib.contextmanager
def _child(command: list[str], listener: socket.socket,
           variables: dict[str, str]) -> Iterator[None]:
    """A process that takes over the listening socket, so that nobody else gets its port."""
    with listener:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(listener.fileno(),), env={**os.environ, **variables}, start_new_session=True,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _listen() -> tuple[socket.socket, int]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    # Of two workers that one connection wakes, the slower one would wait in accept().
    listener.setblocking(False)
    return listener, listener.getsockname()[1]


@contextlib.contextmanager
def nginx(directory: Path) -> Iterator[int]:
    """The port at which nginx serves what the directory holds."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise OSError("there is no nginx here")
    (directory / "nginx").mkdir(exist_ok=True)
    listener, port = _listen()
    user = "user root root;" if os.geteuid() == 0 else ""
    (directory / "nginx" / "config").write_text(_CONFIG.format(user=user, port=port))
    command = [program, "-e", "stderr", "-p", str(directory), "-c", "nginx/config"]
    # nginx takes sockets over as it does when its program is exchanged.
    with _child(command, listener, {"NGINX": f"{listener.fileno()};"}):
        yield port


@contextlib.contextmanager
def delayed(port: int, round_trip: float) -> Iterator[int]:
    """A port that answers as `port` does, but as late as a distant server."""
    listener, near = _listen()
    words = [sys.executable, __file__, str(listener.fileno()), str(port), str(round_trip)]
    with _child(words, listener, {}):
        yield near


async def _hand_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter, opened: float,
                   delay: float) -> None:
    """Hands on what comes, `delay` seconds later and never before `opened`."""
    clock = asyncio.get_running_loop().time
    pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(1024)

    async def receive() -> None:
        data = b"?"
        while data:
            with contextlib.suppress(OSError):
                data = await source.read(1 << 16)
            await pieces.put((max(clock(), opened) + delay, data))

    receiving = asyncio.ensure_future(receive())
    try:
        while True:
            due, data = await pieces.get()
            await asyncio.sleep(due - clock())
            if not data:
                sink.write_eof()
                return
            sink.write(data)
            await sink.drain()
    finally:
        receiving.cancel()


async def _proxy(listener: socket.socket, port: int, round_trip: float) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The handshake, which loopback does at once, takes a round trip, too.
        opened = asyncio.get_running_loop().time() + round_trip
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        both = [_hand_on(reader, far_writer, opened, round_trip / 2),
                _hand_on(far_reader, writer, 0.0, round_trip / 2)]
        await asyncio.gather(*both, return_exceptions=True)
        for each in (writer, far_writer):
            each.close()

    async with await asyncio.start_server(connected, sock=listener) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_proxy(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]),
                       float(sys.argv[3])))
