# SPDX-License-Identifier: MIT
"""How archives are named and told, and the options that hold for their members."""

import json
import os
import tarfile

import pytest

import ndjson
from reasons import is_trouble
from sample_trees import A, B, tar_entry, tar_of, zip_of

LEFT = [("a", A), ("b", A), ("c", A), ("gone", A), ("sub/d", A), ("sub/e", A)]
RIGHT = [("new", A), ("sub/e", B), ("sub/d", A), ("c", B), ("b", A + A), ("a", A)]
TEXT = b"""\
Files A.tar/b and B.tar/b differ
Files A.tar/c and B.tar/c differ
Only in A.tar: gone
Only in B.tar: new
Files A.tar/sub/e and B.tar/sub/e differ
"""


def as_tree(members):
    tree = {}
    for name, content in members:
        *above, last = name.split("/")
        inner = tree
        for each in above:
            inner = inner.setdefault(each, {})
        inner[last] = content
    return tree


@pytest.fixture
def two(place):
    return place({"A.tar": tar_of(*LEFT), "B.tar": tar_of(*RIGHT), "L": as_tree(LEFT),
                  "R": as_tree(RIGHT)})


def test_findings_in_path_order_whatever_the_order_of_members(komparu, two):
    result = komparu.run("-a", "A.tar", "B.tar", cwd=two)
    assert (result.status, result.out, result.err) == (1, TEXT, b"")
    result = komparu.run("A.tar", "R", cwd=two)
    assert (result.status, result.out, result.err) == (1, TEXT.replace(b"B.tar", b"R"), b"")
    result = komparu.run("L", "B.tar", cwd=two)
    assert (result.status, result.out, result.err) == (1, TEXT.replace(b"A.tar", b"L"), b"")


def test_an_archive_is_told_as_its_directory_would_be(komparu, two):
    reference = komparu.run("L", "R", cwd=two)
    assert reference.out == TEXT.replace(b"A.tar", b"L").replace(b"B.tar", b"R")
    for options in ((), ("-j1",), ("-j8",), ("--as=tree",), ("-q",), ("-r",)):
        result = komparu.run("-a", *options, "A.tar", "B.tar", cwd=two)
        assert (result.status, result.out) == (1, TEXT), options


def test_json(komparu, two):
    for operands in (("-a", "A.tar", "B.tar"), ("A.tar", "R"), ("L", "B.tar")):
        result = komparu.run("--json", *operands, cwd=two)
        lines, summary = ndjson.read(result)
        assert result.err == b""
        told = [(line["path"], line["status"]) for line in lines]
        assert told == [("b", "differ"), ("c", "differ"), ("gone", "only_left"),
                        ("new", "only_right"), ("sub/e", "differ")]
        counts = {"same": 2, "differ": 3, "only_left": 1, "only_right": 1, "errors": 0, "exit": 1}
        assert {name: summary[name] for name in counts} == counts
        for line in lines:
            for side in ("left", "right"):
                assert not line.get(side) or line[side]["kind"] == "file"


def test_json_tells_a_broken_archive(komparu, two):
    (two / "C.tar").write_bytes(tar_of(*RIGHT)[:700])
    result = komparu.run("--json", "L", "C.tar", cwd=two)
    lines, summary = ndjson.read(result)
    (line,) = [line for line in lines if line["status"] == "error"]
    assert (line["reason"], summary["exit"]) == ("bad_archive", 2)
    assert "C.tar" in line["message"] or line["path"] in ("", "C.tar")


def test_v5_null_output(komparu, two):
    for operands in (("-a", "A.tar", "B.tar"), ("A.tar", "R"), ("L", "B.tar")):
        result = komparu.run("-z", *operands, cwd=two)
        assert (result.status, result.err) == (1, b"")
        assert result.out == b"differ b\0differ c\0left gone\0right new\0differ sub/e\0"


def test_v5_control_bytes_in_names(komparu, place):
    where = place({"A.tar": tar_of(("n\nl", A), ("e\x1b[2J", A)), "B.tar": tar_of(("x", A))})
    result = komparu.run("-a", "A.tar", "B.tar", cwd=where)
    assert (result.status, result.err) == (1, b"")
    assert result.out == (b"Only in A.tar: e\\x1b[2J\nOnly in A.tar: n\\x0al\n"
                          b"Only in B.tar: x\n")


@pytest.mark.parametrize("number", range(1, 6))
def test_v1_the_first_differences_in_path_order(komparu, two, number):
    expected = b"".join(TEXT.splitlines(keepends=True)[:number])
    for jobs in ("-j1", "-j8"):
        result = komparu.run("-a", jobs, f"-m{number}", "A.tar", "B.tar", cwd=two)
        note = f"komparu: stopped by --max-diffs={number}: the comparison is incomplete\n"
        assert (result.status, result.out, result.err.decode()) == (1, expected, note)
        result = komparu.run(jobs, f"-m{number}", "A.tar", "R", cwd=two)
        assert (result.status, result.out) == (1, expected.replace(b"B.tar", b"R"))


def test_filters(komparu, two):
    for operands in (("-a", "A.tar", "B.tar"), ("A.tar", "R"), ("L", "B.tar")):
        left, right = operands[-2:]
        result = komparu.run("-x", "sub", "-x", "c", "-x", "new", *operands, cwd=two)
        assert result.out == (f"Files {left}/b and {right}/b differ\n"
                              f"Only in {left}: gone\n").encode()
        result = komparu.run("--include=[de]", *operands, cwd=two)
        assert result.out == f"Files {left}/sub/e and {right}/sub/e differ\n".encode()
        result = komparu.run("--allow-empty", "-x", "*", *operands, cwd=two)
        assert (result.status, result.out, result.err) == (0, b"", b"")
        result = komparu.run("-x", "sub/e", "--no-recursive", *operands, cwd=two)
        assert result.status == 1 and b"sub" not in result.out


def test_identical_files(komparu, two):
    result = komparu.run("--report-identical-files", "-a", "A.tar", "B.tar", cwd=two)
    assert b"Files A.tar/a and B.tar/a are identical\n" in result.out
    assert b"Files A.tar/sub/d and B.tar/sub/d are identical\n" in result.out
    (two / "C.tar").write_bytes((two / "A.tar").read_bytes())
    result = komparu.run("--report-identical-files", "-a", "A.tar", "C.tar", cwd=two)
    assert (result.status, result.out) == (0, b"Files A.tar and C.tar are identical\n")


def test_new_file_and_one_way(komparu, place):
    where = place({"A.tar": tar_of(("a", A), ("none", b"")), "B.tar": tar_of(("a", A), ("b", B)),
                   "L": {"a": A}})
    assert komparu.run("-a", "-N", "A.tar", "L", cwd=where).status == 0
    result = komparu.run("-a", "-N", "A.tar", "B.tar", cwd=where)
    assert (result.status, result.out) == (1, b"Files A.tar/b and B.tar/b differ\n")
    assert komparu.run("-a", "--one-way", "L", "B.tar", cwd=where).status == 0
    assert komparu.run("-a", "--one-way", "B.tar", "L", cwd=where).status == 1


def test_quiet(komparu, two):
    (two / "C.zip").write_bytes(zip_of(*((name.encode(), content) for name, content in LEFT)))
    for operands, status in ((("-a", "A.tar", "B.tar"), 1), (("-a", "A.tar", "C.zip"), 0),
                             (("C.zip", "L"), 0), (("C.zip", "R"), 1)):
        result = komparu.run("-s", *operands, cwd=two)
        assert (result.status, result.out, result.err) == (status, b"", b"")


# ---- what -a is about ---------------------------------------------------------------------------

def test_without_a_two_archives_are_bytes_and_a_hint_tells_of_a(komparu, two):
    for options in ((), ("--as=auto",)):
        result = komparu.run(*options, "A.tar", "B.tar", cwd=two)
        assert result.status == 1
        assert result.out.startswith(b"A.tar B.tar differ: ") and result.out.count(b"\n") == 1
        assert result.err.startswith(b"komparu: ") and result.err.count(b"\n") == 1
        assert b"-a" in result.err


@pytest.mark.parametrize("options", [("-s",), ("-q",), ("--json",), ("-z",)])
def test_the_hint_is_for_people_only(komparu, two, options):
    result = komparu.run(*options, "A.tar", "B.tar", cwd=two)
    assert (result.status, result.err) == (1, b"")


def test_the_hint_is_for_two_archives_that_differ(komparu, two):
    (two / "x").write_bytes(b"text\n")
    (two / "C.tar").write_bytes((two / "A.tar").read_bytes())
    result = komparu.run("A.tar", "C.tar", cwd=two)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    for operands in (("A.tar", "x"), ("x", "A.tar")):
        result = komparu.run(*operands, cwd=two)
        assert result.status == 1 and b" -a" not in result.err


def test_same_members_in_other_bytes(komparu, place):
    """Bytes without -a, members with it."""
    members = {"a": A, "b": B}
    plain = tar_of(*members.items())
    where = place({"A.tar": plain, "B.tar": plain + bytes(512),
                   "C.zip": zip_of((b"b", B), (b"a", A))})
    for other in ("B.tar", "C.zip"):
        assert komparu.run("A.tar", other, cwd=where).status == 1
        assert komparu.run("--as=bytes", "A.tar", other, cwd=where).status == 1
        for option in ("-a", "--as=tree"):
            result = komparu.run(option, "A.tar", other, cwd=where)
            assert (result.status, result.out, result.err) == (0, b"", b"")


def test_as_bytes_refuses_trees(komparu, two):
    for option in ("--as=bytes", "-l", "-b", "-i1", "-n1"):
        for operands in (("A.tar", "L"), ("L", "A.tar")):
            result = komparu.run(option, *operands, cwd=two)
            assert (result.status, result.out) == (2, b""), (option, operands)
            assert result.err.startswith(b"komparu: ")


def test_as_tree_wants_two_trees(komparu, two):
    (two / "x").write_bytes(b"text\n")
    for operands in (("x", "x"), ("x", "A.tar"), ("L", "x"), ("nosuch", "A.tar"),
                     ("A.tar", "nosuch")):
        for option in ("-a", "--as=tree"):
            result = komparu.run(option, *operands, cwd=two)
            assert (result.status, result.out) == (2, b""), operands


def test_archives_inside_trees_are_bytes(komparu, place):
    a, b = tar_of(("a", A)), tar_of(("a", A)) + bytes(512)
    where = place({"L": {"x.tar": a}, "R": {"x.tar": b}})
    for options in ((), ("-a",)):
        result = komparu.run(*options, "L", "R", cwd=where)
        assert (result.status, result.out) == (1, b"Files L/x.tar and R/x.tar differ\n")


def test_groups_take_archives_for_bytes(komparu, two):
    (two / "C.tar").write_bytes(tar_of(*LEFT))
    result = komparu.run("A.tar", "B.tar", "C.tar", cwd=two)
    assert (result.status, result.out) == (1, b"A.tar\nC.tar\n\nB.tar\n")


@pytest.fixture
def many(komparu, place):
    """Three wrappings of one directory, and two of another; what -a says of them, by options."""
    tree, other = {"a": A, "d": {"b": B}}, {"a": A, "d": {"b": A}}
    where = place({
        "L": tree, "R": other,
        "1.tar": tar_of(("a", A), ("d/b", B)), "1.zip": zip_of((b"d/b", B), (b"a", A)),
        "2.tar": tar_of(("d/b", A), ("a", A)), "2.zip": zip_of((b"a", A), (b"d/b", A)),
        "cut.tar": tar_of(("a", A), ("d/b", B))[:1100], "text": b"no archive\n",
    })

    def groups(*operands, status):
        result = komparu.run("--json", "-a", "--groups", *operands, cwd=where)
        assert result.status == status, result
        lines, _ = ndjson.read(result)
        troubles = {line["path"]: line["reason"] for line in lines if line["type"] == "entry"}
        return [line["members"] for line in lines if line["type"] == "group"], troubles

    groups.where = where
    return groups


def test_groups_by_members(komparu, many):
    first = ["1.tar", "L", "1.zip"]
    assert many(*first, status=0) == ([first], {})
    assert many("1.tar", "2.zip", "L", "R", "1.zip", "2.tar", status=1) == (
        [["1.tar", "L", "1.zip"], ["2.zip", "R", "2.tar"]], {})
    result = komparu.run("-a", "L", "2.tar", "1.zip", cwd=many.where)
    assert (result.status, result.out, result.err) == (1, b"L\n1.zip\n\n2.tar\n", b"")
    assert komparu.run("-s", "-a", "L", "2.tar", "1.zip", cwd=many.where).status == 1
    assert komparu.run("-s", "-a", "L", "1.tar", "1.zip", cwd=many.where).status == 0


@pytest.mark.parametrize("place_of_it", range(3))
@pytest.mark.parametrize(("bad", "reason"), [
    ("cut.tar", "bad_archive"), ("text", "bad_archive"), ("nosuch", "not_found")])
def test_what_cannot_be_judged_is_in_no_group_of_members(many, bad, reason, place_of_it):
    operands = ["1.tar", "1.zip"]
    operands.insert(place_of_it, bad)
    assert many(*operands, status=2) == ([["1.tar", "1.zip"]], {bad: reason})
    groups, troubles = many(*operands, "2.tar", status=2)
    assert (groups, troubles) == ([["1.tar", "1.zip"], ["2.tar"]], {bad: reason})


def test_two_that_cannot_be_judged_are_not_the_same(many):
    (many.where / "cut2.tar").write_bytes((many.where / "cut.tar").read_bytes()[:-10])
    assert many("cut.tar", "cut2.tar", status=2) == (
        [], {"cut.tar": "bad_archive", "cut2.tar": "bad_archive"})
    assert many("cut.tar", "text", status=2) == (
        [], {"cut.tar": "bad_archive", "text": "bad_archive"})
    assert many("2.tar", "1.zip", "cut.tar", status=2) == (
        [["2.tar"], ["1.zip"]], {"cut.tar": "bad_archive"})


def test_groups_by_members_want_archives_that_can_be_read_again(komparu, many):
    with open(many.where / "1.tar", "rb") as archive:
        result = komparu.run("-a", "L", "-", "1.zip", cwd=many.where, stdin=archive)
    assert (result.status, result.out) == (2, b"")
    assert result.err == b"komparu: -: one of several archives has to be a file or a URL\n"
    os.mkfifo(many.where / "fifo")
    groups, troubles = many("L", "fifo", "1.zip", status=2)
    assert (groups, troubles) == ([["L", "1.zip"]], {"fifo": "unsupported"})


# ---- --strip-components -------------------------------------------------------------------------

def test_strip_components(komparu, place):
    members = [tar_entry("top-1.0", tarfile.DIRTYPE), ("top-1.0/a", A), ("top-1.0/d/b", B),
               tar_entry("top-1.0/h", tarfile.LNKTYPE, "top-1.0/a")]
    where = place({"L": {"a": A, "d": {"b": B}, "h": A}, "A.tar": tar_of(*members),
                   "B.zip": zip_of((b"other/a", A), (b"other/d/b", B), (b"other/h", A)),
                   "M": {"b": B}})
    assert komparu.run("A.tar", "L", cwd=where).status == 1
    assert komparu.run("--strip-components=1", "A.tar", "L", cwd=where).status == 0
    assert komparu.run("--strip-components=1", "L", "A.tar", cwd=where).status == 0
    assert komparu.run("-a", "--strip-components=1", "A.tar", "B.zip", cwd=where).status == 0
    assert komparu.run("--strip-components=2", "A.tar", "M", cwd=where).status == 0
    assert komparu.run("--strip-components=0", "A.tar", "L", cwd=where).status == 1


def test_strip_components_makes_names_collide(komparu, place):
    where = place({"L": {"a": A}, "A.tar": tar_of(("x/a", A), ("y/a", B)),
                   "B.tar": tar_of(("x/a", A), ("y/a", A))})
    is_trouble(komparu, "duplicate", "--strip-components=1", "A.tar", "L", cwd=where)
    assert komparu.run("--strip-components=1", "B.tar", "L", cwd=where).status == 0


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5"])
def test_v4_strip_components_wants_a_number(komparu, two, value):
    result = komparu.run(f"--strip-components={value}", "A.tar", "L", cwd=two)
    assert (result.status, result.out) == (2, b"")
    assert b"--strip-components" in result.err


# ---- pairs, and what cannot be written ----------------------------------------------------------

def test_pairs(komparu, two):
    listed = b"A.tar\tL\nA.tar\tR\nA.tar\tB.tar\nL\tB.tar\nnosuch\tL\nA.tar\tA.tar\n"
    result = komparu.run("-a", "--json", "--pairs=-", cwd=two, stdin=listed)
    assert result.status == 2
    told = {}
    for line in map(json.loads, result.out.splitlines()):
        if line["type"] == "entry":
            told.setdefault(line["pair"], []).append(line["status"])
    differences = ["differ", "differ", "only_left", "only_right", "differ"]
    assert told == {1: differences, 2: differences, 3: differences, 4: ["error"]}
    result = komparu.run("--pairs=-", cwd=two, stdin=b"A.tar\tL\nA.tar\tR\n")
    assert (result.status, result.out) == (1, TEXT.replace(b"B.tar", b"R"))


def test_v3_a_report_that_cannot_be_written_is_trouble(komparu, two):
    with open("/dev/full", "wb") as full:
        for options in (("-a",), ("-a", "--json"), ("-a", "-z")):
            assert komparu.run(*options, "A.tar", "B.tar", cwd=two, stdout=full).status == 2


def test_an_archive_that_may_not_be_read_is_trouble(komparu, open_dir):
    for name in ("A.tar", "B.tar"):
        (open_dir / name).write_bytes(tar_of(*LEFT))
        (open_dir / name).chmod(0o644)
    os.chmod(open_dir / "B.tar", 0)
    result = komparu.run("-a", "A.tar", "B.tar", cwd=open_dir, nobody=True)
    assert (result.status, result.out) == (2, b"")
    assert b"B.tar: Permission denied" in result.err
