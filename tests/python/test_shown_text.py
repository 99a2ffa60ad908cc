# SPDX-License-Identifier: MIT
"""X3 and X6: what exceptions and the repr of results show of names that others chose, and of URLs
that were mistyped."""

import io
import os
import tarfile
import traceback

import pytest

import komparu
from raw_servers import answering

SECRET = "s3cr3t"
MISTYPED = [
    f"http:/u:{SECRET}@h/x", f"http:u:{SECRET}@h", f" http://u:{SECRET}@h/", f"u:{SECRET}@h/",
    f"u:{SECRET}@h", f"//u:{SECRET}@h/x", f"htp://u:{SECRET}@h", f"http//u:{SECRET}@h/",
    f"'http://u:{SECRET}@h'", f"http://u?{SECRET}@h/", f"http://u#{SECRET}@h/",
    f"https://u:{SECRET}/x@h/", f"http://{SECRET}/@h:1/",
]  # fmt: skip

# What steers a terminal or turns a line around; without NUL and the slash, which no name holds.
POINTS = [*range(0x01, 0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x2028, 0x202F),
          *range(0x2066, 0x206A)]  # fmt: skip
# Whole, as a single byte, cut in the middle: what is no UTF-8 is a surrogate escape in Python.
NAMES = sorted(
    {f"n{os.fsdecode(form)}m" for point in POINTS for form in
     (chr(point).encode(), bytes([point & 0xFF]), chr(point).encode()[:-1])} | {"back\\slash"}
)  # fmt: skip
ALL = "".join(map(chr, POINTS))


def shown(call):
    """All that is to be seen of what the call returns or raises."""
    try:
        result = call()
    except komparu.KomparuError as error:
        assert error.__cause__ is None and error.__context__ is None
        return [str(error), repr(error), *traceback.format_exception(error)]
    texts = [repr(result), str(result)]
    if isinstance(result, komparu.DirResult):
        for problem in result.problems.values():
            texts += [str(problem), repr(problem), *traceback.format_exception_only(problem)]
    return texts


def steers(text):
    """A line feed ends each line of a traceback, and these texts hold no other."""
    return any(
        ord(c) in POINTS or 0xD800 <= ord(c) < 0xE000 for line in text.split("\n") for c in line
    )


@pytest.mark.parametrize("typed", MISTYPED)
def test_x6_a_mistyped_url_shows_no_secret(api, file, tmp_path, typed):
    here, url = file("a", b"1"), "http://127.0.0.1:1/"
    wait = {"timeout": 5, "retries": 0}
    for call in (
        lambda: api.compare(typed, here, **wait),
        lambda: api.compare(here, komparu.Source(typed), **wait),
        lambda: api.find_difference(here, typed, **wait),
        lambda: api.compare_all([here, typed, here], **wait),
        lambda: api.compare_many([typed, here], **wait),
        lambda: api.compare_dir(typed, tmp_path),
        lambda: api.compare_dir(tmp_path, typed),
        lambda: api.compare_archive(typed, here),
        lambda: api.compare_trees(tmp_path, typed, **wait),
        lambda: api.compare_trees(tmp_path, {"a": typed}, **wait),
        lambda: api.compare_dir_urls(tmp_path, {"a": typed}, **wait),
        lambda: api.compare_dir_urls(typed, {"a": url}, **wait),
        lambda: api.compare_dir_urls(tmp_path, {typed: url}, **wait),
        lambda: api.compare(here, url, proxy=typed, **wait),
        lambda: komparu.Source(typed),
        lambda: komparu.Source(url, proxy=typed),
    ):
        assert not any(SECRET in text for text in shown(call)), shown(call)


def test_x3_no_name_steers_in_an_exception(api, file, tmp_path):
    here, url = str(file("a", b"1")), "http://127.0.0.1:1/x"
    (tmp_path / "empty").mkdir()
    for name in NAMES:
        missing = str(tmp_path / "none" / name)
        for call in (
            lambda: api.compare(missing, here),
            lambda: api.compare_all([here, missing]),
            lambda: api.compare_dir(missing, tmp_path),
            lambda: api.compare_archive(here, missing),
            lambda: api.compare_dir_urls(missing, {"a": url}),
            lambda: api.compare_dir_urls(tmp_path, {f"../{name}": url}),
            lambda: api.compare_trees(tmp_path, {f"{name}/a": here, name: here}),
            lambda: api.compare(here, f"{name}://x"),
            lambda: api.compare(here, f"http://{name}/"),
            lambda: api.compare(here, url, headers={name: "x"}),
            lambda: komparu.Source(url, proxy=name),
        ):
            texts = shown(call)
            assert not any(map(steers, texts)), (name, texts)


def test_x3_no_name_steers_in_a_result(api, tree, file, tmp_path):
    left = tree("left", {name: b"1" for name in NAMES})
    right = tree("right", {f"{name}/f": b"1" for name in NAMES})
    empty = tree("empty", {})
    for a, b in ((left, empty), (empty, left), (left, right)):
        assert not any(map(steers, shown(lambda: api.compare_dir(a, b)))), (a, b)
    many = [str(left / name) for name in NAMES]
    assert not any(map(steers, shown(lambda: api.compare_many([*many, file("other", b"2")]))))
    for name in NAMES:
        (left / name).unlink()
        (left / name).symlink_to(name)
    texts = shown(lambda: api.compare_dir(left, tree("plain", {name: b"1" for name in NAMES})))
    assert len(texts) > 3 * len(NAMES) and not any(map(steers, texts))


def test_x3_no_member_of_an_archive_steers(api, tmp_path):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w", errors="surrogateescape") as tar:
        for name in NAMES:
            for content in (b"1", b"2"):  # one name, two contents: trouble
                info = tarfile.TarInfo(name)
                info.size = 1
                tar.addfile(info, io.BytesIO(content))
    for call in (lambda: api.compare_archive(path, tmp_path), lambda: api.compare_trees(path, path)):
        assert not any(map(steers, shown(call)))


def test_x3_no_server_steers(api, servers, file):
    words = ALL.replace("\r", "").replace("\n", "").encode()
    for head in (
        b"HTTP/1.1 500 %s" % words,
        b"HTTP/1.1 302 Found\r\nLocation: http://%s/" % words,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: %s" % words,
        b"HTTP/1.1 200 OK\r\nContent-Length: 1%s" % words,
        b"HTTP/1.1 206 P\r\nContent-Range: bytes %s" % words,
        b"%s" % words,
    ):
        server = servers.start(answering(head + b"\r\nConnection: close\r\n\r\n"))
        texts = shown(lambda: api.compare(file("a", b"1"), server.url(), retries=0))
        assert not any(map(steers, texts)), (head, texts)


def test_x3_words_of_the_engine_are_escaped(api):
    for code in ("http", "bad_archive", "bad_option", "cancelled", "nothing_compared"):
        error = komparu.errors._from_native(code, f"a{ALL}\udc9b", f"b{ALL}\udc9b", 0, 0)
        texts = [str(error), repr(error), *traceback.format_exception_only(error)]
        assert not any(map(steers, texts)), texts
