# SPDX-License-Identifier: MIT
"""Answers of any size, one kind for each loop whose length a server chooses (G1).

Each function returns what a file must hold to be the same, and answers by path; the first path is
the one that is asked for.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "http"))

from answers import chunked, head, ok, redirect


def _fields(form, n):
    return [form.format(number) for number in range(n)]


def chunks_of_one_byte(n):
    return b"x" * n, {"/x": head("Transfer-Encoding: chunked") + b"1\r\nx\r\n" * n + b"0\r\n\r\n"}


def trailers(n):
    lines = "".join(f"{field}\r\n" for field in _fields("X-{:07}: y", n)).encode()
    return b"x", {"/x": chunked(b"x", last=False) + b"0\r\n" + lines + b"\r\n"}


def headers(n):
    return b"x", {"/x": ok(b"x", *_fields("X-{:07}: y", n))}


def headers_of_one_name(n):
    return b"x", {"/x": ok(b"x", *_fields("Set-Cookie: c{:07}=y; Path=/", n))}


def header_of_many_elements(n):
    return b"x", {"/x": ok(b"x", "Content-Encoding: " + ", ".join(["identity"] * n))}


def interim_answers(n):
    return b"x", {"/x": head("Link: </y>", status=103) * n + ok(b"x")}


def redirects(n):
    paths = [f"/{number:07}" for number in range(n + 1)]
    answers = {path: redirect(then) for path, then in zip(paths, paths[1:])}
    return b"x", {**answers, paths[-1]: ok(b"x")}


def pieces_of_one_byte(n):
    """Over TLS each is a record, and so what is received at once, however fast they come."""
    def answer(exchange):
        exchange.send(head(f"Content-Length: {n}"))
        for _ in range(n):
            exchange.send(b"x")

    return b"x" * n, {"/x": answer}
