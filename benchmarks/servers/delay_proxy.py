# SPDX-License-Identifier: MIT
"""A TCP proxy: delay_proxy.py LISTENER PORT ROUND_TRIP

It hands on what comes half a round trip later, however much it is, in either direction. The
handshake of a connection, which loopback does at once, takes a whole round trip: the client's
first byte counts as sent after it. netem would do the same, but not every kernel has it and it
takes root.
"""

from __future__ import annotations

import asyncio
import socket
import sys

_READ_BYTES = 1 << 16
_PIECES_ON_THE_WAY = 1024  # at most, so that memory has a bound: 64 MiB a direction


async def _hand_on(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, opened: float, delay: float
) -> None:
    """Until the end of the source, which is handed on, too. Nothing leaves before `opened`."""
    clock = asyncio.get_running_loop().time
    on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_PIECES_ON_THE_WAY)

    async def receive() -> None:
        data = b"?"
        while data:
            try:
                data = await source.read(_READ_BYTES)
            except OSError:  # the sender is gone, which for the other side is the end
                data = b""
            await on_the_way.put((max(clock(), opened) + delay, data))

    async def deliver() -> None:
        while True:
            due, data = await on_the_way.get()
            await asyncio.sleep(due - clock())
            if not data:
                sink.write_eof()
                return
            sink.write(data)
            await sink.drain()

    receiving = asyncio.ensure_future(receive())
    try:
        await deliver()
        await receiving
    finally:
        receiving.cancel()


async def _serve(listener: socket.socket, port: int, round_trip: float) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened = asyncio.get_running_loop().time() + round_trip
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        directions = [
            asyncio.ensure_future(_hand_on(reader, far_writer, opened, round_trip / 2)),
            asyncio.ensure_future(_hand_on(far_reader, writer, 0.0, round_trip / 2)),
        ]
        # One that fails, because somebody is gone, ends the other.
        await asyncio.wait(directions, return_when=asyncio.FIRST_EXCEPTION)
        for direction in directions:
            direction.cancel()
        await asyncio.gather(*directions, return_exceptions=True)
        for each in (writer, far_writer):
            each.close()

    async with await asyncio.start_server(connected, sock=listener) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(
        _serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), float(sys.argv[3]))
    )
