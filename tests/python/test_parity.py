# SPDX-License-Identifier: MIT
"""Options that the command has, too: that each reaches the engine."""

import os
import tarfile

import pytest

import komparu
from raw_servers import Servers, answering, ok, request_head

FILES = {"a.c": b"1", "d/b.c": b"1", "d/e/c.h": b"1"}


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ({"exclude": ["*.h"]}, {"a.c", "d/b.c"}),
        ({"exclude": ["d/*.c"]}, {"a.c", "d/e/c.h"}),
        ({"exclude": ["d/**"]}, {"a.c", "d"}),
        ({"exclude": ["*.h"], "ignore": ["a.c"]}, {"d/b.c"}),
        ({"include": ["*.h"]}, {"d/e/c.h"}),
        ({"include": ["d/*"]}, {"d/b.c"}),
        ({"max_differences": 1}, {"a.c"}),
        ({"one_way": True}, set(FILES)),
        ({"one_file_system": True}, set(FILES)),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_what_is_compared(api, tree, options, left):
    result = api.compare_dir(tree("l", FILES), tree("r", {}), **options)
    assert result.only_left - {"d", "d/e"} == left - {"d"}
    assert not result


def test_what_is_only_on_the_right_is_ignored_one_way(api, tree):
    assert api.compare_dir(tree("l", {}), tree("r", FILES), one_way=True)
    assert not api.compare_dir(tree("l", {}), tree("r", FILES))


def test_depth(api, tree):
    left, right = tree("l", FILES), tree("r", {**FILES, "d/b.c": b"2", "d/e/c.h": b"3"})
    assert api.compare_dir(left, right, max_depth=0)
    assert set(api.compare_dir(left, right, max_depth=1).diff) == {"d/b.c"}
    assert set(api.compare_dir(left, right).diff) == {"d/b.c", "d/e/c.h"}


def test_names_that_count_as_one(api, tree):
    left, right = tree("l", {"\u00e9": b"", "A": b""}), tree("r", {"e\u0301": b"", "A": b""})
    assert not api.compare_dir(left, right)
    assert api.compare_dir(left, right, normalize_names=True)
    assert api.compare_dir(tree("l2", {"A": b""}), tree("r2", {"a": b""}), ignore_case=True)


def test_strip_components(api, tree, tmp_path):
    tree("package-1", {"a": b"1", "d/b": b"2"})
    for name in ("one", "two"):
        with tarfile.open(tmp_path / name, "w") as archive:
            archive.add(tmp_path / "package-1", f"package-{name}")
    assert not api.compare_archive(tmp_path / "one", tmp_path / "two")
    assert api.compare_archive(tmp_path / "one", tmp_path / "two", strip_components=1)
    assert api.compare_trees(tmp_path / "one", tmp_path / "package-1", strip_components=1)


def test_a_pattern_with_a_slash_is_refused_where_it_would_match_nothing(api, tree):
    with pytest.raises(komparu.ConfigError, match="exclude"):
        api.compare_dir(tree("l", {}), tree("r", {}), ignore=["d/b"])


def test_public_only_refuses_the_loopback(api, file):
    with Servers() as servers:
        url = servers.start(answering(ok(b"x"))).url()
        path = file("a", b"x")
        assert api.compare(path, url)
        with pytest.raises(komparu.SourceReadError) as caught:
            api.compare(path, url, public_only=True)
        assert caught.value.code == "blocked_address"
        komparu.configure(public_only=True)
        with pytest.raises(komparu.SourceReadError):
            api.compare(path, url)


class Failing:
    """Answers with what it is given in turn, the last again and again, and counts requests."""

    def __init__(self, *statuses):
        self.statuses = statuses
        self.asked = 0

    def __call__(self, connection):
        request_head(connection)
        status = self.statuses[min(self.asked, len(self.statuses) - 1)]
        self.asked += 1
        connection.sendall(
            ok(b"x") if status == 200 else
            b"HTTP/1.1 %d No\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            % status
        )


@pytest.mark.parametrize(
    ("options", "statuses", "asked"),
    [
        ({}, (503, 502, 200), 3),
        ({}, (503, 503, 503, 200), 3),
        ({}, (500, 200), 1),
        ({"retries": 2}, (500, 408, 200), 3),
        ({"retries": 1}, (503, 503, 200), 2),
        ({"retries": 0}, (503, 200), 1),
    ],
    ids=str,
)
def test_h17_retries(api, file, servers, options, statuses, asked):
    """Two that nobody asked for are for fewer failures than two that somebody did."""
    path = file("a", b"x")

    def outcome(**given):
        server = Failing(*statuses)
        try:
            assert api.compare(path, servers.start(server).url(), **given)
            return 200, server.asked
        except komparu.SourceReadError as error:
            return error.http_status, server.asked

    expected = (statuses[asked - 1], asked)
    assert komparu.get_config().retries == 2
    assert outcome(**options) == expected
    komparu.configure(**options)
    assert outcome() == expected
    komparu.reset_config()
    assert outcome(**options) == expected


def test_files_that_options_name(api, file):
    with Servers() as servers:
        url = servers.start(answering(ok(b"x"))).url()
        path, netrc = file("a", b"x"), file("netrc", b"machine h login l password p\n")
        os.chmod(netrc, 0o600)
        assert api.compare(path, url, netrc=netrc, ca_file=str(netrc), limit_rate=1 << 20)


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"max_depth": -1}, komparu.ConfigError, "max_depth must be non-negative"),
        ({"max_differences": 0}, komparu.ConfigError, "max_differences must be positive"),
        ({"one_way": 1}, TypeError, "one_way must be bool"),
        ({"include": "*.c"}, TypeError, "include must be an iterable"),
        ({"exclude": [""]}, komparu.ConfigError, "exclude holds an empty pattern"),
    ],
)
def test_bad_values(api, tree, options, error, text):
    with pytest.raises(error, match=text):
        api.compare_dir(tree("l", {}), tree("r", {}), **options)


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"retries": -1}, komparu.ConfigError, "retries must be non-negative"),
        ({"retries": 5000}, komparu.ConfigError, "retries must be <= 1000"),
        ({"ca_file": ""}, komparu.ConfigError, "ca_file cannot be empty"),
        ({"ca_file": 5}, TypeError, "ca_file must be str"),
        ({"netrc": b"a\0b"}, komparu.ConfigError, "null byte"),
        ({"limit_rate": 0}, komparu.ConfigError, "limit_rate must be positive"),
        ({"public_only": None}, TypeError, "public_only must be bool"),
    ],
)
def test_bad_values_for_urls(api, options, error, text):
    with pytest.raises(error, match=text):
        api.compare("http://127.0.0.1:1/", "http://127.0.0.1:1/", **options)


@pytest.mark.parametrize("options", [{"include": ["*.x"]}, {"exclude": ["*.*"]}], ids=str)
def test_g4_leaving_out_every_file_is_refused(api, tree, options):
    left, right = tree("l", FILES), tree("r", {name: b"2" for name in FILES})
    for compare in (api.compare_dir, api.compare_trees):
        with pytest.raises(komparu.ConfigError, match="nothing was compared") as caught:
            compare(left, right, **options)
        assert caught.value.code == "nothing_compared"
        assert compare(left, right, **options, allow_empty=True)


def test_g4_components_beyond_every_member_are_refused(api, tree, tmp_path):
    for name, content in (("one", b"1"), ("two", b"2")):
        tree(name, {"a": content})
        with tarfile.open(tmp_path / f"{name}.tar", "w") as archive:
            archive.add(tmp_path / name, "package")
    archives = tmp_path / "one.tar", tmp_path / "two.tar"
    for compare in (api.compare_archive, api.compare_trees):
        with pytest.raises(komparu.ConfigError, match="nothing was compared"):
            compare(*archives, strip_components=2)
        assert compare(*archives, strip_components=2, allow_empty=True)


def test_g4_an_empty_map_is_refused(api, tree):
    directory = tree("d", {})
    with pytest.raises(komparu.ConfigError, match="nothing was compared"):
        api.compare_dir_urls(directory, {})
    assert api.compare_dir_urls(directory, {}, allow_empty=True)
    assert api.compare_dir(directory, tree("e", {}))
