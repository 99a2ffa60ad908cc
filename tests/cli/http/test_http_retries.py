# SPDX-License-Identifier: MIT
"""H17: nothing is tried again unless asked, and then only what may be, so often and no more."""

import os
import socket

import pytest

from answers import asked_range, head, ok, redirect, status, then_close, then_reset
from outcomes import judged

A = b"abc\ndef\n"
SOON = "Retry-After: 0"
PASSING = [408, 429, 500, 502, 503, 504]
LASTING = [204, 304, 400, 401, 403, 404, 405, 410, 416, 451, 501, 505]


@pytest.fixture
def file(files):
    return files("file", A)


@pytest.mark.parametrize("number", PASSING)
def test_h17_nothing_is_tried_again_by_default(komparu, server, file, number):
    url = server.answer("/x", status(number, SOON), ok(A))
    assert judged(komparu, file, url) == (2, "http")
    assert judged(komparu, "--retry=0", file, server.answer("/y", status(number, SOON))) == \
        (2, "http")
    assert server.paths() == ["/x", "/y"]


@pytest.mark.parametrize("number", PASSING)
def test_h17_passing_statuses_are_tried_again_on_request(komparu, server, file, number):
    url = server.answer("/x", status(number, SOON), ok(A))
    assert judged(komparu, "--retry=1", file, url) == (0, "same")
    assert server.paths() == ["/x"] * 2


def test_h17_so_often_and_no_more(komparu, server, file):
    url = server.answer("/x", status(503, SOON))
    assert judged(komparu, "--retry=3", file, url) == (2, "http")
    assert server.paths() == ["/x"] * 4
    url = server.answer("/y", *[status(503, SOON)] * 3, ok(A))
    assert judged(komparu, "--retry=2", file, url) == (2, "http")
    assert server.paths()[4:] == ["/y"] * 3


@pytest.mark.parametrize("number", LASTING)
def test_h17_lasting_statuses_are_never_tried_again(komparu, server, file, number):
    url = server.answer("/x", status(number, SOON), ok(A))
    assert komparu.run("--retry=3", file, url).status == 2
    assert server.paths() == ["/x"]


def test_h17_a_date_in_the_past_is_soon(komparu, server, file):
    past = "Retry-After: Mon, 02 Jan 2023 03:04:05 GMT"
    url = server.answer("/x", status(503, past), ok(A))
    assert judged(komparu, "--retry=1", file, url) == (0, "same")


@pytest.mark.parametrize("when", ["30", "Fri, 31 Dec 2199 23:59:59 GMT", "3600"])
def test_h17_the_server_is_left_alone_as_long_as_it_asks(komparu, server, file, when):
    url = server.answer("/x", status(503, f"Retry-After: {when}"), ok(A))
    result = judged(komparu, "--retry=3", "--time-limit=0.3", file, url)
    assert result in ((2, "timed_out"), (2, "http"))
    assert server.paths() == ["/x"]


def test_h17_a_reset_is_tried_again(komparu, server, file):
    for first in (then_reset(), then_close(b"")):
        server.requests.clear()
        url = server.answer("/x", first, ok(A))
        assert judged(komparu, "--retry=1", file, url) == (0, "same")
        assert server.paths() == ["/x"] * 2


def test_h17_a_refused_connection_stays_trouble(komparu, file):
    with socket.create_server(("127.0.0.1", 0)) as unheard:
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}/x"
    assert judged(komparu, "--retry=1", file, url) == (2, "http")


def test_h17_a_hop_behind_a_redirect_is_tried_again(komparu, server, file):
    server.answer("/final", status(503, SOON), ok(A))
    url = server.answer("/x", redirect("/final"))
    assert judged(komparu, "--retry=1", file, url) == (0, "same")
    assert server.paths().count("/final") == 2


def test_h17_retries_in_a_tree(komparu, server, garden):
    for name in ("a", "b"):
        (garden / name).write_bytes(A)
        server.answer(f"/base/{name}", status(503, SOON), ok(A))
    result = komparu.run("--retry=1", garden, server.url("/base/"))
    assert (result.status, result.out, result.err) == (0, b"", b"")
    assert sorted(server.paths()) == ["/base/a"] * 2 + ["/base/b"] * 2


# ---- bodies that broke off --------------------------------------------------------------------

BODY = os.urandom(1 << 20)
HALF = len(BODY) // 2


def broken(*fields):
    """The first half of BODY, and then the connection ends."""
    return then_close(ok(BODY, *fields)[:-HALF])


def resumed(body, etag):
    """The rest of another body to whoever asks for it, else all of it."""
    def answer(exchange):
        wanted = asked_range(exchange.request)
        if wanted is None:
            exchange.send(ok(body, f"ETag: {etag}"))
            return
        content = f"Content-Range: bytes {wanted[0]}-{len(body) - 1}/{len(body)}"
        exchange.send(ok(body[wanted[0]:], content, f"ETag: {etag}", status=206))

    return answer


def test_h17_a_broken_body_is_trouble_without_retries(komparu, server, files):
    url = server.answer("/x", broken('ETag: "strong"', "Accept-Ranges: bytes"), ok(BODY))
    assert judged(komparu, files("file", BODY), url) == (2, "http")
    assert len(server.requests) == 1


def test_h17_a_broken_body_is_resumed_only_as_the_same_version(komparu, server, files):
    described = ('ETag: "strong"', "Accept-Ranges: bytes")
    other = BODY[:HALF] + bytes(HALF)
    for body, etag, allowed in ((BODY, '"strong"', (0, 2)), (BODY, '"other"', (2,)),
                                (other, '"other"', (2,))):
        server.requests.clear()
        url = server.answer("/x", broken(*described), resumed(body, etag))
        assert komparu.run("--retry=1", files("file", BODY), url).status in allowed
        for request in server.requests[1:]:
            if asked_range(request):
                assert request.values("If-Match") == [b'"strong"']


@pytest.mark.parametrize("fields", [(), ('ETag: W/"weak"', "Accept-Ranges: bytes"),
                                    ("Last-Modified: Mon, 02 Jan 2023 03:04:05 GMT",)])
def test_h17_a_broken_body_without_a_strong_tag_is_never_resumed(komparu, server, files, fields):
    url = server.answer("/x", broken(*fields), resumed(BODY, 'W/"weak"'))
    # A fresh start would be right, a second half on top of the first half would not.
    assert komparu.run("--retry=1", files("file", BODY), url).status in (0, 2)
    assert not any(asked_range(request) for request in server.requests)
    mixed = BODY[:HALF] + bytes(HALF)
    url = server.answer("/y", broken(*fields), ok(bytes(HALF) + BODY[HALF:]))
    assert komparu.run("--retry=1", files("file", BODY), url).status != 0
    url = server.answer("/z", broken(*fields), ok(mixed))
    assert komparu.run("--retry=1", files("file", BODY), url).status != 0


def test_h17_an_interim_answer_is_none_to_try_again(komparu, server, file):
    url = server.answer("/x", head(status=103) + ok(A))
    assert judged(komparu, "--retry=3", file, url) == (0, "same")
    assert server.paths() == ["/x"]
