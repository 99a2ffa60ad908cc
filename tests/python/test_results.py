# SPDX-License-Identifier: MIT
"""Sources and results as values: truth, pickling, what their repr tells."""

import copy
import pickle

import pytest

import komparu
from komparu import CompareResult, Difference, DiffReason, DirResult, Source

VALUES = [
    Source("http://h/x"),
    Source("a", {"A": "b"}, 1.5, False, False, "http://p:1"),
    DirResult(False, {"a": DiffReason.READ_ERROR}, {"l\udcff"}, {"r"}, {"a"}),
    CompareResult(False, [{"a"}, {"b"}], {("a", "b"): False}),
    Difference(3, 1, DiffReason.CONTENT_MISMATCH, None, 1, 2),
    *DiffReason,
    komparu.get_config(),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_values_can_be_pickled_and_copied(value, protocol):
    assert pickle.loads(pickle.dumps(value, protocol)) == value
    assert copy.deepcopy(value) == value


def test_results_are_true_if_equal():
    assert DirResult(True, {}, set(), set())
    assert not DirResult(False, {}, set(), set(), {"x"})
    assert CompareResult(True, [{"a", "b"}], {("a", "b"): True})
    assert not CompareResult(False, [{"a"}, {"b"}], {("a", "b"): False})


def test_errors_are_none_unless_told():
    assert DirResult(True, {}, set(), set()).errors == set()


def test_sources_can_be_keys():
    headers = {"A": "b"}
    assert len({Source("a"), Source("a"), Source("b"), Source("a", headers)}) == 3


def test_a_source_keeps_its_own_headers():
    headers = {"A": "b"}
    source = Source("http://h/x", headers)
    headers["A"] = "c"
    assert source.headers == {"A": "b"}


def test_v6_a_source_tells_no_secret():
    source = Source(
        "https://user:S3CRET@h/x?token=S3CRET",
        headers={"Authorization": "Bearer S3CRET"},
        timeout=3,
        proxy="http://user:S3CRET@p:3128",
    )
    assert "S3CRET" not in repr(source) + str(source)
    assert "Authorization" in repr(source)
    assert "timeout=3" in repr(source)


@pytest.mark.parametrize("proxy", ["user:S3CRET@p:1", "socks5h://user:S3CRET@p", "http://S3CRET@p"])
def test_v6_proxies_are_shown_without_users(proxy):
    assert "S3CRET" not in repr(Source("http://h/", proxy=proxy))
    komparu.configure(proxy=proxy)
    assert "S3CRET" not in repr(komparu.get_config())


def test_v6_a_result_shows_urls_without_secrets_but_keeps_its_names():
    name = "http://h/x?sig=S3CRET"
    result = CompareResult(True, [{name, "b"}], {(name, "b"): True})
    assert "S3CRET" not in repr(result)
    assert (name, "b") in result.diff


def test_the_repr_of_a_path_is_plain():
    assert repr(Source("a?b=c")) == "Source(url='a?b=c')"


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        (("",), komparu.ConfigError, "Source.url cannot be empty"),
        ((b"x",), TypeError, "Source.url must be str"),
        ((None,), TypeError, "Source.url must be str"),
        (("x", {"A": 1}), TypeError, "a value in headers must be str"),
        (("x", {1: "A"}), TypeError, "a name in headers must be str"),
        (("x", "A: b"), TypeError, "headers must be dict or None"),
        (("x", {"A": "b\r\nC: d"}), komparu.ConfigError, "control character"),
        (("x", {"A b": "c"}), komparu.ConfigError, "no header's"),
        (("x", None, 0), komparu.ConfigError, "timeout must be positive"),
        (("x", None, "1"), TypeError, "timeout must be float or None"),
        (("x", None, None, 1), TypeError, "follow_redirects must be bool"),
        (("x", None, None, None, "yes"), TypeError, "verify_ssl must be bool"),
        (("x", None, None, None, None, 1), TypeError, "proxy must be str or None"),
        (("x", None, None, None, None, "http://p\n"), komparu.ConfigError, "control character"),
    ],
)
def test_bad_values_of_a_source(arguments, error, text):
    with pytest.raises(error) as caught:
        Source(*arguments)
    assert text in str(caught.value)
