# SPDX-License-Identifier: MIT
"""H3: what is asked for in several requests must be one and the same all the time."""

import os

import pytest

from answers import asked_range, chunked, head, ok, partial, ranged, redirect, spoiled, status
from outcomes import judged

LARGE = os.urandom(1 << 20) * 9
SIZE = len(LARGE)
OTHER_END = LARGE[:-1] + bytes([LARGE[-1] ^ 1])
MODIFIED = "Last-Modified: Mon, 02 Jan 2023 03:04:05 GMT"


def sampled(server):
    return [request for request in server.requests if asked_range(request)]


@pytest.mark.parametrize("options", [("-q",), ("-s",)])
def test_h3_samples_name_the_version_that_they_belong_to(komparu, server, files, options):
    url = server.answer("/x", ranged(LARGE, etag='"v\xe9r-1,\\"'))
    assert komparu.run(*options, files("file", LARGE), url).status == 0
    assert sampled(server), "no sample was taken of a body that can be sampled"
    for request in sampled(server):
        assert request.values("If-Match") == [b'"v\xe9r-1,\\"']
    assert not server.requests[0].values("If-Match")


def test_h3_a_sample_proves_a_difference_before_the_body_has_come(komparu, server, files):
    def answer(exchange):
        if asked_range(exchange.request):
            ranged(LARGE)(exchange)
            return
        exchange.send(ok(LARGE, 'ETag: "strong"', "Accept-Ranges: bytes")[:1 << 20])
        exchange.silence()

    url = server.answer("/x", answer)
    assert komparu.run("-s", files("file", OTHER_END), url).status == 1


def test_h3_two_urls_are_sampled_too(komparu, server):
    left = server.answer("/x", ranged(LARGE))
    for body, expected in ((LARGE, 0), (OTHER_END, 1)):
        right = server.answer("/y", ranged(body))
        assert komparu.run("-s", left, right).status == expected


UNFIT = {
    "weak": lambda: ranged(LARGE, etag='W/"weak"'),
    "no quotes": lambda: ranged(LARGE, etag="bare"),
    "no tag": lambda: ok(LARGE, "Accept-Ranges: bytes"),
    "only a date": lambda: ok(LARGE, "Accept-Ranges: bytes", MODIFIED),
    "no ranges": lambda: ok(LARGE, 'ETag: "strong"', "Accept-Ranges: none"),
    "not offered": lambda: ok(LARGE, 'ETag: "strong"'),
    "two tags": lambda: ok(LARGE, 'ETag: "one"', 'ETag: "two"', "Accept-Ranges: bytes"),
    "no length": lambda: head("Transfer-Encoding: chunked", 'ETag: "strong"',
                              "Accept-Ranges: bytes") + chunked(LARGE).partition(b"\r\n\r\n")[2],
}


@pytest.mark.parametrize("name", UNFIT)
def test_h3_without_a_strong_tag_nothing_is_asked_for_in_parts(komparu, server, files, name):
    url = server.answer("/x", UNFIT[name]())
    for content, expected in ((LARGE, 0), (OTHER_END, 1)):
        server.requests.clear()
        assert komparu.run("-s", files("file", content), url).status == expected
        assert len(server.requests) == 1 and not sampled(server)


def test_h3_nothing_is_asked_for_in_parts_unless_it_is_worth_it(komparu, server, files):
    small, large = server.answer("/s", ranged(LARGE[:1 << 20])), server.answer("/x", ranged(LARGE))
    for options, content, url in ((("-s",), LARGE[:1 << 20], small), ((), LARGE, large),
                                  (("-l",), LARGE, large), (("--json",), LARGE, large),
                                  (("-s", "--no-quick-check"), LARGE, large)):
        server.requests.clear()
        assert komparu.run(*options, files("file", content), url).status == 0
        assert len(server.requests) == 1 and not sampled(server)


CHANGED = {
    "tag": lambda f, t: partial(f, t, SIZE, LARGE[f:t + 1], etag='"other"'),
    "weaker tag": lambda f, t: partial(f, t, SIZE, LARGE[f:t + 1], etag='W/"strong"'),
    "date": lambda f, t: partial(f, t, SIZE, LARGE[f:t + 1],
                                 "Last-Modified: Tue, 03 Jan 2023 03:04:05 GMT"),
    "coding": lambda f, t: partial(f, t, SIZE, LARGE[f:t + 1], MODIFIED, "Content-Encoding: gzip"),
    "precondition": lambda f, t: status(412),
    "whole": lambda f, t: ok(LARGE, 'ETag: "other"', "Accept-Ranges: bytes"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_h3_what_changes_between_requests_is_trouble(komparu, server, files, name):
    """The bytes are the same: nothing but what is said about them has changed."""
    url = server.answer("/x", spoiled(LARGE, CHANGED[name], MODIFIED))
    assert judged(komparu, "-q", files("file", LARGE), url) == (2, "changed")
    assert sampled(server)


def test_h3_other_bytes_under_another_tag_are_no_difference(komparu, server, files):
    """The server exchanged the file after the first request: neither same nor different."""
    url = server.answer("/x", spoiled(
        LARGE, lambda f, t: partial(f, t, SIZE, OTHER_END[f:t + 1], etag='"other"')))
    assert judged(komparu, "-q", files("file", LARGE), url) == (2, "changed")
    assert komparu.run("-s", files("file", LARGE), url).status == 2


def test_h3_a_redirect_that_leads_elsewhere_later_is_a_change(komparu, server, files):
    """Whoever asks the first URL again for a part must notice where it leads now."""
    server.answer("/first", ranged(LARGE))
    server.answer("/second", ranged(LARGE))
    url = server.answer("/x", redirect("/first"), redirect("/second"))
    result = judged(komparu, "-q", files("file", LARGE), url)
    assert sampled(server)
    assert result == ((2, "changed") if server.asked("/second") else (0, "same"))


def test_h3_samples_of_a_file_that_is_redirected(komparu, server, files):
    server.answer("/final", ranged(LARGE))
    url = server.answer("/x", redirect("/final"))
    assert komparu.run("-s", files("file", LARGE), url).status == 0
    assert komparu.run("-s", files("file", OTHER_END), url).status == 1
    assert sampled(server)
