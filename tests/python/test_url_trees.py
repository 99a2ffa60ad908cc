# SPDX-License-Identifier: MIT
"""compare_dir_urls, and base URLs as trees."""

import tarfile
import threading

import pytest

pytest.importorskip("pytest_httpserver")

import komparu
from komparu import DiffReason, DirResult, Source
from raw_servers import answering, ok, request_head

FILES = {"a": b"1", "sub/b": b"22"}


@pytest.fixture
def site(httpserver):
    """Serves a mapping below /site/ and returns the map of URLs."""

    def serve(files):
        for path, content in files.items():
            httpserver.expect_request(f"/site/{path}").respond_with_data(
                content, content_type="application/octet-stream"
            )
        return {path: httpserver.url_for(f"/site/{path}") for path in files}

    return serve


@pytest.mark.parametrize("workers", [0, 1, 5])
def test_equal(api, tree, site, workers):
    expected = DirResult(True, {}, set(), set())
    assert api.compare_dir_urls(tree("d", FILES), site(FILES), max_workers=workers) == expected


def test_every_kind_of_difference(api, tree, site, httpserver):
    httpserver.expect_request("/gone").respond_with_data(b"", 404)
    urls = site({"a": b"2", "sub/b": b"2", "new/x": b"", "dir": b""})
    urls["gone"] = httpserver.url_for("/gone")
    urls["unasked"] = httpserver.url_for("/gone")
    result = api.compare_dir_urls(
        tree("d", {**FILES, "only": b"", "deep/er": b"", "gone": b"", "dir/x": b""}), urls
    )
    assert not result
    assert result.diff == {
        "a": DiffReason.CONTENT_MISMATCH,
        "sub/b": DiffReason.SIZE_MISMATCH,
        "gone": DiffReason.READ_ERROR,
        "dir": DiffReason.TYPE_MISMATCH,
    }
    assert result.errors == {"gone"}
    assert result.only_left == {"only", "deep/er"}
    assert result.only_right == {"new/x", "unasked"}


@pytest.mark.parametrize("status", [404, 410, 403, 500])
def test_p5_a_url_that_fails_is_a_read_error(api, tree, httpserver, site, status):
    httpserver.expect_request("/bad").respond_with_data(b"", status)
    urls = {**site({"a": b"1"}), "b": httpserver.url_for("/bad")}
    result = api.compare_dir_urls(tree("d", {"a": b"1", "b": b""}), urls)
    assert result == DirResult(False, {"b": DiffReason.READ_ERROR}, set(), set(), {"b"})


@pytest.mark.parametrize("files", [{}, FILES])
def test_g4_an_empty_map(api, tree, files):
    with pytest.raises(komparu.ConfigError, match="^nothing was compared: the map is empty$"):
        api.compare_dir_urls(tree("d", files), {})
    result = api.compare_dir_urls(tree("d", files), {}, allow_empty=True)
    assert result == DirResult(not files, {}, set(files), set())


def test_the_directory_must_be_one(api, file, tmp_path):
    urls = {"f": "http://127.0.0.1:9/f"}
    with pytest.raises(komparu.SourceNotFoundError):
        api.compare_dir_urls(tmp_path / "missing", urls)
    with pytest.raises(NotADirectoryError):
        api.compare_dir_urls(file("f"), urls)


def test_values_may_be_sources_and_file_urls(api, tree, servers, file):
    heads = []

    def serve(connection):
        heads.append(request_head(connection).decode().lower())
        connection.sendall(ok(b"1"))

    server = servers.start(serve)
    urls = {
        "a": Source(server.url("/a"), headers={"X-Key": "own"}),
        "b": server.url("/b"),
        "c": f"file://{file('c', b'1')}",
    }
    directory = tree("d", dict.fromkeys("abc", b"1"))
    assert api.compare_dir_urls(directory, urls, headers={"X-Call": "all"}, max_workers=1)
    by_path = {head.split()[1]: head for head in heads}
    assert "x-key: own" in by_path["/a"] and "x-call" not in by_path["/a"]
    assert "x-call: all" in by_path["/b"] and "x-key" not in by_path["/b"]


def test_one_worker_asks_for_one_file_after_the_other(api, tree, servers):
    lock = threading.Lock()
    open_now, most = 0, 0

    def serve(connection):
        nonlocal open_now, most
        request_head(connection)
        with lock:
            open_now += 1
            most = max(most, open_now)
        connection.recv(0)
        with lock:
            open_now -= 1
        connection.sendall(ok(b"1"))

    server = servers.start(serve)
    names = [str(number) for number in range(20)]
    urls = {name: server.url(f"/{name}") for name in names}
    assert api.compare_dir_urls(tree("d", dict.fromkeys(names, b"1")), urls, max_workers=1)
    assert most == 1


def test_a_base_url_is_a_tree(api, tree, site, httpserver):
    site(FILES)
    httpserver.expect_request("/site/more").respond_with_data(b"", 404)
    base = httpserver.url_for("/site/")
    assert api.compare_trees(tree("d", FILES), base)
    result = api.compare_trees(base, tree("e", {**FILES, "more": b"", "a": b"9"}))
    assert (result.diff, result.only_right) == ({"a": DiffReason.CONTENT_MISMATCH}, {"more"})
    assert not result


def test_two_base_urls_cannot_be_compared(api):
    with pytest.raises(komparu.KomparuError):
        api.compare_trees("http://127.0.0.1:1/", "http://127.0.0.1:1/x/")


def test_an_archive_may_come_from_a_url(api, servers, tree, tmp_path):
    directory = tree("d", FILES)
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        for name in FILES:
            archive.add(directory / name, name)
    url = servers.start(answering(ok((tmp_path / "x.tar.gz").read_bytes()))).url("/x.tar.gz")
    assert api.compare_archive(tmp_path / "x.tar.gz", url)
    assert api.compare_trees(directory, url)


def test_v6_results_of_trees_hold_no_urls(api, tree, httpserver):
    httpserver.expect_request("/gone").respond_with_data(b"", 404)
    url = httpserver.url_for("/gone") + "?sig=S3CRET"
    result = api.compare_dir_urls(tree("d", {"a": b""}), {"a": url})
    assert result.errors == {"a"}
    assert "S3CRET" not in repr(result)
