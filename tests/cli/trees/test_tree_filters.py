# SPDX-License-Identifier: MIT
"""T6, T7: which names are compared, and when two names are one."""

import itertools
import shutil
import tarfile

import pytest

import ndjson
from planting import Closed, Link, fell, plant

A = b"abc\ndef\n"
B = b"abc\ndeX\n"


def outcome(komparu, directory, *options):
    """Status and stdout of a run that has no trouble to tell."""
    result = komparu.run(*options, "L", "R", cwd=directory)
    assert result.err == b"", result
    return result.status, result.out


# ---- which names count ------------------------------------------------------------------------

FILTERED = {"a.txt": A, "b.log": A, "é": A, "sub": {"a.txt": A, "b.log": A, "deep": {"a.txt": A}},
            "log": {"x": A}, b"\xff": A, "x.log": {"a.txt": A}}


def kept(komparu, directory, *options):
    """The relative paths of the files that were compared."""
    for name in ("L", "R"):
        fell(directory / name)
        plant(directory / name, FILTERED)
    result = komparu.run("--json", "--report-identical-files", "--allow-empty", *options, "L", "R",
                         cwd=directory)
    assert result.status == 0, result
    found, summary = ndjson.entries(result)
    assert summary["same"] == len(found)
    return {path.decode("utf-8", "surrogateescape") for path in found}


ALL = {"a.txt", "b.log", "é", "sub/a.txt", "sub/b.log", "sub/deep/a.txt", "log/x", "\udcff",
       "x.log/a.txt"}


@pytest.mark.parametrize("options, gone", [
    ((), set()),
    (("-x", "*.log"), {"b.log", "sub/b.log", "x.log/a.txt"}),
    (("-x", "log"), {"log/x"}),
    (("-x", "sub"), {"sub/a.txt", "sub/b.log", "sub/deep/a.txt"}),
    (("-x", "sub/*"), {"sub/a.txt", "sub/b.log", "sub/deep/a.txt"}),
    (("-x", "sub/*.txt"), {"sub/a.txt"}),
    (("-x", "sub/**.txt"), {"sub/a.txt", "sub/deep/a.txt"}),
    (("-x", "s?b/a*"), {"sub/a.txt"}),
    (("-x", "*/a.txt"), {"sub/a.txt", "x.log/a.txt"}),
    (("-x", "*/*/a.txt"), {"sub/deep/a.txt"}),
    (("-x", "sub?a.txt"), set()),
    (("-x", "sub/?eep/a.txt"), {"sub/deep/a.txt"}),
    (("-x", "sub/[a-d]eep"), {"sub/deep/a.txt"}),
    (("-x", "deep/a.txt"), set()),
    (("-x", "?"), {"é", "\udcff", "log/x"}),
    (("-x", "[!a-z]"), {"é", "\udcff"}),
    (("-x", "[à-ÿ]"), {"é"}),
    (("-x", "é"), {"é"}),
    (("-x", b"\xff"), {"\udcff"}),
    (("-x", "L"), set()),
    (("-x", "A.TXT"), set()),
    (("--exclude=a.txt", "-x", "b.log"),
     {"a.txt", "sub/a.txt", "sub/deep/a.txt", "x.log/a.txt", "b.log", "sub/b.log"}),
    (("--include=*.txt",), {"b.log", "é", "sub/b.log", "log/x", "\udcff"}),
    (("--include", "*.txt", "--include", "x"), {"b.log", "é", "sub/b.log", "\udcff"}),
    (("--include=sub/*",), ALL - {"sub/a.txt", "sub/b.log"}),
    (("--include=sub/**",), ALL - {"sub/a.txt", "sub/b.log", "sub/deep/a.txt"}),
    (("--include=*.txt", "-x", "sub"), ALL - {"a.txt", "x.log/a.txt"}),
    (("--include=a.txt", "-x", "a.txt"), ALL),
    (("--include=nothing",), ALL),
])
def test_t7_exclude_and_include(komparu, garden, options, gone):
    assert kept(komparu, garden, *options) == ALL - gone


def test_t7_nothing_is_ignored_by_default(komparu, pair):
    names = [".git", ".gitignore", "node_modules", ".svn", "tags", "a~", ".DS_Store", "__pycache__",
             "core", "a.o", "#a#", "CVS", ".nfs1", "lost+found"]
    directory = pair({name: {"f": A} for name in names}, {name: {"f": B} for name in names})
    status, out = outcome(komparu, directory)
    assert (status, out.count(b"\n")) == (1, len(names))


def test_include_keeps_directories(komparu, pair):
    """A directory is no file: it is compared, and missing ones are missed."""
    directory = pair({"d": {"f.txt": A}, "e": {}}, {"d": {"g": A}})
    assert outcome(komparu, directory, "--include=*.txt") == (
        1, b"Only in L/d: f.txt\nOnly in L: e\n")


@pytest.mark.parametrize("option", ["--include=*.txt", "-xd/"])
@pytest.mark.parametrize("forms", itertools.product(["", ".tar", ".zip"], repeat=2), ids="-".join)
def test_t7_a_file_and_a_directory_of_one_name_are_left_out_alone(komparu, pair, option, forms):
    """A pattern that was for the left one only made them the same, in one of the two orders."""
    directory = pair({"d": A, "k.txt": A}, {"d": {"a.txt": B}, "k.txt": A})
    for side in "LR":
        with tarfile.open(directory / f"{side}.tar", "w") as archive:
            archive.add(directory / side, ".")
        shutil.make_archive(directory / side, "zip", directory / side)
    left, right = (side + form for side, form in zip("LR", forms))
    kept = left if option == "-xd/" else right
    for operands in ((left, right), (right, left)):
        result = komparu.run("-a", "--json", option, *operands, cwd=directory)
        found, summary = ndjson.entries(result)
        only = "only_left" if operands[0] == kept else "only_right"
        assert (result.status, found, summary["same"]) == (1, {b"d": only}, 1), operands


def test_t7_what_is_excluded_is_counted(komparu, pair):
    left = {"a.o": A, "d": {"b.o": A, "k": A}, "x": {"many": A, "files": A}}
    directory = pair({**left, "l.o": A}, {**left, "r.o": A})
    result = komparu.run("--json", "-x", "*.o", "-x", "x", "L", "R", cwd=directory)
    found, summary = ndjson.entries(result)
    assert (result.status, found, summary["same"]) == (0, {}, 1)
    # Paths: a.o, d/b.o, l.o, r.o and the directory x, which is not walked.
    assert summary["excluded"] == 5
    result = komparu.run("--stats", "-x", "*.o", "-x", "x", "L", "R", cwd=directory)
    assert (result.status, result.out) == (0, b"")
    assert b"excluded 5" in result.err or b"5 excluded" in result.err


def test_t7_excluded_directories_are_not_walked(komparu, pair):
    directory = pair({"d": Closed({"f": A}), "loop": {"l": Link(".")}, "f": A},
                     {"d": {}, "loop": {"l": Link(".")}, "f": A})
    result = komparu.run("-x", "d", "-x", "loop", "L", "R", cwd=directory, nobody=True)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_t7_typed_operands_are_never_excluded(komparu, pair):
    directory = pair({"f": A, "L": A}, {"f": B})
    assert outcome(komparu, directory, "-x", "L", "-x", "R") == (1, b"Files L/f and R/f differ\n")
    result = komparu.run("-x", "*", "-q", "L/f", "R/f", cwd=directory)
    assert (result.status, result.out) == (1, b"Files L/f and R/f differ\n")


# ---- when two names are one -------------------------------------------------------------------

@pytest.mark.parametrize("one, two", [
    ("README", "readme"), ("Ärger", "äRGER"), ("ΣΟΦΟΣ", "σοφοσ"), ("Я", "я"), ("a.TXT", "A.txt"),
])
def test_t6_case_is_ignored_on_request(komparu, pair, one, two):
    option = "--ignore-file-name-case"
    assert outcome(komparu, pair({one: A, "z": A}, {two: A, "z": A}), option) == (0, b"")
    directory = pair({one: A}, {two: B})
    assert outcome(komparu, directory, option) == (
        1, f"Files L/{one} and R/{two} differ\n".encode())
    found, _ = ndjson.entries(komparu.run("--json", option, "L", "R", cwd=directory))
    assert found == {one.encode(): "content"}
    directory = pair({one: {"f": A, "g": A}}, {two: {"F": B, "h": A}})
    lines = f"Files L/{one}/f and R/{two}/F differ\nOnly in L/{one}: g\nOnly in R/{two}: h\n"
    assert outcome(komparu, directory, option) == (1, lines.encode())


def test_t6_case_alone_changes_no_composition(komparu, pair):
    directory = pair({"é": A}, {"e\u0301": A})
    assert komparu.run("--ignore-file-name-case", "L", "R", cwd=directory).status == 1


@pytest.mark.parametrize("one, two", [
    ("é", "e\u0301"), ("Å", "A\u030a"), ("\u212b", "Å"), ("한", "\u1112\u1161\u11ab"),
    ("ệ", "e\u0302\u0323"), ("q\u0307\u0323", "q\u0323\u0307"),
])
def test_t6_composition_is_ignored_on_request(komparu, pair, one, two):
    option = "--normalize-names=nfc"
    assert outcome(komparu, pair({one: A, "z": A}, {two: A, "z": A}), option) == (0, b"")
    assert outcome(komparu, pair({two: A}, {one: B}), option) == (
        1, f"Files L/{two} and R/{one} differ\n".encode())
    directory = pair({one: {one: A}}, {two: {two: B}})
    assert outcome(komparu, directory, option) == (
        1, f"Files L/{one}/{one} and R/{two}/{two} differ\n".encode())


def test_t6_case_and_composition_together(komparu, pair):
    directory = pair({"É": A}, {"e\u0301": A})
    for options in (("--normalize-names=nfc",), ("--ignore-file-name-case",)):
        assert komparu.run(*options, "L", "R", cwd=directory).status == 1
    both = ("--normalize-names=nfc", "--ignore-file-name-case")
    assert outcome(komparu, directory, *both) == (0, b"")


@pytest.mark.parametrize("option, one, two", [
    ("--ignore-file-name-case", "A", "a"), ("--normalize-names=nfc", "é", "e\u0301"),
])
@pytest.mark.parametrize("swapped", [False, True])
def test_t6_names_that_collide_are_trouble(komparu, pair, option, one, two, swapped):
    left, right = {one: A, two: B, "z": A, "b": A}, {one: A, "z": B, "b": A}
    if swapped:
        left, right = right, left
    directory = pair(left, right)
    result = komparu.run(option, "L", "R", cwd=directory)
    assert (result.status, result.out) == (2, b"Files L/z and R/z differ\n")
    # Each of them is named, and where it is.
    assert all(line.startswith(b"komparu: ") for line in result.err.splitlines())
    named = [line.decode().split(": ")[1] for line in result.err.splitlines()]
    assert len(named) == len(set(named))
    assert {path.partition("/")[2] for path in named} == {one, two}
    assert all((directory / path).exists() for path in named), named
    lines, summary = ndjson.read(komparu.run("--json", option, "L", "R", cwd=directory))
    assert {line["reason"] for line in lines} == {"content", "duplicate"}
    assert [line["path"] for line in lines if line["reason"] == "content"] == ["z"]
    assert summary["same"] == 1
    # Without the option each name is its own.
    result = komparu.run("L", "R", cwd=directory)
    assert result.status == 1


def test_t6_names_that_are_not_utf8_are_matched_as_bytes(komparu, pair):
    names = [b"\xff", b"\xc3", b"A\xe9", b"e\xcc"]
    options = ("--normalize-names=nfc", "--ignore-file-name-case")
    tree = {name: A for name in names}
    assert outcome(komparu, pair(tree, tree), *options) == (0, b"")
    directory = pair({b"\xe9": A}, {b"\xc9": A})
    assert komparu.run(*options, "L", "R", cwd=directory).status == 1


@pytest.mark.parametrize("value", ["nfd", "NFC", "", "nfkc"])
def test_v4_other_normal_forms_are_a_usage_error(komparu, pair, value):
    result = komparu.run(f"--normalize-names={value}", "L", "R", cwd=pair({}, {}))
    assert (result.status, result.out) == (2, b"")
    assert b"nfc" in result.err or b"normalize-names" in result.err
