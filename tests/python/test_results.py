# SPDX-License-Identifier: MIT
"""Sources and results as values: truth, pickling, what their repr tells."""

import copy
import json
import pickle
import tracemalloc

import pytest

import komparu
from komparu import CompareResult, Difference, DiffReason, DirResult, Source
from komparu.types import PairMap

VALUES = [
    Source("http://h/x"),
    Source("a", {"A": "b"}, 1.5, False, False, "http://p:1"),
    DirResult(False, {"a": DiffReason.READ_ERROR}, {"l\udcff"}, {"r"}, {"a"}),
    CompareResult(False, [{"a"}, {"b"}], {("a", "b"): False}),
    CompareResult(False, [{"a"}, {"b"}], PairMap("ab", [0, 1])),
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


def test_p5_every_error_has_its_reason(api, tree, tmp_path):
    left = tree("l", {"a": b"1", "b": b"22", "d/c": b"", "gone": b""})
    right = tree("r", {"a": b"2", "b": b"2", "d/c": b"", "loop/x": b""})
    (left / "loop").symlink_to("loop")
    result = api.compare_trees(left, {**{n: str(right / n) for n in ("a", "b", "d/c")},
                                      "gone": str(tmp_path / "missing"), "loop": str(right / "a")})
    assert result.errors == set(result.problems) == {"gone", "loop"}
    assert isinstance(result.problems["gone"], FileNotFoundError)
    assert result.problems["gone"].filename == "gone"
    assert result.problems["loop"].code == "loop"
    assert result.details["b"] == komparu.Detail(DiffReason.SIZE_MISMATCH, None, 2, 1)
    assert set(result.details) == {"a", "b"}
    assert pickle.loads(pickle.dumps(result)) == result
    assert json.loads(json.dumps(result.to_dict())) == {
        "equal": False,
        "diff": {"a": "content_mismatch", "b": "size_mismatch", "gone": "read_error"},
        "only_left": [],
        "only_right": [],
        "errors": {path: str(result.problems[path]) for path in ("gone", "loop")},
    }


def test_groups_as_plain_data(api, file):
    names = [str(file(name, name[:1].encode())) for name in ("b1", "a1", "b2")]
    data = api.compare_many(names).to_dict()
    assert data == {"all_equal": False, "groups": [[names[0], names[2]], [names[1]]]}


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


def pairs_of(names, groups):
    """What PairMap stands for, pair by pair."""
    pairs = {}
    for i, left in enumerate(names):
        for j in range(i + 1, len(names)):
            pair = (left, names[j])
            pairs[pair] = pairs.get(pair, True) and groups[i] == groups[j]
    return pairs


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        ("", []),
        ("a", [0]),
        ("ab", [0, 0]),
        ("abcd", [0, 1, 0, 2]),
        ("abac", [0, 0, 1, 1]),
        ("abac", [0, 0, 0, 0]),
        ("aaab", [0, 0, 0, 0]),
        ("abab", [0, 1, 0, 1]),
        ("baab", [0, 1, 1, 2]),
        ("cabbac", [0, 1, 1, 1, 1, 2]),
    ],
)
def test_pairs_are_those_of_a_dict(names, groups):
    pairs, expected = PairMap(names, groups), pairs_of(names, groups)
    assert list(pairs.items()) == list(expected.items())
    assert len(pairs) == len(expected)
    assert pairs == expected
    assert expected == pairs
    assert pickle.loads(pickle.dumps(pairs)) == pairs == copy.deepcopy(pairs)
    assert repr(pairs) == repr(expected)
    for pair in [("a", "x"), ("x", "a"), "ab", ("a",), 5, ("d", "a"), ("b", "a"), ("a", "b", "c")]:
        assert (pair in pairs) == (pair in expected)
    if pairs:
        assert pairs != {**expected, ("a", "x"): True}
        assert pairs != {pair: not same for pair, same in expected.items()}


def test_pairs_of_many_sources_take_no_memory():
    count = 100_000
    tracemalloc.start()
    try:
        pairs = PairMap(map(str, range(count)), [number % 7 for number in range(count)])
        assert tracemalloc.get_traced_memory()[1] < 1000 * count
    finally:
        tracemalloc.stop()
    assert len(pairs) == count * (count - 1) // 2
    assert pairs["3", "99998"] == (3 % 7 == 99998 % 7)
    assert len(repr(CompareResult(False, [set(map(str, range(count)))], pairs))) < 2000


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
