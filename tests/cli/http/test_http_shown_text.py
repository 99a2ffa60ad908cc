# SPDX-License-Identifier: MIT
"""Nothing that a server says steers a terminal: the rule X3."""

import ssl
import subprocess

import pytest

from answers import A, ok, redirect, then_close
from steering import POINTS, steering

# No line of a header holds CR or LF.
WORDS = {
    "utf-8": "".join(chr(point) for point in POINTS if point not in (0x0A, 0x0D)).encode(),
    "bytes": bytes(range(0x80, 0x100)) + b"\x1b[2J",
    "cut": b"\xc2 \xe2\x80 \xe2",
}
FORMS = [(), ("--json",), ("-z",), ("-q",), ("--stats", "--report-identical-files")]


def _answers(words):
    yield b"HTTP/1.1 500 " + words + b"\r\nContent-Length: 0\r\n\r\n"
    yield b"HTTP/1.1 " + words + b"\r\n\r\n"
    yield words + b"\r\n\r\n"
    yield ok(A, b"Content-Encoding: " + words)
    yield ok(A, b"Content-Encoding: gzip, " + words)
    yield ok(A, words + b": x")
    yield ok(A, b"X-Odd: " + words)
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + words + b"\r\n\r\n" + A
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 8" + words + b"\r\n\r\n" + A
    yield b"HTTP/1.1 206 OK\r\nContent-Range: bytes " + words + b"\r\n\r\n" + A
    yield redirect(b"http://" + words + b"/")
    yield redirect(b"/" + words)
    yield redirect(words)
    yield redirect(words + b"://host/")


@pytest.mark.parametrize("words", WORDS)
def test_x3_no_answer_steers_a_terminal(komparu, server, files, words):
    file = files("file", A)
    for answer in _answers(WORDS[words]):
        url = server.answer("/x", then_close(answer))
        for form in FORMS:
            result = komparu.run(*form, "--timeout=2", file, url)
            assert steering(result.out.replace(b"\0", b"")) == [], (answer, result)
            assert steering(result.err) == [], (answer, result)


def test_x3_a_content_encoding_that_is_no_token_is_not_shown(komparu, server, files):
    url = server.answer("/x", ok(A, b"Content-Encoding: gz\x1bip"))
    result = komparu.run(files("file", A), url)
    assert b"gz" not in result.err and result.status in (0, 2)


def test_x3_no_certificate_steers_a_terminal(komparu, make_server, files, tmp_path):
    name = "a" + "".join(map(chr, (0x9B, 0x1B, 0x85, 0x200E, 0x202E, 0x2028, 0x2066))) + "b"
    (tmp_path / "cnf").write_text(
        "[req]\ndistinguished_name = subject\nprompt = no\nutf8 = yes\nstring_mask = utf8only\n"
        f"[subject]\nCN = {name}\nO = {name}\n[v3]\nbasicConstraints = critical, CA:TRUE\n",
        encoding="utf-8")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-config",
         "cnf", "-extensions", "v3", "-keyout", "key", "-out", "pem"],
        cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "pem", tmp_path / "key")
    url = make_server(tls=context).url("/x")
    for trust in ((), (f"--cacert={tmp_path / 'pem'}",)):
        for form in FORMS:
            result = komparu.run(*form, *trust, files("file", A), url)
            assert result.status == 2, result
            assert steering(result.out.replace(b"\0", b"") + result.err) == [], result
    assert b"subject name 'a" in komparu.run(*trust, files("file", A), url).err
