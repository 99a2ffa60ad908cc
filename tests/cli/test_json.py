# SPDX-License-Identifier: MIT
"""Machine output: --json lines and -z records for two streams."""

import base64
import os

import pytest
from ndjson import lines_of

LEFT = b"abc\ndef\n"
RIGHT = b"abc\ndeX\n"


@pytest.fixture
def directory(files):
    files("b", RIGHT)
    files("prefix", b"abc\n")
    files("copy", LEFT)
    return files("a", LEFT).parent


def check_summary(line, **expected):
    counts = {"same": 0, "differ": 0, "only_left": 0, "only_right": 0, "errors": 0, "excluded": 0}
    counts.update(expected)
    for key, value in counts.items():
        assert line[key] == value, (key, line)


def test_json_of_a_difference(komparu, directory):
    result = komparu.run("--json", "a", "b", cwd=directory)
    assert (result.status, result.err) == (1, b"")
    entry, summary = lines_of(result)
    assert (entry["type"], entry["path"], entry["status"]) == ("entry", "a", "differ")
    assert (entry["reason"], entry["offset"]) == ("content", 6)
    assert entry["left"] == {"kind": "file", "size": 8}
    assert entry["right"] == {"kind": "file", "size": 8}
    check_summary(summary, exit=1, differ=1)
    assert summary["bytes_read"] >= 14


def test_json_of_equal_files(komparu, directory):
    result = komparu.run("--json", "a", "copy", cwd=directory)
    assert (result.status, result.err) == (0, b"")
    (summary,) = lines_of(result)
    check_summary(summary, exit=0, same=1)


def test_json_of_equal_files_on_request(komparu, directory):
    result = komparu.run("--json", "--report-identical-files", "a", "copy", cwd=directory)
    entry, summary = lines_of(result)
    assert (entry["type"], entry["path"], entry["status"]) == ("entry", "a", "same")
    check_summary(summary, exit=0, same=1)


def test_json_of_a_shorter_file(komparu, directory):
    result = komparu.run("--json", "a", "prefix", cwd=directory)
    assert (result.status, result.err) == (1, b"")
    entry, summary = lines_of(result)
    assert entry["status"] == "differ"
    # The size may decide, and then there is no offset; or the bytes do.
    assert (entry["reason"], entry["offset"]) in (("size", None), ("content", 4), ("size", 4))
    assert (entry["left"]["size"], entry["right"]["size"]) == (8, 4)
    check_summary(summary, exit=1, differ=1)


def test_json_of_a_missing_file(komparu, directory):
    for operands in (("missing", "a"), ("a", "missing"), ("missing", "missing")):
        result = komparu.run("--json", *operands, cwd=directory)
        assert result.status == 2
        entry, summary = lines_of(result)
        assert (entry["status"], entry["reason"], entry["errno"]) == ("error", "not_found", 2)
        assert "No such file or directory" in entry["message"]
        check_summary(summary, exit=2, errors=1)


def test_json_of_an_unreadable_file(komparu, open_dir):
    (open_dir / "a").write_bytes(LEFT)
    (open_dir / "closed").write_bytes(LEFT)
    (open_dir / "closed").chmod(0)
    result = komparu.run("--json", "a", "closed", cwd=open_dir, nobody=True)
    assert result.status == 2
    entry, summary = lines_of(result)
    assert (entry["status"], entry["reason"], entry["errno"]) == ("error", "unreadable", 13)
    check_summary(summary, exit=2, errors=1)


def test_json_of_a_read_that_fails(komparu, directory):
    result = komparu.run("--json", "a", "/proc/self/mem", cwd=directory)
    assert result.status == 2
    entry, summary = lines_of(result)
    assert (entry["status"], entry["reason"], entry["errno"]) == ("error", "unreadable", 5)
    check_summary(summary, exit=2, errors=1)


def test_json_of_a_wrong_kind(komparu, directory):
    (directory / "sub").mkdir()
    result = komparu.run("--json", "a", "sub", cwd=directory)
    assert result.status == 2
    entry, summary = lines_of(result)
    assert (entry["status"], entry["reason"]) == ("error", "wrong_kind")
    check_summary(summary, exit=2, errors=1)


def test_json_of_standard_input(komparu, directory):
    result = komparu.run("--json", "-", "b", stdin=LEFT, cwd=directory)
    assert result.status == 1
    entry, _ = lines_of(result)
    assert (entry["path"], entry["status"], entry["offset"]) == ("-", "differ", 6)
    assert entry["right"] == {"kind": "file", "size": 8}


def test_json_offsets_count_from_the_start_of_the_comparison_or_say_so(komparu, directory):
    """The same number as in the text, less one."""
    result = komparu.run("--json", "-i", "2", "a", "b", cwd=directory)
    entry, _ = lines_of(result)
    assert entry["offset"] == 4


@pytest.mark.parametrize("name", [b"\xff\xfe", b"caf\xe9", b"ok-\xc3\x28"])
def test_v5_json_carries_names_that_are_not_utf8_without_loss(komparu, directory, name):
    with open(os.fsencode(directory) + b"/" + name, "wb") as file:
        file.write(RIGHT)
    entry, _ = lines_of(komparu.run("--json", name, "a", cwd=directory))
    assert base64.b64decode(entry["path_b64"], validate=True) == name
    assert isinstance(entry["path"], str)


@pytest.mark.parametrize("name", ["ünï", "new\nline", "quo\"te\\", "\x01\x1f\x7f", "\U0001f600"])
def test_v5_json_escapes_names(komparu, directory, name):
    (directory / name).write_bytes(RIGHT)
    result = komparu.run("--json", name, "a", cwd=directory)
    entry, _ = lines_of(result)
    assert entry["path"] == name
    assert "path_b64" not in entry
    assert len(result.out.splitlines()) == 2


def test_json_answers_even_when_standard_input_is_missing(komparu, directory):
    result = komparu.run("--json", "a", "-", cwd=directory, closed=(0,))
    assert result.status == 2
    entry, summary = lines_of(result)
    assert entry["status"] == "error"
    check_summary(summary, exit=2, errors=1)


@pytest.mark.parametrize("option", ["-z", "--null"])
def test_null_records(komparu, directory, option):
    def out(*args):
        return komparu.run(option, *args, cwd=directory).out

    assert out("a", "b") == b"differ a\0"
    assert out("a", "prefix") == b"differ a\0"
    assert out("a", "copy") == b""
    assert out("--report-identical-files", "a", "copy") == b"same a\0"
    result = komparu.run(option, "a", "missing", cwd=directory)
    assert result.status == 2
    assert result.out.startswith(b"error ") and result.out.endswith(b"\0")


def test_v5_null_records_are_raw(komparu, directory):
    name = b"\xff\n\x1b"
    with open(os.fsencode(directory) + b"/" + name, "wb") as file:
        file.write(RIGHT)
    assert komparu.run("-z", name, "a", cwd=directory).out == b"differ " + name + b"\0"
