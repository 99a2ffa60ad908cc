# SPDX-License-Identifier: MIT
"""H1, H2, H18: statuses that are no content, and ranges that are not what was asked for."""

import os

import pytest

from answers import A, asked_range, head, ok, partial, spoiled, status, then_close
from outcomes import judged, message_of, trouble_line

LARGE = os.urandom(1 << 20) * 9
SIZE = len(LARGE)
TROUBLE = (2, "http")


# ---- statuses ---------------------------------------------------------------------------------

STATUSES = [201, 202, 203, 204, 205, 207, 300, 304, 305, 306, 400, 401, 402, 403, 405, 406, 407,
            408, 412, 416, 421, 425, 429, 451, 499, 500, 501, 502, 503, 504, 511, 599, 600, 999]


@pytest.mark.parametrize("number", STATUSES)
def test_h18_only_200_is_content(komparu, server, files, number):
    """Neither its body nor the lack of one is compared."""
    url = server.answer("/x", status(number, "Retry-After: 0", body=A))
    for content in (A, b""):
        result = komparu.run("--json", files("file", content), url)
        assert result.status == 2 and b'"reason":"http"' in result.out, result
        assert str(number) in message_of(result)


@pytest.mark.parametrize("number", [101, 199])
def test_h18_an_interim_status_without_an_answer_is_trouble(against, number):
    assert against(A, then_close(head(status=number) + A)) == TROUBLE
    assert against(b"", then_close(head(status=number))) == TROUBLE


@pytest.mark.parametrize("number", [404, 410])
def test_h18_not_found(komparu, server, files, number):
    url = server.answer("/x", status(number, body=A))
    assert judged(komparu, files("file", A), url) == (2, "not_found")
    assert judged(komparu, url, files("file", A)) == (2, "not_found")
    assert str(number).encode() in trouble_line(komparu.run(files("file", A), url))


def test_h1_a_206_that_was_not_asked_for_is_trouble(against):
    for fields in (("Content-Range: bytes 0-7/8",), ("Content-Range: bytes 0-7/16",), ()):
        assert against(A, ok(A, *fields, status=206)) == TROUBLE


def test_h18_statuses_of_both_sides(komparu, server):
    left, right = server.answer("/x", status(403)), server.answer("/y", ok(A))
    for operands in ((left, right), (right, left), (left, left)):
        assert judged(komparu, *operands) == TROUBLE


# ---- ranges -----------------------------------------------------------------------------------

WRONG_RANGES = {
    "shifted": lambda f, t: partial(f + 1, t + 1, SIZE, LARGE[f:t + 1]),
    "shorter": lambda f, t: partial(f, t - 1, SIZE, LARGE[f:t]),
    "short body": lambda f, t: partial(f, t, SIZE, LARGE[f:t]),
    "long body": lambda f, t: partial(f, t, SIZE, LARGE[f:t + 1] + b"!"),
    "other total": lambda f, t: partial(f, t, SIZE + 1, LARGE[f:t + 1]),
    "no total": lambda f, t: partial(f, t, "*", LARGE[f:t + 1]),
    "no range": lambda f, t: ok(LARGE[f:t + 1], 'ETag: "strong"', status=206),
    "two ranges": lambda f, t: partial(f, t, SIZE, LARGE[f:t + 1],
                                       f"Content-Range: bytes {f}-{t}/{SIZE}1"),
    "backwards": lambda f, t: partial(t, f, SIZE, LARGE[f:t + 1]),
    "words": lambda f, t: partial("a", "b", "c", LARGE[f:t + 1]),
    "other unit": lambda f, t: ok(LARGE[f:t + 1], f"Content-Range: lines {f}-{t}/{SIZE}",
                                  'ETag: "strong"', status=206),
    "several parts": lambda f, t: ok(LARGE[f:t + 1], 'ETag: "strong"',
                                     "Content-Type: multipart/byteranges; boundary=x", status=206),
}


@pytest.mark.parametrize("name", WRONG_RANGES)
def test_h1_wrong_ranges_are_never_a_verdict_of_their_own(komparu, server, files, name):
    """The bytes would match: it is what is said about them that is wrong."""
    url = server.answer("/x", spoiled(LARGE, WRONG_RANGES[name]))
    result = judged(komparu, "-q", files("file", LARGE), url)
    assert any(asked_range(request) for request in server.requests), "no range was asked for"
    assert result == TROUBLE or (name == "other total" and result == (2, "changed"))


@pytest.mark.parametrize("number", [400, 403, 404, 416, 429, 500, 503])
def test_h1_a_refused_range_leaves_the_verdict_to_the_body(komparu, server, files, number):
    """Or is trouble; but nothing that it carries is content."""
    for content, allowed in ((LARGE, (0, 2)), (LARGE[:-1] + b"!", (1, 2))):
        refusal = ok(content[:4096], f"Content-Range: bytes */{SIZE}", status=number)
        url = server.answer("/x", spoiled(LARGE, lambda f, t, data=refusal: data))
        assert komparu.run("-s", files("file", content), url).status in allowed


def test_h2_a_200_to_a_range_is_the_whole_body_from_its_start(komparu, server, files):
    for content, expected in ((LARGE, 0), (LARGE[:-1] + b"!", 1)):
        good = ok(LARGE, 'ETag: "strong"', "Accept-Ranges: bytes")
        url = server.answer("/x", good)
        assert komparu.run("-s", files("file", content), url).status == expected


def test_h2_ranges_are_given_up_for_good(komparu, server, files):
    good = ok(LARGE, 'ETag: "strong"', "Accept-Ranges: bytes")
    url = server.answer("/x", good)
    assert komparu.run("-s", files("file", LARGE), url).status == 0
    assert sum(asked_range(request) is not None for request in server.requests) <= 5
