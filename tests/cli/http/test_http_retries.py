# SPDX-License-Identifier: MIT
"""H17: only what may pass is tried again, so often and no more; more kinds of it on request."""

import os
import socket

import pytest

from answers import A, asked_range, head, ok, redirect, status, then_close, then_reset
from outcomes import judged

SOON = "Retry-After: 0"
SURELY_PASSING = [429, 502, 503, 504]
PASSING = [*SURELY_PASSING, 408, 500]
LASTING = [204, 304, 400, 401, 403, 404, 405, 410, 416, 451, 501, 505]


@pytest.mark.parametrize("number", SURELY_PASSING)
def test_h17_two_retries_are_the_default(komparu, server, file, number):
    url = server.answer("/x", status(number, SOON), status(number, SOON), ok(A))
    assert judged(komparu, file, url) == (0, "same")
    assert server.paths() == ["/x"] * 3
    assert judged(komparu, file, server.answer("/y", status(number, SOON))) == (2, "http")
    assert server.paths()[3:] == ["/y"] * 3


def test_h17_what_may_not_pass_is_not_tried_again_by_default(komparu, server, file):
    answers = [status(408, SOON), status(500, SOON), then_reset(), then_close(b""),
               then_close(ok(A, *STRONG)[:-4])]
    for number, answer in enumerate(answers):
        url = server.answer(f"/{number}", answer, ok(A))
        assert judged(komparu, file, url) == (2, "http")
    assert server.paths() == [f"/{number}" for number in range(len(answers))]


@pytest.mark.parametrize("number", PASSING)
def test_h17_nothing_is_tried_again_if_that_is_asked_for(komparu, server, file, number):
    url = server.answer("/x", status(number, SOON), ok(A))
    assert judged(komparu, "--retry=0", file, url) == (2, "http")
    assert server.paths() == ["/x"]


@pytest.mark.parametrize("number", PASSING)
def test_h17_passing_statuses_are_tried_again_on_request(komparu, server, file, number):
    url = server.answer("/x", status(number, SOON), ok(A))
    assert judged(komparu, "--retry=1", file, url) == (0, "same")
    assert server.paths() == ["/x"] * 2


def test_h17_a_pause_comes_before_a_retry_that_the_server_does_not_time(komparu, server, file):
    """Also where it says nothing that can be read."""
    for number, fields in enumerate([(), ("Retry-After: soon",), ("Retry-After: -1",)]):
        url = server.answer(f"/{number}", status(503, *fields), ok(A))
        assert judged(komparu, file, url) == (0, "same")
        assert server.paths() == [f"/{number}"] * 2
        server.requests.clear()
        # The shortest pause is a quarter of a second.
        url = server.answer(f"/{number}", status(503, *fields), ok(A))
        assert judged(komparu, "--time-limit=0.2", file, url) in ((2, "http"), (2, "timed_out"))
        assert len(server.requests) <= 1
        server.requests.clear()


def test_h17_so_often_and_no_more(komparu, server, file):
    url = server.answer("/x", status(503, SOON))
    assert judged(komparu, "--retry=3", file, url) == (2, "http")
    assert server.paths() == ["/x"] * 4
    url = server.answer("/y", *[status(503, SOON)] * 3, ok(A))
    assert judged(komparu, "--retry=2", file, url) == (2, "http")
    assert server.paths()[4:] == ["/y"] * 3


@pytest.mark.parametrize("number", LASTING)
def test_h17_lasting_statuses_are_never_tried_again(komparu, server, file, number):
    for options in ((), ("--retry=3",)):
        server.requests.clear()
        url = server.answer("/x", status(number, SOON), ok(A))
        assert komparu.run(*options, file, url).status == 2
        assert server.paths() == ["/x"]


def test_h17_a_date_in_the_past_is_soon(komparu, server, file):
    past = "Retry-After: Mon, 02 Jan 2023 03:04:05 GMT"
    url = server.answer("/x", status(503, past), ok(A))
    assert judged(komparu, "--retry=1", file, url) == (0, "same")


@pytest.mark.parametrize("when", ["100", "99999999999999999999", "Fri, 31 Dec 2199 23:59:59 GMT",
                                  "Friday, 31-Dec-49 23:59:59 GMT", "Fri Dec 31 23:59:59 2199"])
def test_h17_a_retry_that_would_come_past_the_deadline_is_none(komparu, server, file, when):
    """A Retry-After of more than a minute counts as one."""
    for options in ((), ("--retry=3",)):
        server.requests.clear()
        url = server.answer("/x", status(503, f"Retry-After: {when}"), ok(A))
        assert judged(komparu, *options, "--time-limit=59", file, url) == (2, "http")
        assert server.paths() == ["/x"]


def test_h17_a_reset_is_tried_again_on_request(komparu, server, file):
    for first in (then_reset(), then_close(b"")):
        server.requests.clear()
        url = server.answer("/x", first, ok(A))
        assert judged(komparu, "--retry=1", file, url) == (0, "same")
        assert server.paths() == ["/x"] * 2


@pytest.mark.parametrize("options, tries", [((), 3), (("--retry=0",), 1), (("--retry=1",), 2)])
def test_h17_a_refused_connection_is_tried_again(komparu, tracer, file, options, tries):
    with socket.create_server(("127.0.0.1", 0)) as unheard:
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}/x"
    result, calls = tracer.calls(komparu, *options, file, url)
    assert (result.status, calls.count("connect")) == (2, tries)


def test_h17_a_hop_behind_a_redirect_is_tried_again(komparu, server, file):
    server.answer("/final", status(503, SOON), ok(A))
    url = server.answer("/x", redirect("/final"))
    assert judged(komparu, "--retry=1", file, url) == (0, "same")
    assert server.paths().count("/final") == 2


def test_h17_each_try_goes_the_way_from_where_it_failed(komparu, server, file):
    """Two tries are for a URL with all its hops."""
    server.answer("/final", status(503, SOON))
    url = server.answer("/x", status(503, SOON), redirect("/final"))
    assert judged(komparu, file, url) == (2, "http")
    assert server.paths() == ["/x", "/x", "/final", "/final"]


def test_h17_retries_in_a_tree(komparu, server, garden):
    for options in ((), ("--retry=1",)):
        server.requests.clear()
        for name in ("a", "b"):
            (garden / name).write_bytes(A)
            server.answer(f"/base/{name}", status(503, SOON), ok(A))
        result = komparu.run(*options, garden, server.url("/base/"))
        assert (result.status, result.out, result.err) == (0, b"", b"")
        assert sorted(server.paths()) == ["/base/a"] * 2 + ["/base/b"] * 2


def test_h17_it_is_the_last_answer_that_counts(komparu, server, file):
    """What a busy server sends is no content, whatever it holds, and what comes then is."""
    busy = status(503, SOON, 'ETag: "strong"', body=A)
    assert judged(komparu, file, server.answer("/x", busy, ok(A[::-1]))) == (1, "content")
    assert judged(komparu, file, server.answer("/y", busy, status(404))) == (2, "not_found")
    assert server.paths() == ["/x", "/x", "/y", "/y"]


# ---- bodies that broke off --------------------------------------------------------------------

BODY = os.urandom(1 << 20)
HALF = len(BODY) // 2
STRONG = ('ETag: "strong"', "Accept-Ranges: bytes")


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
    url = server.answer("/x", broken(*STRONG), ok(BODY))
    assert judged(komparu, files("file", BODY), url) == (2, "http")
    assert len(server.requests) == 1


def test_h17_a_broken_body_is_resumed_only_as_the_same_version(komparu, server, files):
    other, changed = BODY[:HALF] + bytes(HALF), (2, "changed")
    for body, etag, expected in (
            (BODY, '"strong"', (0, "same")), (other, '"strong"', (1, "content")),
            (BODY, '"other"', changed), (other, '"other"', changed)):
        server.requests.clear()
        url = server.answer("/x", broken(*STRONG), resumed(body, etag))
        assert judged(komparu, "--retry=1", files("file", BODY), url) == expected
        (again,) = server.requests[1:]
        assert asked_range(again)[0] > 0
        assert again.values("If-Match") == [b'"strong"']


@pytest.mark.parametrize("then, requests, expected", [
    ((status(503, SOON), resumed(BODY, '"strong"')), 3, (0, "same")),
    ((then_close(b""), resumed(BODY, '"strong"')), 3, (0, "same")),
    ((status(503, SOON),), 4, (2, "http")),
    ((status(404), resumed(BODY, '"strong"')), 2, (2, "http")),
    ((status(403), resumed(BODY, '"strong"')), 2, (2, "http")),
    ((status(412),), 2, (2, "changed")),
    ((ok(BODY, *STRONG), resumed(BODY, '"strong"')), 2, (2, "http")),
    ((ok(BODY, 'ETag: "other"'),), 2, (2, "changed")),
    ((ok(BODY[1:], *STRONG),), 2, (2, "changed")),
], ids=["busy", "closed", "always busy", "gone", "forbidden", "another version", "all of it",
        "all of another version", "all of another length"])
def test_h17_what_comes_after_a_broken_body(komparu, server, files, then, requests, expected):
    url = server.answer("/x", broken(*STRONG), *then)
    assert judged(komparu, "--retry=3", files("file", BODY), url) == expected
    assert len(server.requests) == requests


def test_h17_a_broken_body_waits_as_long_as_the_server_asks(komparu, server, files):
    url = server.answer("/x", broken(*STRONG), status(503, "Retry-After: 100"),
                        resumed(BODY, '"strong"'))
    assert judged(komparu, "--retry=3", "--time-limit=59", files("file", BODY), url) == (2, "http")
    assert len(server.requests) == 2


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
