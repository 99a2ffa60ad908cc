# SPDX-License-Identifier: MIT
"""--url-map=MAP DIR: a directory and a list of where each of its files is served."""

import json

import pytest

import ndjson
from answers import A, ok, status
from outcomes import hides
from planting import plant

B = b"abc\ndeX\n"


@pytest.fixture
def ground(garden, server):
    """Plants the tree T and writes the map M; entries are paths on the server or whole URLs.

    The server has something at /1, /2 and /3.
    """
    for path, body in (("/1", A), ("/2", B), ("/3", A)):
        server.answer(path, ok(body))

    def make(tree, entries, form="lines"):
        plant(garden / "T", tree)
        urls = {path: url if "://" in url else server.url(url) for path, url in entries.items()}
        text = json.dumps(urls) if form == "json" else "".join(
            f"{path}\t{url}\n" for path, url in urls.items())
        (garden / "M").write_text(text, encoding="utf-8")
        return garden

    return make


ENTRIES = {"a": "/1", "sub/b": "/2", "sub/same": "/3", "z/more": "/1"}
TREE = {"a": A, "sub": {"b": A, "same": A, "unlisted": A}, "alone": A}


@pytest.mark.parametrize("form", ["lines", "json"])
def test_a_map_is_a_tree_on_the_right(komparu, ground, server, form):
    cwd = ground(TREE, ENTRIES, form)
    result = komparu.run("--json", "--url-map=M", "T", cwd=cwd)
    found, summary = ndjson.entries(result)
    assert list(found.items())[:3] == [(b"alone", "only_left"), (b"sub/b", "content"),
                                       (b"sub/unlisted", "only_left")]
    assert list(found.values())[3:] == ["only_right"]
    assert (summary["exit"], summary["same"]) == (1, 2)
    result = komparu.run("--url-map=M", "T", cwd=cwd)
    lines = result.out.decode().splitlines()
    assert (result.status, result.err) == (1, b"")
    assert lines[:3] == ["Only in T: alone", f"Files T/sub/b and {server.url('/2')} differ",
                         "Only in T/sub: unlisted"]
    assert len(lines) == 4 and lines[3].startswith("Only in M")


def test_what_only_the_map_has(komparu, ground):
    cwd = ground({"a": A}, {"a": "/1", "gone": "/1"})
    result = komparu.run("--url-map=M", "T", cwd=cwd)
    assert (result.status, result.out, result.err) == (1, b"Only in M: gone\n", b"")
    assert komparu.run("--one-way", "--url-map=M", "T", cwd=cwd).status == 0


@pytest.mark.parametrize("form", ["lines", "json"])
def test_equal(komparu, ground, form):
    cwd = ground({"a b": A, "ü": {"?": A}}, {"a b": "/1", "ü/?": "/3"}, form)
    result = komparu.run("--url-map=M", "T", cwd=cwd)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_one_url_may_stand_for_several_paths(komparu, ground):
    cwd = ground({name: A for name in "abc"}, {name: "/1" for name in "abc"})
    assert komparu.run("--url-map=M", "T", cwd=cwd).status == 0


def test_h18_statuses_of_entries(komparu, ground, server):
    """As with base URLs, 404 and 410 say that there is no such file."""
    server.answer("/403", status(403))
    server.answer("/410", status(410))
    cwd = ground({"a": A, "b": A, "c": A}, {"a": "/404", "b": "/403", "c": "/410"})
    found, summary = ndjson.entries(komparu.run("--json", "--url-map=M", "T", cwd=cwd))
    assert found == {b"a": "only_left", b"b": "http", b"c": "only_left"}
    assert summary["exit"] == 2


def test_t7_filters_and_limits_apply(komparu, ground, server):
    cwd = ground(TREE, ENTRIES)
    result = komparu.run("-x", "sub", "-x", "alone", "-x", "z", "--url-map=M", "T", cwd=cwd)
    assert (result.status, result.out) == (0, b"")
    assert server.paths() == ["/1"]
    result = komparu.run("-m1", "--url-map=M", "T", cwd=cwd)
    assert (result.status, result.out) == (1, b"Only in T: alone\n")


def test_spaces_tabs_and_ends_of_lines(komparu, garden, server):
    server.answer("/1", ok(A))
    plant(garden / "T", {"a b": A, "c": A})
    for text in (f"a b\t{server.url('/1')}\nc\t{server.url('/1')}",
                 f"c\t{server.url('/1')}\na b\t{server.url('/1')}\n",
                 f'  \n {{"a b" :\n "{server.url("/1")}" , "c":"{server.url("/1")}"}} \n',
                 '{"\\u0061\\u0020b": "%s", "c": "%s"}' % (
                     server.url("/1").replace("/", "\\/"), server.url("/1"))):
        (garden / "M").write_text(text, encoding="ascii")
        result = komparu.run("--url-map=M", "T", cwd=garden)
        assert (result.status, result.out, result.err) == (0, b"", b""), text


def test_v5_names_of_any_bytes(komparu, garden, server):
    server.answer("/1", ok(A))
    plant(garden / "T", {b"caf\xe9": A, "\U0001f600": A})
    url = server.url("/1").encode()
    (garden / "M").write_bytes(b"caf\xe9\t" + url + "\n\U0001f600\t".encode() + url + b"\n")
    assert komparu.run("--url-map=M", "T", cwd=garden).status == 0
    plant(garden / "U", {"\U0001f600": A})
    (garden / "M").write_bytes(b'{"\\ud83d\\ude00": "' + url + b'"}')
    assert komparu.run("--url-map=M", "U", cwd=garden).status == 0


def test_g4_an_empty_map_is_allowed_only_by_request(komparu, garden):
    plant(garden / "T", {})
    plant(garden / "U", {"a": A})
    for text in ("", "{}"):
        (garden / "M").write_text(text, encoding="ascii")
        assert komparu.run("--url-map=M", "T", cwd=garden).status == 2
        assert komparu.run("--allow-empty", "--url-map=M", "T", cwd=garden).status == 0
        result = komparu.run("--allow-empty", "--url-map=M", "U", cwd=garden)
        assert (result.status, result.out) == (1, b"Only in U: a\n")


MALFORMED = [
    '{"a": "URL"', '{"a" "URL"}', '{"a": }', '{"a": "URL",}', '{"a": "URL"} x', '{"a": 1}',
    '{"a": null}', '{"a": ["URL"]}', '{"a": {"b": "URL"}}', '["URL"]', '{a: "URL"}',
    "{'a': 'URL'}", '{"a": "URL}', '{"\\ud83d": "URL"}', '{"a\\q": "URL"}', '{"a\n": "URL"}',
    '{"a": "URL"}{"b": "URL"}', "a\n", "a URL\n", "a\tURL\textra\n", "\tURL\n", "a\t\n",
    "a\tURL\n\nb\n",
]
WRONG_PATHS = ["/a", "../a", "a/../b", "a/..", "..", ".", "./a", "a/./b", "a//b", "a/", "", "/"]
WRONG_URLS = ["ftp://host/a", "relative", "/absolute", "//host/a", "http://", "http://a b/",
              "http://127.0.0.1:x/"]


def refused(komparu, cwd, server):
    result = komparu.run("--url-map=M", "T", cwd=cwd)
    assert (result.status, result.out) == (2, b""), result
    assert result.err.startswith(b"komparu: "), result
    assert server.accepted == 0
    return result


@pytest.mark.parametrize("text", MALFORMED)
def test_v4_malformed_maps_are_trouble_before_anything_is_sent(komparu, garden, server, text):
    plant(garden / "T", {"a": A})
    (garden / "M").write_text(text.replace("URL", server.url("/1")), encoding="ascii")
    assert b"M" in refused(komparu, garden, server).err


@pytest.mark.parametrize("form", ["lines", "json"])
@pytest.mark.parametrize("path", WRONG_PATHS)
def test_v4_paths_that_leave_the_tree_or_name_nothing_are_trouble(komparu, ground, server, path,
                                                                  form):
    refused(komparu, ground({"a": A}, {"b": "/1", path: "/1"}, form), server)


@pytest.mark.parametrize("url", WRONG_URLS)
def test_v4_urls_that_cannot_be_asked_for_are_trouble(komparu, garden, server, url):
    plant(garden / "T", {"a": A, "b": A})
    (garden / "M").write_text(f"a\t{server.url('/1')}\nb\t{url}\n", encoding="ascii")
    refused(komparu, garden, server)


def test_v4_a_nul_in_a_path_is_trouble(komparu, garden, server):
    plant(garden / "T", {"a": A})
    for text in (f"a\0b\t{server.url('/1')}\n", '{"a\\u0000b": "%s"}' % server.url("/1")):
        (garden / "M").write_bytes(text.encode())
        refused(komparu, garden, server)


@pytest.mark.parametrize("text", [
    '{"a": "URL1", "b": "URL1", "a": "URL1"}', "a\tURL1\nb\tURL1\na\tURL2\n",
    '{"a": "URL1", "\\u0061": "URL2"}', "a\tURL1\na/b\tURL1\n", "a/b\tURL1\nc\tURL1\na\tURL1\n",
])
def test_paths_that_are_given_twice_are_trouble(komparu, garden, server, text):
    plant(garden / "T", {"a": A, "b": A})
    text = text.replace("URL", server.url("/"))
    (garden / "M").write_text(text, encoding="ascii")
    refused(komparu, garden, server)
    result = komparu.run("--json", "--url-map=M", "T", cwd=garden)
    assert result.status == 2 and b'"exit":0' not in result.out


def test_a_map_or_a_directory_that_is_not_there_is_trouble(komparu, ground, server):
    cwd = ground({"a": A}, {"a": "/1"})
    for args in (("--url-map=nosuch", "T"), ("--url-map=M", "nosuch"), ("--url-map=T", "T"),
                 ("--url-map=M", "M"), ("--url-map=M",), ("--url-map=M", "T", "T")):
        result = komparu.run(*args, cwd=cwd)
        assert (result.status, result.out) == (2, b""), args
    assert server.accepted == 0


def test_a_map_on_standard_input(komparu, ground, server):
    """`-` is standard input wherever a list can be named."""
    cwd = ground({"a": A}, {})
    result = komparu.run("--url-map=-", "T", cwd=cwd, stdin=f"a\t{server.url('/1')}\n".encode())
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_v6_logins_of_a_map_are_used_and_not_told(komparu, ground, server):
    server.answer("/1", ok(B))
    url = server.url("/1").replace("://", "://me:s3cret@") + "?key=s3cret"
    cwd = ground({"a": A}, {"a": url})
    for form in ((), ("--json",), ("-z",)):
        result = komparu.run(*form, "--url-map=M", "T", cwd=cwd)
        assert result.status == 1
        hides(result, "s3cret")
    assert all(request.values("Authorization") for request in server.requests)
    assert server.requests[0].target == "/1?key=s3cret"


def test_connections_are_limited(komparu, ground, server):
    names = [f"{i:02}" for i in range(40)]
    for name in names:
        server.answer(f"/{name}", ok(A))
    cwd = ground({name: A for name in names}, {name: f"/{name}" for name in names})
    assert komparu.run("--connections=2", "--url-map=M", "T", cwd=cwd).status == 0
    assert len(server.requests) == len(names)
    assert server.most_open <= 2
