# SPDX-License-Identifier: MIT
"""Streams of bytes: compare, find_difference, compare_all, compare_many."""

import os
import pathlib
import threading

import pytest

import komparu
from komparu import CompareResult, Difference, DiffReason, Source

LARGE = bytes(range(256)) * 4096


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        pytest.param(b"", b"", True, id="both empty"),
        pytest.param(b"x", b"x", True, id="one byte"),
        pytest.param(b"x", b"y", False, id="another byte"),
        pytest.param(b"x", b"", False, id="one empty"),
        pytest.param(b"xy", b"x", False, id="one longer"),
        pytest.param(LARGE, LARGE, True, id="large"),
        pytest.param(LARGE, LARGE[:-1] + b"x", False, id="large, the last byte"),
        pytest.param(LARGE, b"x" + LARGE[1:], False, id="large, the first byte"),
        pytest.param(LARGE, LARGE[:-1], False, id="large, one shorter"),
    ],
)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"chunk_size": 1},
        {"chunk_size": 1 << 30},
        {"size_precheck": False, "quick_check": False},
        {"comparison_timeout": 1000},
    ],
    ids=str,
)
def test_files(api, file, left, right, same, options):
    a, b = file("a", left), file("b", right)
    if options.get("chunk_size") == 1 and len(left) > 100:
        options = {"chunk_size": 4096}
    assert api.compare(a, b, **options) is same
    assert api.compare_all([a, b], **options) is same
    assert bool(api.compare_many([a, b], **options)) is same


@pytest.mark.parametrize("name", ["plain", "with space", "ünï", "n\udcffme", "-", "*?", "a%20b"])
def test_every_way_to_name_a_file(api, file, name):
    path = file(name, b"x")
    other = file("other", b"x")
    spellings = [str(path), os.fsencode(path), path, Source(str(path)), os.fspath(path)]
    for spelling in spellings:
        assert api.compare(spelling, other)
        assert api.compare(other, spelling)


def test_a_path_like_may_be_bytes(api, file):
    path = file("a", b"x")

    class Bytes:
        def __fspath__(self):
            return os.fsencode(path)

    assert api.compare(Bytes(), path)


def test_what_looks_like_a_url_is_a_path_unless_it_is_a_str(api, file, tmp_path, monkeypatch):
    file("http:/h/x", b"x")
    other = file("other", b"x")
    monkeypatch.chdir(tmp_path)
    assert api.compare(b"http://h/x", other)
    assert api.compare(pathlib.Path("http://h/x"), other)
    with pytest.raises(komparu.SourceNotFoundError):
        api.compare(b"https://h/x", other)
    with pytest.raises(komparu.SourceNotFoundError):
        api.compare(b"ftp://h/x", other)


def test_file_urls_are_paths(api, file):
    path, other = file("a %#?b", b"x"), file("other", b"x")
    encoded = str(path).replace("%", "%25").replace(" ", "%20").replace("#", "%23")
    url = encoded.replace("?", "%3F")
    for prefix in ("file://", "FILE://", "file://localhost", "file://LocalHost"):
        assert api.compare(prefix + url, other)


def test_http_options_mean_nothing_to_a_path(api, file):
    a = Source(str(file("a", b"x")), {"A": "b"}, 1, False, False, "http://nowhere:1")
    assert api.compare(a, file("b", b"x"), headers={"C": "d"}, proxy="", verify_ssl=False)


def test_links_to_one_file_are_the_same(api, file, tmp_path):
    path = file("a", LARGE)
    os.link(path, tmp_path / "hard")
    os.symlink(path, tmp_path / "soft")
    for other in ("hard", "soft", "a"):
        assert api.compare(path, tmp_path / other)


def test_pipes_are_read_as_streams(api, file, tmp_path):
    fifo = tmp_path / "fifo"
    for content, same in ((LARGE, True), (LARGE[:-1], False)):
        os.mkfifo(fifo)
        writer = threading.Thread(target=fifo.write_bytes, args=(LARGE,))
        writer.start()
        try:
            assert api.compare(fifo, file("a", content)) is same
        finally:
            # A comparison that ended early leaves a writer that only a reader can end.
            descriptor = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
            os.set_blocking(descriptor, False)
            while writer.is_alive():
                try:
                    os.read(descriptor, 1 << 20)
                except BlockingIOError:
                    pass
                writer.join(0.001)
            os.close(descriptor)
            fifo.unlink()


def test_numbers_that_are_no_ints(api, file):
    class Index:
        def __index__(self):
            return 4096

    assert api.compare(file("a", LARGE), file("b", LARGE), chunk_size=Index())


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (b"", b"", None),
        (b"abc", b"abc", None),
        (b"abc", b"abd", Difference(2, 1, DiffReason.CONTENT_MISMATCH, None, 99, 100)),
        (b"a\nb\nc", b"a\nb\nd", Difference(4, 3, DiffReason.CONTENT_MISMATCH, None, 99, 100)),
        (b"abc", b"ab", Difference(2, 1, DiffReason.SIZE_MISMATCH, "right")),
        (b"a\n", b"a\nb", Difference(2, 2, DiffReason.SIZE_MISMATCH, "left")),
        (b"", b"b", Difference(0, 1, DiffReason.SIZE_MISMATCH, "left")),
        (b"x", b"yz", Difference(0, 1, DiffReason.CONTENT_MISMATCH, None, 120, 121)),
        (
            LARGE + b"a",
            LARGE + b"b",
            Difference(1 << 20, 4097, DiffReason.CONTENT_MISMATCH, None, 97, 98),
        ),
    ],
)
def test_where_the_difference_is(api, file, left, right, expected):
    assert api.find_difference(file("a", left), file("b", right)) == expected


def test_the_search_for_a_difference_can_fail(api, file, tmp_path):
    with pytest.raises(komparu.SourceNotFoundError):
        api.find_difference(file("a"), tmp_path / "missing")
    with pytest.raises(IsADirectoryError):
        api.find_difference(file("a"), tmp_path)


def test_fewer_than_two_are_the_same(api, file):
    a = str(file("a", b"x"))
    assert api.compare_all([]) is True
    assert api.compare_all([a]) is True
    assert api.compare_many([a]) == CompareResult(True, [{a}], {})
    nothing = api.compare_many([])
    assert (nothing.all_equal, nothing.diff) == (True, {})


def test_groups_and_pairs(api, file):
    names = [str(file(name, content)) for name, content in (
        ("a", b"1"), ("b", b"2"), ("c", b"1"), ("d", b"3"), ("e", b"2"))]
    a, b, c, d, e = names
    result = api.compare_many(names)
    assert not result
    assert result.groups == [{a, c}, {b, e}, {d}]
    assert list(result.diff) == [(x, y) for i, x in enumerate(names) for y in names[i + 1 :]]
    assert [pair for pair, same in result.diff.items() if same] == [(a, c), (b, e)]


def test_names_in_results_are_those_that_were_given(api, file):
    a, b, c, d = (file(name, b"x") for name in "abcd")
    result = api.compare_many([a, os.fsencode(b), Source(str(c)), f"file://{d}"])
    assert result.groups == [{str(a), str(b), str(c), f"file://{d}"}]


def test_a_source_may_be_named_twice(api, file):
    a, b = str(file("a", b"x")), str(file("b", b"y"))
    assert api.compare_many([a, a]) == CompareResult(True, [{a}], {(a, a): True})
    result = api.compare_many([a, b, a])
    assert result.groups == [{a}, {b}]
    assert result.diff == {(a, b): False, (a, a): True, (b, a): False}


def test_sources_may_come_from_a_generator(api, file):
    paths = [file(name, b"x") for name in "abc"]
    assert api.compare_all(path for path in paths)
    assert api.compare_many(iter(paths))


@pytest.mark.parametrize("workers", [0, 1, 2, 256])
def test_any_number_of_workers(api, file, workers):
    paths = [file(str(number), LARGE) for number in range(5)]
    assert api.compare_all(paths, max_workers=workers)
    odd = file("odd", LARGE[:-1] + b"x")
    assert not api.compare_all([*paths, odd], max_workers=workers)
    assert len(api.compare_many([*paths, odd], max_workers=workers).groups) == 2


@pytest.mark.parametrize("position", range(3))
def test_p5_a_missing_source_raises_before_anything_is_read(api, file, tmp_path, position):
    """The FIFO has no writer: had it been read, the call would never end."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    sources = [fifo, file("a", b"x")]
    sources.insert(position, tmp_path / "missing")
    for function in (api.compare_all, api.compare_many):
        with pytest.raises(komparu.SourceNotFoundError):
            function(sources, comparison_timeout=60)


def test_p5_directories_are_no_streams(api, file, tmp_path):
    for function in (api.compare_all, api.compare_many):
        for sources in ([file("a"), tmp_path], [tmp_path, tmp_path]):
            with pytest.raises(komparu.SourceReadError):
                function(sources)


def test_p5_a_comparison_that_takes_too_long_raises(api, endless, busy):
    for sources in (endless, busy):
        for function in (api.compare, api.find_difference):
            with pytest.raises(komparu.ComparisonTimeoutError):
                function(*sources, comparison_timeout=0.05)
        for function in (api.compare_all, api.compare_many):
            with pytest.raises(TimeoutError):
                function(sources, comparison_timeout=0.05)
    with pytest.raises(komparu.ComparisonTimeoutError):
        api.compare(*endless, comparison_timeout=1e-12)
