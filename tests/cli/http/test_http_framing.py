# SPDX-License-Identifier: MIT
"""H5, H6, H7, H9: answers that are cut, or say too much or too little about their length."""

import gzip
import os

import pytest

from answers import A, chunked, chunks, endless, head, ok, status, then_close, then_reset
from outcomes import judged

B = b"abX\ndef\n"
TROUBLE = (2, "http")


# ---- lengths ----------------------------------------------------------------------------------

def test_h5_two_content_lengths_are_trouble(against):
    for values in ((8, 9), (9, 8), (8, 8, 3)):
        fields = [f"Content-Length: {value}" for value in values]
        assert against(A, head(*fields) + A) == TROUBLE, values
        assert against(A, then_close(head(*fields) + A), swapped=True) == TROUBLE, values


def test_h5_the_same_length_twice_counts_once(against):
    for fields in (("Content-Length: 8", "Content-Length: 8"), ("Content-Length: 8, 8",)):
        assert against(A, head(*fields) + A) == (0, "same")
        assert against(B, head(*fields) + A) == (1, "content")


@pytest.mark.parametrize("value", [
    "8abc", "8, 9", "8,9", "abc", "-8", "-1", "+8", "0x8", "8.0", "1e1", "8 8", "",
    "9223372036854775808", "18446744073709551616", "18446744073709551624",
    "99999999999999999999999999",
])
def test_h5_a_length_that_is_no_number_is_trouble(against, value):
    answer = then_close(head(f"Content-Length: {value}") + A)
    assert against(A, answer) == TROUBLE
    assert against(A, answer, "-n", "100") == TROUBLE
    assert against(b"", then_close(head(f"Content-Length: {value}"))) == TROUBLE


@pytest.mark.parametrize("fields", [
    ("Content-Length: 8", "Transfer-Encoding: chunked"),
    ("Transfer-Encoding: chunked", "Content-Length: 8"),
    ("Content-Length: 18", "Transfer-Encoding: chunked"),
    ("Content-Length: 8", "Transfer-Encoding: identity"),
])
def test_h5_content_length_with_transfer_encoding_is_trouble(against, fields):
    for body in (chunks(A), A):
        assert against(A, then_close(head(*fields) + body)) == TROUBLE


def test_h5_a_wrong_length_never_makes_an_equal_verdict(against):
    """The body is what was declared, not what happened to be sent."""
    assert against(A, then_close(head("Content-Length: 7") + A)) in ((1, "size"), (1, "content"))
    assert against(A[:7], head("Content-Length: 7") + A)[0] in (0, 2)
    assert against(A, then_close(head("Content-Length: 9") + A))[0] in (1, 2)
    assert against(b"", head("Content-Length: 0")) == (0, "same")


def test_h5_the_length_of_a_huge_body_settles_it_at_once(komparu, server, files):
    """The first byte is all that ever comes, and sizes differ."""
    def answer(exchange):
        exchange.send(head(f"Content-Length: {1 << 60}") + A[:1])
        exchange.silence()

    url = server.answer("/x", answer)
    for option in ("-q", "-s"):
        assert komparu.run(option, files("file", A), url).status == 1


# ---- bodies that end with their connection ----------------------------------------------------

UNFRAMED = [head(), head(version="1.0"), head("Connection: close"), head("Content-Type: text/html")]


@pytest.mark.parametrize("before", UNFRAMED)
def test_h6_a_body_without_length_is_never_the_same(against, before):
    for swapped in (False, True):
        assert against(A, then_close(before + A), swapped=swapped) == TROUBLE
        assert against(b"", then_close(before), swapped=swapped) == TROUBLE
        assert against(A + A, then_close(before + A), swapped=swapped) == TROUBLE


@pytest.mark.parametrize("before", UNFRAMED)
def test_h6_a_difference_in_what_was_delivered_is_proven(against, before):
    assert against(B, then_close(before + A)) == (1, "content")
    assert against(A[:4], then_close(before + A))[0] == 1
    assert against(B, then_close(before + A), "-q") == (1, "content")


def test_h6_allow_unframed_takes_the_end_for_the_end(against):
    for before in UNFRAMED:
        answer = then_close(before + A)
        assert against(A, answer, "--allow-unframed") == (0, "same")
        assert against(b"", then_close(before), "--allow-unframed") == (0, "same")
        assert against(B, answer, "--allow-unframed") == (1, "content")
        assert against(A + A, answer, "--allow-unframed")[0] == 1


def test_h6_what_ends_before_the_end_needs_no_length(against):
    assert against(A + B, then_close(head() + A + A), "-n", "8") == (0, "same")
    assert against(A, then_close(head() + A), "-n", "8") == (0, "same")


def test_h6_http_1_0_with_a_length_is_fine(against):
    answer = then_close(head("Content-Length: 8", version="1.0") + A)
    assert against(A, answer) == (0, "same")
    assert against(B, answer) == (1, "content")


def test_h6_a_reset_is_no_end_even_if_unframed_is_allowed(against):
    for content in (A, A + A):
        assert against(content, then_reset(head() + A), "--allow-unframed") == TROUBLE


@pytest.mark.parametrize("how", ["close", "hang_up"])
def test_h6_an_end_of_tls_without_its_alert_proves_nothing(komparu, make_server, certificates,
                                                           files, how):
    def answer(exchange):
        exchange.send(head() + A)
        getattr(exchange, how)()

    server = make_server(tls=certificates.served())
    url = server.answer("/x", answer)
    trust = f"--cacert={certificates.ca_file}"
    assert judged(komparu, trust, files("file", A), url)[0] == 2
    assert judged(komparu, trust, files("file", B), url) == (1, "content")


def test_h7_a_length_needs_no_closing_alert(komparu, make_server, certificates, files):
    def answer(exchange):
        exchange.send(ok(A))
        exchange.hang_up()

    url = make_server(tls=certificates.served()).answer("/x", answer)
    trust = f"--cacert={certificates.ca_file}"
    assert judged(komparu, trust, files("file", A), url) == (0, "same")


# ---- cut transfers ----------------------------------------------------------------------------

# What a body of MORE is where its sender gives up before or just behind the end of A.
MORE = A + b"abcdefgh"
CUT = [
    head("Content-Length: 16") + A,
    head("Content-Length: 9") + A,
    chunked(A, last=False),
    chunked(A[:3], A[3:], last=False),
    chunked(A, last=False) + b"0\r\n",
    chunked(A, last=False) + b"8\r\n",
    chunked(A, last=False) + b"8\r\nabc",
    chunked(A, last=False)[:-2],
]


@pytest.mark.parametrize("data", CUT)
def test_h7_a_cut_body_is_trouble(against, data):
    whole = MORE[:9] if b"Content-Length: 9" in data else MORE
    for swapped in (False, True):
        assert against(whole, then_close(data), swapped=swapped) == TROUBLE


CUT_AT_A = [data for data in CUT if not data.endswith(b"abc")]


@pytest.mark.parametrize("data", [each for each in CUT_AT_A if b"chunked" in each])
def test_h7_a_cut_body_is_trouble_also_where_the_other_side_ends(against, data):
    for option in ((), ("-q",), ("--allow-unframed",)):
        assert against(A, then_close(data), *option) == TROUBLE


@pytest.mark.parametrize("data", CUT_AT_A)
def test_h7_a_cut_body_is_trouble_also_where_a_pipe_ends(komparu, server, data):
    """The length of a pipe is not known before its end."""
    url = server.answer("/x", then_close(data))
    for operands in (("-", url), (url, "-")):
        assert judged(komparu, *operands, stdin=A) == TROUBLE


@pytest.mark.parametrize("data", CUT)
def test_h7_two_bodies_cut_at_the_same_byte_are_trouble(komparu, server, data):
    left, right = (server.answer(path, then_close(data)) for path in ("/x", "/y"))
    for options in ((), ("-s",), ("--allow-unframed",)):
        assert komparu.run(*options, left, right).status == 2


@pytest.mark.parametrize("data", CUT)
def test_h7_a_difference_before_the_cut_is_proven(against, data):
    for options in ((), ("-q",)):
        assert against(B + MORE[8:], then_close(data), *options)[0] == 1


def test_h7_a_cut_behind_the_limit_does_not_matter(against):
    for data in CUT:
        assert against(A + b"?", then_close(data), "-n", "8") == (0, "same")


def test_h7_a_reset_is_trouble(against):
    for data in (b"", b"HTTP/1.1 200", head("Content-Length: 16"), CUT[0], CUT[2]):
        assert against(MORE, then_reset(data)) == TROUBLE


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK\r\n",
                                  head("Content-Length: 0")[:-2]])
def test_h7_a_head_that_is_cut_is_trouble(against, data):
    for content in (b"", A):
        assert against(content, then_close(data)) == TROUBLE
        assert against(content, then_close(data), "--allow-unframed") == TROUBLE


def test_h7_bytes_behind_a_body_are_no_answer_to_the_next_request(komparu, server, garden):
    """What a server slips in behind one body must not become the body of another file."""
    fake = ok(b"EVIL")
    server.answer("/base/a", ok(A) + fake)
    server.answer("/base/b", ok(A))
    (garden / "a").write_bytes(A)
    for content, statuses in ((A, (0, 2)), (b"EVIL", (1, 2))):
        (garden / "b").write_bytes(content)
        result = komparu.run("--connections=1", garden, server.url("/base/"))
        assert result.status in statuses, result


# ---- chunks -----------------------------------------------------------------------------------

def test_h7_chunks_of_every_size_are_one_body(against):
    body = os.urandom(70_000)
    cuts = [0, 1, 2, 100, 101, 16_484, 16_485, 65_000, 70_000]
    parts = [body[start:end] for start, end in zip(cuts, cuts[1:])]
    assert against(body, chunked(*parts)) == (0, "same")
    assert against(body + b"!", chunked(*parts))[0] == 1
    assert against(body[:-1], chunked(*parts))[0] == 1
    assert against(b"", chunked()) == (0, "same")


def test_h7_extensions_and_trailers_are_not_part_of_the_body(against):
    data = head("Transfer-Encoding: chunked") + \
        b"3;name=value\r\nabc\r\n05\r\n\ndef\n\r\n000;x\r\nX-Trailer: 1\r\nX-Other: 2\r\n\r\n"
    assert against(A, data) == (0, "same")


@pytest.mark.parametrize("body", [
    b"x\r\nabc\r\n0\r\n\r\n", b"-3\r\nabc\r\n0\r\n\r\n", b"\r\nabc\r\n0\r\n\r\n",
    b"3\r\nabcd\r\n0\r\n\r\n", b"ffffffffffffffffff\r\nabc\r\n0\r\n\r\n",
    b"10000000000000003\r\nabc\r\n0\r\n\r\n",
])
def test_h7_chunks_with_bad_sizes_are_trouble(against, body):
    for content in (b"abc", b"", b"abcd"):
        verdict, _ = against(content, then_close(head("Transfer-Encoding: chunked") + body))
        assert verdict == 2 or (verdict == 1 and content != b"abc")


# ---- codings ----------------------------------------------------------------------------------

@pytest.mark.parametrize("coding", ["gzip, chunked", "gzip", "deflate", "chunked, gzip",
                                    "chunked, chunked", "identity", "x-unknown", "chunkedd", ""])
def test_h9_a_transfer_encoding_other_than_chunked_is_trouble(against, coding):
    packed = gzip.compress(A)
    before = head(f"Transfer-Encoding: {coding}")
    for content, body in ((A, packed), (A, chunks(packed)), (A, A), (A, chunks(A)),
                          (packed, packed), (packed, chunks(packed))):
        assert against(content, then_close(before + body)) == TROUBLE


def test_h9_http_1_0_knows_no_chunks(against):
    answer = then_close(head("Transfer-Encoding: chunked", version="1.0") + chunks(A))
    assert against(A, answer) == TROUBLE
    assert against(chunks(A), answer) == TROUBLE


@pytest.mark.parametrize("coding", ["gzip", "br", "x-unknown"])
def test_h9_a_content_encoding_is_compared_as_sent_and_named(komparu, server, files, coding):
    """Whoever sends it unasked sends other bytes than the file's; the report says why."""
    packed = gzip.compress(A, mtime=0)
    url = server.answer("/x", ok(packed, f"Content-Encoding: {coding}"))
    assert judged(komparu, files("packed", packed), url) == (0, "same")
    assert judged(komparu, files("plain", A), url)[0] == 1
    for options in ((), ("--json",)):
        result = komparu.run(*options, files("plain", A), url)
        assert result.status == 1
        assert coding.encode() in result.out + result.err, options


# ---- heads ------------------------------------------------------------------------------------

@pytest.mark.parametrize("data", [
    head(b"Content-Length: 8\r\n 9") + A,
    head("Content-Length: 8", b"X-Nul: a\0b") + A,
    head("Content-Length: 8", b"X-\0: ab") + A,
    head(b"Content-Length: 8\0") + A,
    head("Content-Length: 8", "no colon here") + A,
    head("Content-Length: 8", ": no name") + A,
    head("Content-Length : 8") + A,
    head(" Content-Length: 8") + A,
])
def test_h5_heads_that_can_be_read_in_two_ways_are_trouble(against, data):
    assert against(A, then_close(data)) == TROUBLE


@pytest.mark.parametrize("folded", [b"X-Folded: a\r\n b", b"X-Folded: a\r\n Content-Length: 5"])
def test_h5_a_folded_line_is_trouble_or_one_line(komparu, against, folded):
    """libcurl 7 hands it over as it came, 8.22 as the one line that it stands for (RFC 9112, 5.2)."""
    known = [TROUBLE]
    if b"libcurl/7." not in komparu.run("--version").out:
        known.append((0, "same"))
    assert against(A, then_close(head(folded, "Content-Length: 8") + A)) in known


@pytest.mark.parametrize("data", [
    A, b"", b"\r\n\r\n" + A, b"ICY 200 OK\r\nContent-Length: 8\r\n\r\n" + A,
    b"HTTP 200 OK\r\nContent-Length: 8\r\n\r\n" + A, b"<html>\n", b"SSH-2.0-OpenSSH_9.2\r\n",
])
def test_h18_what_is_no_http_answer_is_trouble(against, data):
    """HTTP/0.9 has no head at all: whatever is sent would be the body."""
    for options in ((), ("--allow-unframed",)):
        assert against(data, then_close(data), *options) == TROUBLE


def test_h15_endless_headers_are_trouble_and_not_read_forever(komparu, server, files):
    sent = [0]
    start = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n"
    for piece in (b"X-More: more\r\n", b"x"):
        url = server.answer("/x", endless(start, piece, sent))
        assert judged(komparu, "--time-limit=60", files("file", A), url) == TROUBLE
    assert sent[0] < 32 << 20


def test_h15_endless_trailers_are_trouble_and_not_read_forever(komparu, server, files):
    sent = [0]
    url = server.answer("/x", endless(chunked(A, last=False) + b"0\r\n", b"X-More: more\r\n", sent))
    assert judged(komparu, "--time-limit=60", files("file", A), url) == TROUBLE
    assert sent[0] < 32 << 20


def test_h15_endless_interim_answers_are_trouble_and_not_read_forever(komparu, server, files):
    sent = [0]
    url = server.answer("/x", endless(b"", head("Link: </x>", status=103), sent))
    assert judged(komparu, "--time-limit=60", files("file", A), url) == TROUBLE
    assert sent[0] < 32 << 20


def test_h18_interim_answers_come_before_the_answer(against):
    interim = head(status=100) + head("Link: </style>; rel=preload", status=103) * 3
    assert against(A, interim + ok(A)) == (0, "same")
    assert against(B, interim + ok(A)) == (1, "content")
    assert against(A, interim + status(404)) == (2, "not_found")
    misleading = head("Content-Length: 3", "Location: /y", "ETag: \"x\"", status=103)
    assert against(A, misleading + ok(A)) == (0, "same")
