# SPDX-License-Identifier: MIT
"""The exceptions: what they are besides, what they carry, that they can be pickled."""

import errno
import os
import pickle
import traceback

import pytest

import komparu
from komparu.errors import _from_native
from processes import without_privileges

BASES = {
    "SourceNotFoundError": FileNotFoundError,
    "SourceReadError": OSError,
    "ArchiveError": OSError,
    "ArchiveBombError": komparu.ArchiveError,
    "ConfigError": ValueError,
    "ComparisonTimeoutError": TimeoutError,
}

# The word of the engine, its errno; the class, another class it must be, the errno it carries.
NATIVE = [
    ("not_found", errno.ENOENT, "SourceNotFoundError", FileNotFoundError, errno.ENOENT),
    ("not_found", 0, "SourceNotFoundError", FileNotFoundError, errno.ENOENT),
    ("unreadable", errno.EACCES, "SourceReadError", PermissionError, errno.EACCES),
    ("unreadable", errno.EPERM, "SourceReadError", PermissionError, errno.EPERM),
    ("unreadable", errno.EIO, "SourceReadError", OSError, errno.EIO),
    ("unreadable", 0, "SourceReadError", OSError, errno.EIO),
    ("http", errno.ECONNREFUSED, "SourceReadError", ConnectionRefusedError, errno.ECONNREFUSED),
    ("http", errno.ECONNRESET, "SourceReadError", ConnectionResetError, errno.ECONNRESET),
    ("http", 0, "SourceReadError", OSError, errno.EIO),
    ("tls", 0, "SourceReadError", OSError, errno.EIO),
    ("changed", 0, "SourceReadError", OSError, errno.EIO),
    ("loop", 0, "SourceReadError", OSError, errno.ELOOP),
    ("blocked_address", 0, "SourceReadError", OSError, errno.EHOSTUNREACH),
    ("unsupported", 0, "SourceReadError", OSError, errno.EOPNOTSUPP),
    ("wrong_kind", errno.EISDIR, "SourceReadError", IsADirectoryError, errno.EISDIR),
    ("wrong_kind", errno.ENOTDIR, "SourceReadError", NotADirectoryError, errno.ENOTDIR),
    ("wrong_kind", 0, "SourceReadError", OSError, errno.EINVAL),
    ("bad_archive", 0, "ArchiveError", OSError, errno.EINVAL),
    ("encrypted", 0, "ArchiveError", OSError, errno.EINVAL),
    ("duplicate", 0, "ArchiveError", OSError, errno.EINVAL),
    ("limit_exceeded", 0, "ArchiveBombError", komparu.ArchiveError, errno.EFBIG),
    ("timed_out", 0, "ComparisonTimeoutError", TimeoutError, errno.ETIMEDOUT),
]


@pytest.mark.parametrize(("name", "base"), BASES.items())
def test_every_error_is_a_komparu_error_and_a_standard_one(name, base):
    kind = getattr(komparu, name)
    assert issubclass(kind, komparu.KomparuError)
    assert issubclass(kind, base)


@pytest.mark.parametrize(("code", "number", "name", "also", "carried"), NATIVE)
def test_errors_of_the_engine(code, number, name, also, carried):
    error = _from_native(code, "a/b", "why", number, 0)
    assert isinstance(error, getattr(komparu, name))
    assert isinstance(error, also)
    assert (error.errno, error.strerror, error.filename) == (carried, "why", "a/b")
    assert (error.code, error.http_status) == (code, None)
    assert "why" in str(error) and "a/b" in str(error)


def test_a_bad_option_is_no_os_error():
    error = _from_native("bad_option", "header", "bad", 0, 0)
    assert isinstance(error, komparu.ConfigError)
    assert str(error) == "header: bad"


@pytest.mark.parametrize(("code", "number"), [(row[0], row[1]) for row in NATIVE])
def test_errors_can_be_pickled_with_all_they_carry(code, number):
    error = _from_native(code, "n\udcffme", "why", number, 404)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (str(copy), copy.args, vars(copy)) == (str(error), error.args, vars(error))
    assert (copy.errno, copy.filename) == (error.errno, error.filename)
    assert copy.http_status == 404


@pytest.mark.parametrize("name", [*BASES, "KomparuError"])
def test_errors_that_users_make_can_be_pickled(name):
    error = getattr(komparu, name)("text")
    assert str(pickle.loads(pickle.dumps(error))) == "text"


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
def test_a11_a_bomb_names_the_argument_that_stopped_it(name):
    word = name.removeprefix("max_").removeprefix("archive_")
    detail = f"more than {word} allows (7): this may be a decompression bomb"
    error = _from_native("limit_exceeded", "a.zip", detail, 0, 0)
    assert f"more than {name} allows (7)" in str(error)
    assert "bomb" in str(error)


def test_real_errors_carry_what_open_would(api, tmp_path, file):
    here, missing = file("here"), tmp_path / "missing"
    with pytest.raises(FileNotFoundError) as caught:
        api.compare(here, missing)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOENT, str(missing))
    assert isinstance(caught.value, komparu.SourceNotFoundError)
    with pytest.raises(IsADirectoryError):
        api.compare(here, tmp_path)
    with pytest.raises(IsADirectoryError):
        api.compare(tmp_path, tmp_path)
    with pytest.raises(NotADirectoryError):
        api.compare_dir(here, tmp_path)
    with pytest.raises(NotADirectoryError):
        api.compare_dir(tmp_path, here)


def test_permissions_are_a_permission_error(api, open_dir):
    locked = open_dir / "locked"
    locked.write_bytes(b"x")
    locked.chmod(0)
    with without_privileges(), pytest.raises(PermissionError) as caught:
        api.compare(locked, os.devnull)
    assert isinstance(caught.value, komparu.SourceReadError)
    assert (caught.value.errno, caught.value.filename) == (errno.EACCES, str(locked))


def told(error):
    """All that a person, a log or a traceback gets to see of it."""
    return "".join(traceback.format_exception(type(error), error, None)) + repr(error)


STEERING = ["\x1b[31m", "\x07", "\x7f", "\u0085", "\u009b", "\u200e", "\u2028", "\u202e", "\u2066",
            "\udc9b", "a\nb"]


@pytest.mark.parametrize("text", STEERING, ids=ascii)
def test_x3_no_exception_steers_a_terminal(api, file, tree, tmp_path, text):
    here, name = file("here"), f"n{text}"
    calls = [
        lambda: api.compare(here, tmp_path / name),
        lambda: api.compare_dir(tmp_path, file(name)),
        lambda: api.compare_archive(here, tmp_path / name),
        lambda: api.compare_trees({f"{name}/../x": str(here)}, tmp_path),
        lambda: api.compare_trees({name: "gopher://h"}, tmp_path),
        lambda: api.compare(here, "x", headers={name: "x"}),
        lambda: api.compare(here, "file://host" + text),
        lambda: komparu.configure(**{name: 1}),
    ]
    for number, call in enumerate(calls):
        with pytest.raises(komparu.KomparuError) as caught:
            call()
        assert text not in told(caught.value).replace("\n", "", 1), number
    problem = api.compare_dir(tree("l", {name: b"x"}), dangling(tmp_path / "r", name)).problems[name]
    assert text not in told(problem)
    assert text not in repr(komparu.Source(name)) + repr(komparu.CompareResult(True, [{name}], {}))


def dangling(directory, name):
    directory.mkdir()
    (directory / name).symlink_to("nowhere")
    return directory


MISTYPED = [
    "http:/u:s3cr3t@h/x", "http:u:s3cr3t@h", " http://u:s3cr3t@h/", "u:s3cr3t@h/", "//u:s3cr3t@h/x",
    "htp://u:s3cr3t@h", "http//u:s3cr3t@h/", "'http://u:s3cr3t@h'", "http://u?s3cr3t@h/",
    "http://u#s3cr3t@h/", "https://u:s3cr3t/x@h/", "http://s3cr3t/@h:1/"]


@pytest.mark.parametrize("typed", MISTYPED)
def test_x6_a_mistyped_url_shows_no_secret(api, file, tmp_path, typed):
    here, wait = file("here"), {"timeout": 2, "retries": 0}
    for call in (
        lambda: api.compare(typed, here, **wait),
        lambda: api.find_difference(here, typed, **wait),
        lambda: api.compare_all([here, typed], **wait),
        lambda: api.compare_dir(tmp_path, typed),
        lambda: api.compare_archive(typed, here),
        lambda: api.compare_trees(tmp_path, {"here": typed, "more": typed + "\0"}, retries=0),
        lambda: api.compare_dir_urls(tmp_path, {"here": typed}, retries=0),
    ):
        try:
            problems = call().problems.values()
        except komparu.KomparuError as error:
            problems = [error]
        for error in problems:
            assert "s3cr3t" not in told(error) + repr(error.args) + repr(vars(error))
    assert "s3cr3t" not in repr(komparu.Source(typed))
    assert "s3cr3t" not in repr(komparu.CompareResult(True, [{typed}], {(typed, "x"): True}))
