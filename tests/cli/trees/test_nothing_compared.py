# SPDX-License-Identifier: MIT
"""G4: a comparison of nothing is trouble, not "same"; what really is empty stays the same."""

import io
import tarfile
import zipfile

import pytest

import ndjson
from planting import Link, plant

REASON = b"nothing was compared: every file was left out (--allow-empty accepts that)\n"
LEAVE_OUT = [["--include=*.cpp"], ["-x", "*.cc"], ["--include=src/*.h", "-N"], ["-x", "*"],
             ["-x", "src"], ["-x", "s*", "-N"]]


@pytest.fixture
def where(garden):
    """Two trees that differ, and archives of both."""
    trees = {"L": {"src": {"a.cc": b"int a;\n"}}, "R": {"src": {"a.cc": b"int b;\n"}}}
    plant(garden, trees)
    for name in trees:
        content = trees[name]["src"]["a.cc"]
        with tarfile.open(garden / f"{name}.tar", "w") as archive:
            head = tarfile.TarInfo("src/a.cc")
            head.size = len(content)
            archive.addfile(head, io.BytesIO(content))
        with zipfile.ZipFile(garden / f"{name}.zip", "w") as archive:
            archive.writestr("src/a.cc", content)
    return garden


def is_trouble(komparu, where, *arguments):
    """By the status, on standard error, with -s and in JSON; --allow-empty lifts it."""
    result = komparu.run(*arguments, cwd=where)
    assert (result.status, result.out) == (2, b""), result
    assert b"nothing was compared: " in result.err and b"--allow-empty" in result.err
    assert komparu.run("-s", *arguments, cwd=where).status == 2
    lines, summary = ndjson.read(komparu.run("--json", *arguments, cwd=where))
    assert [line["reason"] for line in lines] == ["nothing_compared"]
    assert (summary["exit"], summary["errors"]) == (2, 1)
    result = komparu.run("--allow-empty", *arguments, cwd=where)
    assert (result.status, result.out, result.err) == (0, b"", b""), result


@pytest.mark.parametrize("options", LEAVE_OUT, ids=" ".join)
def test_g4_patterns_that_leave_out_every_file(komparu, where, options):
    assert komparu.run(*options, "L", "R", cwd=where).err == b"komparu: " + REASON
    for operands in (["L", "R"], ["L.tar", "R"], ["L", "R.zip"], ["L.zip", "R"],
                     ["-a", "L.tar", "R.tar"], ["-a", "L.zip", "R.zip"], ["-a", "L.tar", "R.zip"]):
        is_trouble(komparu, where, *options, *operands)


@pytest.mark.parametrize("operands", [
    ["L.tar", "empty"], ["empty", "L.tar"], ["L.zip", "empty"], ["empty", "L.zip"],
    ["-a", "L.tar", "R.tar"], ["-a", "L.zip", "R.zip"], ["-a", "L.zip", "R.tar"],
], ids=" ".join)
def test_g4_more_components_than_any_member_has(komparu, where, operands):
    (where / "empty").mkdir()
    is_trouble(komparu, where, "--strip-components=2", *operands)


def test_g4_one_side_is_enough(komparu, garden):
    plant(garden, {"L": {"a.h": b"1"}, "R": {}})
    is_trouble(komparu, garden, "-x", "*.h", "L", "R")
    is_trouble(komparu, garden, "-x", "*.h", "R", "L")


@pytest.mark.parametrize("tree", [
    {"d": {"a.cc": b"1"}}, {"d": {"e": {"f": {"a.cc": b"1"}}}, "z": {}}, {"a": {}, "b": {"p": Link("x")}},
], ids=str)
def test_g4_what_is_below_a_directory_that_is_left_out_is_left_out_too(komparu, garden, tree):
    plant(garden, {"L": tree, "R": {}, "M": tree})
    is_trouble(komparu, garden, "-x", "*", "L", "M")
    is_trouble(komparu, garden, "-x", "*", "L", "R")
    is_trouble(komparu, garden, "-x", "*", "R", "L")


def test_g4_what_one_way_ignores_was_not_compared(komparu, where):
    plant(where / "R", {"more": b""})
    is_trouble(komparu, where, "--one-way", "--include=*.cpp", "L", "R")


@pytest.mark.parametrize(("options", "tree"), [
    (["--include=*.cpp"], {"a.cc": b"1", "b.cpp": b"1"}),
    (["--include=*.cpp"], {"a.cc": b"1", "d": {}}),
    (["--include=*.cpp", "--max-depth=0"], {"a.cc": b"1", "d": {"b.cpp": b"1"}}),
], ids=str)
def test_g4_a_pair_or_a_directory_that_was_judged_is_enough(komparu, garden, options, tree):
    plant(garden, {"L": tree, "R": tree})
    result = komparu.run(*options, "L", "R", cwd=garden)
    assert (result.status, result.err) == (0, b"")


def test_g4_a_name_of_one_side_that_was_judged_is_enough(komparu, garden):
    plant(garden, {"L": {"a.cc": b"1"}, "R": {"a.cc": b"2", "b.cpp": b"1"}})
    result = komparu.run("--include=*.cpp", "L", "R", cwd=garden)
    assert (result.status, result.out, result.err) == (1, b"Only in R: b.cpp\n", b"")


@pytest.mark.parametrize(("options", "left", "right"), [
    (["--include=*.cpp"], {}, {}),
    (["--include=*.cpp", "-x", "*"], {"d": {"e": {}}}, {"d": {"e": {}}}),
    (["--max-depth=0"], {"d": {"f": b"1"}}, {"d": {"f": b"2"}}),
    (["--one-way"], {}, {"f": b"1"}),
], ids=str)
def test_g4_trees_of_which_no_pattern_left_out_a_file_are_the_same(
        komparu, garden, options, left, right):
    plant(garden, {"L": left, "R": right})
    result = komparu.run(*options, "L", "R", cwd=garden)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_g4_no_bytes_asked_for_are_the_same(komparu, where):
    assert komparu.run("-n", "0", "L/src/a.cc", "R/src/a.cc", cwd=where).status == 0


def test_g4_a_list_of_pairs_without_a_line(komparu, where):
    (where / "list").write_bytes(b"")
    is_trouble(komparu, where, "--pairs=list")
    is_trouble(komparu, where, "-0", "--pairs=list")
    result = komparu.run("--pairs=list", cwd=where)
    assert result.err.startswith(b"komparu: list: nothing was compared: ")


def test_g4_in_a_list_the_pair_alone_is_in_trouble(komparu, where):
    (where / "list").write_bytes(b"L\tR\nL/src/a.cc\tR/src/a.cc\n")
    result = komparu.run("--include=*.cpp", "--pairs=list", cwd=where)
    assert result.status == 2 and b"nothing was compared" in result.err
    assert result.out.startswith(b"L/src/a.cc R/src/a.cc differ")


@pytest.mark.parametrize("text", [b"", b"\n", b"{}"])
def test_g4_a_map_without_a_line(komparu, where, text):
    (where / "M").write_bytes(text)
    (where / "empty").mkdir()
    is_trouble(komparu, where, "--url-map=M", "empty")
    result = komparu.run("--url-map=M", "L", cwd=where)
    assert (result.status, result.out) == (2, b"")
    assert result.err.startswith(b"komparu: M: nothing was compared: ")
    result = komparu.run("--allow-empty", "--url-map=M", "L", cwd=where)
    assert (result.status, result.out) == (1, b"Only in L/src: a.cc\n")


def test_g4_groups(komparu, where):
    plant(where, {"S": {"src": {"a.cc": b"int c;\n"}}})
    assert komparu.run("--include=*.cpp", "L", "R", "S", cwd=where).status == 2
    assert komparu.run("--allow-empty", "--include=*.cpp", "L", "R", "S", cwd=where).status == 0
