# SPDX-License-Identifier: MIT
"""V4: what is wrong on the command line is told before anything is sent."""

import pytest

from answers import A, ok
from outcomes import trouble_line


@pytest.fixture
def refused(komparu, server, files):
    """Runs with a file, a good URL and something wrong: status 2, a message, nothing sent."""
    def run(*args, url=None, **how):
        good = server.answer("/x", ok(A))
        result = komparu.run(*args, files("file", A), url or good, **how)
        assert (result.status, result.out) == (2, b""), result
        assert result.err.startswith(b"komparu: "), result
        assert server.accepted == 0
        return result

    return run


@pytest.mark.parametrize("tail", ["a b", " ", "a\tb", "a\nb", "a\rb", "a\x01b", "a\x7fb",
                                  "\x1b[31m", "?q= x", "?a\r\nX-Injected: 1", "#a\x01"])
def test_v4_control_bytes_and_spaces_in_urls(refused, server, tail):
    result = refused(url=server.url(f"/{tail}"))
    assert b"\x1b" not in result.err and b"\x01" not in result.err and b"\r" not in result.err


@pytest.mark.parametrize("url", [
    "http://", "http:///", "http:///x", "https://", "http://:80/", "http://user@/x", "http://?x",
    "http://#x", "http://{host}:x/", "http://{host}:-1/", "http://{host}:65536/",
    "http://{host}:80 /", "http://{host}: 80/", "http://{host}:99999999999999/", "http://[::1/x",
    "http://::1/x", "http://[::x]/", "http://[127.0.0.1]/", "http://a b/", "http://a\\b/",
    "http://{host}\\@other/", "http://h\u00f6st/", "http://\xff/", "http://ex%00ample/",
    "http://user:pa ss@{host}/", "http://<x>/", "http://{host}:0/", "HTTP://", "http://a\x01b/",
])
def test_v4_malformed_urls(refused, url):
    refused(url=url.format(host="127.0.0.1").encode("utf-8" if "\u00f6" in url else "latin-1"))


@pytest.mark.parametrize("url", ["ftp://{a}/x", "FTP://{a}/x", "gopher://{a}/", "sftp://{a}/x",
                                 "s3://bucket/key", "ws://{a}/", "ldap://{a}/", "unknown://{a}/x"])
def test_v4_other_schemes_name_those_supported(refused, server, url):
    result = refused(url=url.format(a=server.authority))
    assert b"http" in result.err and b"https" in result.err


@pytest.mark.parametrize("line", [
    "no colon", "", ":", ": value", "Name : value", " Name: value", "Na me: value", "Na\tme: v",
    "Name: a\nX: b", "Name: a\r\nX: b", "Name: a\rb", "Name: \x01", "Name: \x7f", "Na\x01me: v",
    "N\u00e4me: v", "Name(x): v", "X: a\n", "\nX: a",
])
@pytest.mark.parametrize("option", ["-H", "--header-left", "--header-right"])
def test_v4_malformed_headers(refused, option, line):
    refused(option, line)


@pytest.mark.parametrize("name", [
    "Range", "range", "RANGE", "Accept-Encoding", "If-Match", "If-None-Match", "If-Modified-Since",
    "If-Unmodified-Since", "If-Range", "TE", "Transfer-Encoding", "Content-Length", "Connection",
    "Upgrade", "Expect", "Proxy-Authorization",
])
def test_v4_headers_that_would_change_what_is_compared(refused, name):
    for option in ("-H", "--header-right"):
        result = refused(option, f"{name}: 1")
        assert name.lower().encode() in result.err.lower()


def test_v4_header_files(refused, files, tmp_path):
    for content in (b"X-Good: 1\nbad line\n", b"X-Good: 1\nRange: bytes=0-1\n", b"X: a\0b\n",
                    b"X: a\rb\n"):
        refused("-H", f"@{files('headers', content)}")
    refused("-H", f"@{tmp_path / 'nosuch'}")
    refused("-H", f"@{tmp_path}")


@pytest.mark.parametrize("option, values", [
    ("--timeout", ["x", "", "-1", "1s x", "nan", "1e999"]),
    ("--connect-timeout", ["x", "", "-1", "nan"]),
    ("--connections", ["0", "-1", "x", "", "257", "1.5", "99999999999999999999"]),
    ("--retry", ["-1", "x", "", "1.5", "99999999999999999999"]),
    ("--max-redirs", ["-1", "x", "", "1.5", "99999999999999999999"]),
    ("--limit-rate", ["-1", "x", "", "1.5.5"]),
    ("--proxy", ["ftp://127.0.0.1:1", "http://", "http://127.0.0.1:x", "http://127.0.0.1:99999",
                 "http://a b:1", "http://127.0.0.1:1/path"]),
    ("--user-agent", ["a\nb", "a\r\nX: 1", "a\x01"]),
    ("--as", ["url"]),
])
def test_v4_bad_values(refused, option, values):
    for value in values:
        refused(f"{option}={value}")


@pytest.mark.parametrize("option", ["--timeout", "--connect-timeout", "--time-limit", "--proxy",
                                    "--noproxy", "--cacert", "--max-redirs", "--retry", "-H",
                                    "--user-agent", "--connections", "--limit-rate",
                                    "--header-left", "--header-right", "--url-map"])
def test_v4_options_want_their_value(komparu, option):
    result = komparu.run(option)
    assert (result.status, result.out) == (2, b"") and option.strip("-").encode() in result.err


@pytest.mark.parametrize("option", ["--insecure=1", "--netrc=x", "--no-location=1",
                                    "--public-only=1", "--allow-unframed=1",
                                    "--allow-private-redirects=no"])
def test_v4_switches_take_no_value(refused, option):
    refused(option)


def test_v4_public_only_with_a_proxy(refused):
    result = refused("--public-only", "--proxy=http://127.0.0.1:1")
    assert b"proxy" in result.err


@pytest.mark.parametrize("option", [
    "--timeout=1", "--timeout=0.5", "--connect-timeout=2.5", "--connections=1", "--connections=256",
    "--retry=0", "--retry=10", "--max-redirs=0", "--max-redirs=50", "--limit-rate=1000000",
    "--noproxy=*", "--user-agent=x", "--allow-unframed", "--allow-private-redirects",
    "--no-location", "--header=X: y", "-HX: y", "-HX:", "--header-left=X: y", "--header-right=X: y",
])
def test_good_values_are_taken(komparu, server, files, option):
    url = server.answer("/x", ok(A))
    result = komparu.run(option, files("file", A), url)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_v4_http_options_matter_to_urls_only(komparu, files):
    """They may stand in an alias: files do not mind them."""
    options = ["-H", "X: y", "--timeout=1", "--proxy=http://127.0.0.1:1", "--retry=3", "--cacert=x"]
    assert komparu.run(*options, files("a", A), files("b", A)).status == 0


def test_v4_options_that_are_nearly_right_are_suggested(komparu, files):
    for wrong, right in (("--conect-timeout=1", b"--connect-timeout"),
                         ("--noproxi=x", b"--noproxy"), ("--insecrue", b"--insecure")):
        result = komparu.run(wrong, files("a"), files("b"))
        assert result.status == 2 and right in result.err


def test_every_option_is_in_the_help(komparu):
    text = komparu.run("--help").out
    for option in ("--header", "--header-left", "--header-right", "--connect-timeout", "--timeout",
                   "--time-limit", "--proxy", "--noproxy", "--netrc", "--cacert", "--insecure",
                   "--max-redirs", "--no-location", "--allow-private-redirects", "--public-only",
                   "--allow-unframed", "--retry", "--user-agent", "--connections", "--limit-rate",
                   "--url-map", "-k,", "-H,"):
        assert option.encode() in text, option


def test_v4_one_bad_operand_of_several(komparu, server, files):
    good, bad = server.answer("/x", ok(A)), server.url("/a b")
    for operands in ((good, bad), (bad, good), (good, good, bad), (bad, files("file", A), good)):
        result = komparu.run(*operands)
        assert result.status == 2 and result.err.startswith(b"komparu: ")


def test_v4_missing_files_are_told_in_one_line(komparu, server, tmp_path):
    url = server.answer("/x", ok(A))
    assert b"nosuch" in trouble_line(komparu.run(tmp_path / "nosuch", url))
