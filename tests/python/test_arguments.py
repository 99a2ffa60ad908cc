# SPDX-License-Identifier: MIT
"""Bad arguments: a wrong type is a TypeError, a wrong value a ConfigError, before any I/O."""

import math

import pytest

import komparu

# Where an argument is wrong, the other one is missing: had anything been opened, the error would
# be another one.
MISSING = "/nonexistent/komparu"

EMPTY = {
    "compare": ("source_a", "source_b"),
    "compare_dir": ("dir_a", "dir_b"),
    "compare_archive": ("path_a", "path_b"),
    "compare_trees": ("a", "b"),
    "find_difference": ("a", "b"),
}
PAIRS = pytest.mark.parametrize("name", EMPTY)


def refused(error, text, function, *arguments, **options):
    with pytest.raises(error) as caught:
        function(*arguments, **options)
    assert not isinstance(caught.value, komparu.SourceNotFoundError)
    assert text in str(caught.value)
    return str(caught.value)


@PAIRS
@pytest.mark.parametrize("empty", ["", b""])
def test_empty_names(api, name, empty):
    function = getattr(api, name)
    left, right = EMPTY[name]
    assert refused(komparu.ConfigError, "", function, empty, MISSING) == f"{left} cannot be empty"
    assert refused(komparu.ConfigError, "", function, MISSING, empty) == f"{right} cannot be empty"


def test_empty_names_elsewhere(api):
    refused(komparu.ConfigError, "dir_path cannot be empty", api.compare_dir_urls, "", {})
    for function in (api.compare_all, api.compare_many):
        refused(komparu.ConfigError, "sources[1] cannot be empty", function, [MISSING, ""])


@PAIRS
@pytest.mark.parametrize("path", ["a\0b", b"a\0b", "\0"])
def test_nul_in_a_path_is_what_open_makes_of_it(api, name, path):
    for arguments in ((path, MISSING), (MISSING, path)):
        refused(ValueError, "embedded null byte", getattr(api, name), *arguments)
    with pytest.raises(ValueError, match="embedded null byte"):
        open(path)


class Odd:
    def __fspath__(self):
        return 5


@PAIRS
@pytest.mark.parametrize("value", [None, 1, 1.5, [], object(), bytearray(b"x"), Odd()],
                         ids=lambda value: type(value).__name__)
def test_what_is_no_source(api, name, value):
    refused(TypeError, "", getattr(api, name), value, MISSING)
    refused(TypeError, "", getattr(api, name), MISSING, value)


@PAIRS
@pytest.mark.parametrize("url", ["ftp://h/x", "S3://b/k", "htp+x://h", "javascript://x"])
def test_unsupported_schemes(api, name, url):
    text = f"unsupported scheme '{url.split(':')[0].lower()}://'"
    refused(komparu.ConfigError, text, getattr(api, name), url, MISSING)
    refused(komparu.ConfigError, text, getattr(api, name), MISSING, komparu.Source(url))


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("file://host/x", "must be empty or localhost"),
        ("file://", "needs a path"),
        ("file:///a?b", "must be written as %3F and %23"),
        ("file:///a#b", "must be written as %3F and %23"),
        ("file:///%zz", "invalid percent-encoding"),
        ("file:///%0", "invalid percent-encoding"),
        ("file:///%00", "cannot hold %00"),
    ],
)
def test_bad_file_urls(api, url, text):
    refused(komparu.ConfigError, text, api.compare, url, MISSING)


@pytest.mark.parametrize(
    "url", ["http://", "http:///x", "https://h:99999/", "http://h/a b", "http://h/\r\nX: y"]
)
def test_bad_urls(api, url):
    refused(komparu.ConfigError, "", api.compare, MISSING, url)


def test_text_that_has_no_bytes(api):
    refused(komparu.ConfigError, "cannot be encoded", api.compare, "\ud800", MISSING)
    refused(komparu.ConfigError, "cannot be encoded", api.compare, "http://h/\ud800", MISSING)


@PAIRS
@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0, komparu.ConfigError, "chunk_size must be positive"),
        (-1, komparu.ConfigError, "chunk_size must be positive"),
        ((1 << 30) + 1, komparu.ConfigError, "chunk_size must be <= 1GB"),
        (1 << 100, komparu.ConfigError, "chunk_size must be <= 1GB"),
        (True, TypeError, "chunk_size must be int, not bool"),
        (1.0, TypeError, "chunk_size must be int, not float"),
        ("1", TypeError, "chunk_size must be int, not str"),
        (None, TypeError, "chunk_size must be int, not NoneType"),
    ],
)
def test_chunk_sizes(api, name, value, error, text):
    refused(error, text, getattr(api, name), MISSING, MISSING, chunk_size=value)


@PAIRS
@pytest.mark.parametrize(
    ("value", "error"),
    [
        (0, komparu.ConfigError),
        (-0.5, komparu.ConfigError),
        (-math.inf, komparu.ConfigError),
        (math.nan, komparu.ConfigError),
        ("1", TypeError),
        (True, TypeError),
    ],
)
def test_comparison_timeouts(api, name, value, error):
    text = "comparison_timeout must be "
    refused(error, text, getattr(api, name), MISSING, MISSING, comparison_timeout=value)


@pytest.mark.parametrize(("value", "error"), [(0, komparu.ConfigError), (False, TypeError)])
def test_timeouts(api, value, error):
    refused(error, "timeout must be ", api.compare, MISSING, MISSING, timeout=value)
    refused(error, "timeout must be ", api.compare_many, [MISSING] * 2, timeout=value)
    refused(error, "timeout must be ", api.compare_dir_urls, MISSING, {}, timeout=value)


@pytest.mark.parametrize("value", [math.inf, 1e300, 10**400])
def test_times_that_never_pass_are_no_limit(api, file, value):
    a, b = file("a", b"x"), file("b", b"x")
    assert api.compare(a, b, comparison_timeout=value, timeout=value)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (-1, komparu.ConfigError, "max_workers must be non-negative"),
        (257, komparu.ConfigError, "max_workers must be <= 256"),
        (True, TypeError, "max_workers must be int, not bool"),
    ],
)
def test_workers(api, value, error, text):
    refused(error, text, api.compare_dir, MISSING, MISSING, max_workers=value)
    refused(error, text, api.compare_all, [MISSING], max_workers=value)
    refused(error, text, api.compare_many, [MISSING], max_workers=value)
    refused(error, text, api.compare_dir_urls, MISSING, {}, max_workers=value)


@pytest.mark.parametrize(
    "name",
    [
        "max_decompressed_size",
        "max_compression_ratio",
        "max_archive_entries",
        "max_entry_name_length",
        "max_index_memory",
        "max_decoder_memory",
    ],
)
def test_limits(api, name):
    def compare(value):
        api.compare_archive(MISSING, MISSING, **{name: value})

    for value in (0, -5):
        refused(komparu.ConfigError, f"{name} must be positive", compare, value)
    for value in (1.5, True, "1"):
        refused(TypeError, f"{name} must be int", compare, value)
    for value in (None, 1 << 200):
        with pytest.raises(komparu.SourceNotFoundError):
            compare(value)


@pytest.mark.parametrize("name", ["size_precheck", "quick_check", "follow_redirects", "verify_ssl"])
def test_flags_are_bools(api, name):
    refused(TypeError, f"{name} must be bool, not int", api.compare, MISSING, MISSING, **{name: 1})
    refused(TypeError, f"{name} must be bool", api.compare, MISSING, MISSING, **{name: None})


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("*.o", TypeError),
        (b"*.o", TypeError),
        (5, TypeError),
        ([5], TypeError),
        ([""], komparu.ConfigError),
        (["a\0"], ValueError),
    ],
)
def test_ignore(api, value, error):
    refused(error, "ignore", api.compare_dir, MISSING, MISSING, ignore=value)


@pytest.mark.parametrize("value", ["ab", b"ab", 5, None, komparu.Source("a"), {"a": "b"}])
def test_sources_are_many(api, value):
    for function in (api.compare_all, api.compare_many):
        refused(TypeError, "sources must be an iterable of sources", function, value)


@pytest.mark.parametrize(
    ("url_map", "error", "text"),
    [
        ([], TypeError, "url_map must be a dict"),
        ({1: "http://h/"}, TypeError, "a path in url_map must be str"),
        ({"a": b"http://h/x"}, TypeError, "url_map['a'] must be str or komparu.Source"),
        ({"a": "h/x"}, komparu.ConfigError, "url_map['a'] must be a URL"),
        ({"a": ""}, komparu.ConfigError, "url_map['a'] cannot be empty"),
        ({"": "http://h/x"}, komparu.ConfigError, "a path in url_map cannot be empty"),
        ({"/a": "http://h/x"}, komparu.ConfigError, "no relative path"),
        ({"a/../b": "http://h/x"}, komparu.ConfigError, "no relative path"),
        ({"a//b": "http://h/x"}, komparu.ConfigError, "no relative path"),
        ({"a": "ftp://h/x"}, komparu.ConfigError, "unsupported scheme"),
        ({"a/b/c": "http://h/x", "a": "http://h/y"}, komparu.ConfigError, "'a' is a directory of"),
        ({"a/b": "http://h/x", "a/b/c": "http://h/y"}, komparu.ConfigError, "below another file"),
    ],
)
def test_url_maps(api, url_map, error, text):
    refused(error, text, api.compare_dir_urls, MISSING, url_map)


def test_directories_are_local(api):
    for arguments in (("http://h/", MISSING), (MISSING, "HTTPS://h/")):
        refused(komparu.ConfigError, "must be a local path", api.compare_dir, *arguments)
    refused(komparu.ConfigError, "must be a local path", api.compare_dir_urls, "http://h/", {})


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({"A": "b\r\nC: d"}, komparu.ConfigError),
        ({"A": "\0"}, komparu.ConfigError),
        ({"A:": "b"}, komparu.ConfigError),
        ({"": "b"}, komparu.ConfigError),
        ({"A": "\ud800"}, komparu.ConfigError),
        ({"A": b"b"}, TypeError),
        ([("A", "b")], TypeError),
    ],
)
def test_headers(api, headers, error):
    refused(error, "headers", api.compare, MISSING, MISSING, headers=headers)


def test_unknown_options_are_type_errors(api):
    for name in EMPTY:
        with pytest.raises(TypeError):
            getattr(api, name)(MISSING, MISSING, chunksize=5)


def test_options_are_named(api, file):
    with pytest.raises(TypeError):
        api.compare(file("a"), file("b"), 4096)


def test_v6_a_refused_value_is_in_no_message(api):
    secret = "S3CRET"
    for options in (
        {"headers": {"Authorization": f"{secret}\n"}},
        {"headers": {f"{secret} x": "y"}},
        {"proxy": f"http://u:{secret}@p\n"},
    ):
        with pytest.raises(komparu.ConfigError) as caught:
            api.compare("http://h/x", "http://h/y", **options)
        assert secret not in repr(caught.value)
    for url in (
        f"http://u:{secret}@h:99999/",
        f"http://h/?k={secret} x",
        f"http://{secret}@/",
        f"http://h/?k={secret}\ud800",
    ):
        with pytest.raises(komparu.ConfigError) as caught:
            api.compare(url, MISSING)
        assert secret not in repr(caught.value)
        assert caught.value.__cause__ is None and caught.value.__context__ is None
