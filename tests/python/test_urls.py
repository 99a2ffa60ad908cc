# SPDX-License-Identifier: MIT
"""URLs: what is fetched, with which headers, and what is trouble."""

import pytest

pytest.importorskip("pytest_httpserver")

import komparu
from komparu import Difference, DiffReason, Source
from raw_servers import answering, ok, request_head, silent

LARGE = bytes(range(256)) * 4096


@pytest.fixture
def web(httpserver):
    """Serves content at a path and returns the URL."""

    def serve(path, content=b"", status=200, headers=None):
        httpserver.expect_request(path).respond_with_data(
            content, status, headers, content_type="application/octet-stream"
        )
        return httpserver.url_for(path)

    return serve


@pytest.mark.parametrize("content", [b"", b"x", LARGE])
def test_a_url_is_compared_with_a_file_and_a_url(api, web, file, content):
    url, other, path = web("/a", content), web("/b", content), file("a", content)
    assert api.compare(path, url)
    assert api.compare(url, path)
    assert api.compare(url, other)
    assert api.compare(Source(url), Source(other))
    assert api.find_difference(url, path) is None
    assert api.compare_all([url, path, other])
    result = api.compare_many([url, str(path), other])
    assert result.groups == [{url, str(path), other}]


def test_differences(api, web, file):
    url, path = web("/a", LARGE), file("a", LARGE[:-1] + b"x")
    assert not api.compare(url, path)
    expected = Difference(len(LARGE) - 1, 4097, DiffReason.CONTENT_MISMATCH, None, 255, 120)
    assert api.find_difference(url, path) == expected
    assert not api.compare(url, file("short", LARGE[:-1]))


@pytest.mark.parametrize("status", [404, 410])
def test_not_found(api, web, file, status):
    url = web("/gone?key=S3CRET".split("?")[0], b"", status) + "?key=S3CRET"
    with pytest.raises(komparu.SourceNotFoundError) as caught:
        api.compare(file("a"), url)
    assert caught.value.http_status == status
    assert "/gone" in caught.value.filename
    assert "S3CRET" not in str(caught.value) + repr(caught.value) + caught.value.filename


@pytest.mark.parametrize("status", [204, 401, 403, 500, 503])
def test_p5_what_is_no_content_raises(api, web, file, status):
    url = web("/x", b"", status, {"Retry-After": "0"})
    with pytest.raises(komparu.SourceReadError) as caught:
        api.compare(file("a"), url)
    assert (caught.value.code, caught.value.http_status) == ("http", status)
    for function in (api.compare_all, api.compare_many):
        with pytest.raises(komparu.SourceReadError):
            function([file("a"), url])


def test_p5_a_cut_body_raises(api, servers, file):
    answer = ok(LARGE)[:-100]
    with pytest.raises(komparu.SourceReadError):
        api.compare(file("a", LARGE), servers.start(answering(answer)).url())


def test_nobody_listens(api, servers, file):
    server = servers.start(silent)
    server.stop()
    with pytest.raises(ConnectionRefusedError) as caught:
        api.compare(file("a"), server.url())
    assert isinstance(caught.value, komparu.SourceReadError)


def test_h15_a_silent_server_ends_the_call(api, servers, file):
    url = servers.start(silent).url()
    with pytest.raises(komparu.SourceReadError):
        api.compare(file("a"), url, timeout=0.2)
    with pytest.raises(komparu.ComparisonTimeoutError):
        api.compare(file("a"), url, comparison_timeout=0.1)
    with pytest.raises(komparu.SourceReadError):
        api.compare(file("a"), Source(url, timeout=0.2), timeout=None)


@pytest.fixture
def recorder(servers):
    """A server that keeps the heads of its requests."""
    heads = []

    def serve(connection):
        heads.append(request_head(connection).decode().lower())
        connection.sendall(ok(b"x"))

    server = servers.start(serve)
    server.heads = heads
    return server


def test_headers_of_the_call(api, recorder, file):
    assert api.compare(file("a", b"x"), recorder.url(), headers={"X-One": "1", "X-Two": "zwei"})
    assert "\r\nx-one: 1\r\n" in recorder.heads[0]
    assert "\r\nx-two: zwei\r\n" in recorder.heads[0]


def test_h11_headers_of_a_source_are_its_own(api, recorder, servers):
    heads = []

    def serve(connection):
        heads.append(request_head(connection).decode().lower())
        connection.sendall(ok(b"x"))

    other = servers.start(serve)
    a = Source(recorder.url(), headers={"X-Secret": "left"})
    assert api.compare(a, other.url(), headers={"X-Call": "1"})
    assert "x-secret: left" in recorder.heads[0] and "x-call" not in recorder.heads[0]
    assert "x-secret" not in heads[0] and "x-call: 1" in heads[0]


def test_an_argument_wins_over_the_config_and_a_source_over_both(api, recorder, file):
    path = file("a", b"x")
    komparu.configure(headers={"X-From": "config"})
    assert api.compare(path, recorder.url())
    assert api.compare(path, recorder.url(), headers={"X-From": "call"})
    assert api.compare(path, Source(recorder.url(), headers={"X-From": "source"}),
                       headers={"X-From": "call"})
    assert api.compare(path, recorder.url(), headers=None)
    sent = [head.partition("x-from: ")[2].partition("\r\n")[0] for head in recorder.heads]
    assert sent == ["config", "call", "source", ""]


def test_redirects(api, web, file):
    target = web("/to", b"x")
    url = web("/from", b"", 302, {"Location": target})
    path = file("a", b"x")
    assert api.compare(path, url)
    with pytest.raises(komparu.SourceReadError):
        api.compare(path, url, follow_redirects=False)
    with pytest.raises(komparu.SourceReadError):
        api.compare(path, Source(url, follow_redirects=False))
    assert api.compare(path, Source(url, follow_redirects=True), follow_redirects=False)


def test_h14_proxies(api, recorder, file, monkeypatch):
    """A proxy that nobody can resolve the host for: it was asked if the call succeeds."""
    path, url = file("a", b"x"), "http://host.invalid/x"
    proxy = recorder.url("").removesuffix("/x")
    assert api.compare(path, url, proxy=proxy)
    assert recorder.heads[-1].startswith("get http://host.invalid/x ")
    assert api.compare(path, Source(url, proxy=proxy), proxy="")
    monkeypatch.setenv("http_proxy", proxy)
    assert api.compare(path, url)
    assert api.compare(path, url, proxy=None)
    asked = len(recorder.heads)
    assert api.compare(path, recorder.url(), proxy="")
    assert recorder.heads[asked].startswith("get /x ")


def test_v6_no_secret_is_in_an_exception(api, servers, file):
    secret = "S3CRET"
    server = servers.start(answering(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"))
    url = f"http://user:{secret}@127.0.0.1:{server.port}/x?token={secret}"
    proxy = f"http://u:{secret}@127.0.0.1:{server.port}"
    calls = [
        lambda: api.compare(file("a"), url, headers={"Authorization": secret}),
        lambda: api.find_difference(url, url),
        lambda: api.compare_all([file("a"), url]),
        lambda: api.compare_many([url, file("a")]),
        lambda: api.compare(file("a"), "http://h/", proxy=proxy),
    ]
    for call in calls:
        with pytest.raises(komparu.KomparuError) as caught:
            call()
        error = caught.value
        shown = [str(error), repr(error), repr(error.args), repr(vars(error)), str(error.filename)]
        assert not any(secret in text for text in shown), shown
        assert error.__cause__ is None and error.__context__ is None


def test_many_urls_at_once(api, web):
    urls = [web(f"/{number}", b"x") for number in range(30)]
    assert api.compare_all(urls)
    assert len(api.compare_many([*urls, web("/odd", b"y")]).groups) == 2
