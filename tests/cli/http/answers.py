# SPDX-License-Identifier: MIT
"""What the hostile server is told to say: well-formed answers and the ways to spoil them."""

import threading

A = b"abc\ndef\n"  # what most tests have in a file

REASONS = {200: "OK", 204: "No Content", 206: "Partial Content", 301: "Moved Permanently",
           302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
           308: "Permanent Redirect", 404: "Not Found", 503: "Service Unavailable"}


def head(*fields, status=200, version="1.1"):
    """A status line and header lines, up to and with the empty line."""
    lines = [f"HTTP/{version} {status} {REASONS.get(status, 'Whatever')}", *fields]
    return b"".join(_bytes(line) + b"\r\n" for line in (*lines, b""))


def ok(body, *fields, status=200):
    """A well-formed answer with a Content-Length."""
    return head(f"Content-Length: {len(body)}", *fields, status=status) + body


def status(number, *fields, body=b"not what was asked for\n"):
    """A well-formed answer with another status; those that have no body go without."""
    if number in (204, 304):
        return head(*fields, status=number)
    return ok(body, *fields, status=number)


def redirect(location, *fields, number=302):
    return ok(b"moved\n", b"Location: " + _bytes(location), *fields, status=number)


def chunks(*parts, last=True):
    """A chunked body."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return body + (b"0\r\n\r\n" if last else b"")


def chunked(*parts, last=True):
    return head("Transfer-Encoding: chunked") + chunks(*parts, last=last)


def then_close(data):
    """Sends this and closes the connection."""
    def answer(exchange):
        exchange.send(data)
        exchange.close()

    return answer


def then_reset(data=b""):
    """Sends this and resets the connection. A reset may overtake what was sent."""
    def answer(exchange):
        exchange.send(data)
        exchange.reset()

    return answer


def then_silence(data=b""):
    """Sends this and then nothing, with the connection left open."""
    def answer(exchange):
        exchange.send(data)
        exchange.silence()

    return answer


class Held:
    """Sends this to nobody until all are released, and counts who waits for it."""

    def __init__(self, data):
        self.released = threading.Event()
        self.now = self.most = 0
        self._data = data
        self._lock = threading.Lock()

    def __call__(self, exchange):
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        exchange.wait(self.released)
        with self._lock:
            self.now -= 1
        exchange.send(self._data)


def trickled(data, pause, step=1):
    """Sends this in small pieces, one every `pause` seconds."""
    def answer(exchange):
        for start in range(0, len(data), step):
            exchange.send(data[start:start + step])
            if exchange.server.stopped.wait(pause):
                exchange.close()

    return answer


def endless(data, piece, counter=None):
    """Sends `data` and then `piece` again and again until nobody takes it; `counter`, a list of one
    number, counts the bytes."""
    def answer(exchange):
        exchange.send(data)
        block = piece * max(1, (1 << 16) // len(piece))
        while True:
            exchange.send(block)
            if counter is not None:
                counter[0] += len(block)

    return answer


def ranged(body, *fields, etag='"strong"'):
    """What a correct server does with a body that may be asked for in ranges."""
    described = (f"ETag: {etag}", "Accept-Ranges: bytes", *fields)

    def answer(exchange):
        wanted = asked_range(exchange.request)
        if wanted is None:
            exchange.send(ok(body, *described))
            return
        first, last = wanted[0], min(wanted[1], len(body) - 1)
        exchange.send(partial(first, last, len(body), body[first:last + 1], *fields, etag=etag))

    return answer


def partial(first, last, total, body, *fields, etag='"strong"'):
    """A 206, with whatever range it is said to be."""
    return ok(body, f"Content-Range: bytes {first}-{last}/{total}", f"ETag: {etag}", *fields,
              status=206)


def spoiled(body, spoil, *fields, etag='"strong"'):
    """Answers as ranged() does, but for requests with a range, where spoil(first, last) says what
    to send."""
    good = ranged(body, *fields, etag=etag)

    def answer(exchange):
        wanted = asked_range(exchange.request)
        if wanted is None:
            good(exchange)
        else:
            exchange.send(spoil(wanted[0], min(wanted[1], len(body) - 1)))

    return answer


def asked_range(request):
    """(first, last) of the one range that a request asks for, or None."""
    values = request.values("Range")
    if not values:
        return None
    assert len(values) == 1 and values[0].startswith(b"bytes="), request
    first, _, last = values[0][len(b"bytes="):].partition(b"-")
    return int(first), int(last) if last else (1 << 63) - 1


def _bytes(text):
    return text if isinstance(text, bytes) else text.encode("latin-1")


# Where a server falls silent.
SILENCES = {
    "no answer": then_silence(),
    "half a status": then_silence(b"HTTP/1.1 2"),
    "half a head": then_silence(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n"),
    "an interim answer": then_silence(head(status=103)),
    "no body": then_silence(head("Content-Length: 8")),
    "half a body": then_silence(ok(A)[:-4]),
    "half a chunk": then_silence(head("Transfer-Encoding: chunked") + b"8\r\nabc\n"),
    "no last chunk": then_silence(head("Transfer-Encoding: chunked") + chunks(A, last=False)),
    "no end": then_silence(head() + A),
    "a redirect's body": then_silence(head("Location: /silent", "Content-Length: 9", status=302)),
}
