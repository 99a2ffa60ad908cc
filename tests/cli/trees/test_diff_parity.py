# SPDX-License-Identifier: MIT
r"""T1-T6: over two trees komparu says what `diff -rq` says, to the byte and in the same order.

Where it answers otherwise than GNU diff 3.8, on purpose:

| trees                                    | diff  | komparu | reason                              |
|------------------------------------------|-------|---------|-------------------------------------|
| two FIFOs, two sockets                   | 1     | 0       | F7: the same kind is the same       |
| two dangling links with one text         | 2     | 0       | T2: they are equal                  |
| names with control bytes                 | raw   | \xNN    | V5: one record is one line          |
| an unreadable file of another size       | 1     | 2       | V2: it was not delivered            |
| an unreadable directory against itself   | 0     | 2       | F4: nothing is the same unopened    |
| a directory against a file               | looks | 2       | wrong kind; diff takes DIR/FILE     |
| a missing operand with -N                | empty | 2       | T5: what is typed must exist        |
| -N --no-dereference, a link on one side  | 2     | 1       | diff looks on the wrong side        |
| -x with a `/`                            | never | path    | held against the relative path      |
| -x '?' in the C locale                   | byte  | char    | code points, whatever the locale    |
| names that differ in case only           | quiet | a note  | T6                                  |
| links of one text to a walked directory  | walks | same    | G5: told once, under its own path   |
| -N, a link to a directory on one side    | walks | a line  | G5: the link is one entry           |
| messages on names that are not UTF-8     | raw   | \xNN    | X3: safe on every terminal          |
| -x that leaves out every file            | same  | trouble | G4: a typo must not be an answer    |
| a recursive directory loop               | short | a hint  | --no-dereference is named with it   |

An empty directory on one side only is a difference to both.
"""

import fnmatch
import os

import pytest

from beside_diff import Row
from catalogue import A, LONGER, OTHER, SITUATIONS, generated, has_links_on_one_side
from planting import Closed, Fifo, Link, Socket, fell, plant

OPTIONS = [
    (),
    ("-N",),
    ("--no-dereference",),
    ("--report-identical-files",),
    ("-N", "--report-identical-files"),
    ("-N", "--no-dereference"),
    ("--no-dereference", "--report-identical-files"),
    ("-x", "a*", "-x", "[de]"),
]
FILTERS = ["*", "?", "??", "[a-c]*", "[!a]*", "[^a]*", "*.c", ".*", "b]", "[]]", "[", "a*b*c", "**",
           "", "[x]", r"st\*r", "sub", "s?b", "*b", "ABC", "[a-"]
FILTERED = ["#c", ".hid", "ABC", "[x]", "a-b", "abc", "b]", "x.c", "q?", "sp ", "st*r", "d1", "-",
            "b", "cb", "*"]


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_t1_trees_by_hand(beside_diff, pair, situation):
    directory = pair(situation.left, situation.right)
    table = [Row((*options, "L", "R"), directory)
             for options in OPTIONS if options not in situation.not_with]
    table += [Row((*options, "R", "L"), directory) for options in OPTIONS[:3]
              if options not in situation.not_with]
    beside_diff.agree(table)


@pytest.mark.parametrize("seed", range(24))
def test_t1_trees_by_chance(beside_diff, pair, seed):
    left, right = generated(seed)
    directory = pair(left, right)
    one_sided_links = has_links_on_one_side(left, right)
    table = [Row((*options, "L", "R"), directory, title=f"seed {seed}") for options in OPTIONS
             if not (one_sided_links and "-N" in options)]
    told = beside_diff.agree(table)
    assert any(result.out for result in told), "these two trees test nothing"


@pytest.mark.parametrize("operands", [
    ("L", "R"), ("L/", "R/"), ("L//", "R/."), ("./L", "../{}/R"), ("L", "R/"), ("L/.", "./R"),
    ("L/sub/..", "R"), ("LL", "RR"), ("LL/", "RR"), ("LL/", "R"), ("L", "L"), ("L", "LL"),
    ("L", "."), (".", "L"), ("L/sub", "R/sub"), ("L/a", "R/a"), ("L", "nosuch"), ("nosuch", "R"),
    ("L", "R/t"), ("--", "L", "R"), ("-X", "nosuch", "L", "R"),
])
def test_operands_are_shown_as_they_were_typed(beside_diff, pair, operands):
    tree = {"a": A, "sub": {"f": A, "l": A}, "t": A}
    directory = pair(tree, {"a": OTHER, "sub": {"f": OTHER, "r": A}, "t": Link("nowhere")})
    (directory / "LL").symlink_to("L")
    (directory / "RR").symlink_to("R")
    operands = tuple(operand.format(directory.name) for operand in operands)
    beside_diff.agree([Row(operands, directory)])


def test_absolute_operands(beside_diff, pair):
    directory = pair({"a": A, "d": {"f": A}}, {"a": OTHER, "d": {"g": A}})
    beside_diff.agree([Row((directory / "L", directory / "R"), directory),
                       Row((f"{directory}/L/", f"{directory}//R"), directory)])


def test_options_of_diff_change_nothing(komparu, pair):
    directory = pair({"a": A, "d": {"f": A}}, {"a": OTHER, "d": {"g": A}})
    plain = komparu.run("L", "R", cwd=directory)
    assert (plain.status, plain.err) == (1, b"")
    for options in ("-r", "-q", "-rq", "--recursive", "--brief"):
        assert komparu.run(options, "L", "R", cwd=directory) == plain


def test_as_tree_refuses_what_is_none(komparu, pair):
    directory = pair({"a": A, "d": {"f": A}}, {"a": OTHER, "d": {"g": A}})
    plain = komparu.run("L", "R", cwd=directory)
    assert komparu.run("--as=tree", "L", "R", cwd=directory) == plain
    for operands in (("L/a", "L/a"), ("L/a", "R/a"), ("L", "R/a"), ("L/a", "R")):
        result = komparu.run("--as=tree", *operands, cwd=directory)
        assert (result.status, result.out) == (2, b"")
        assert result.err.startswith(b"komparu: ") and b"option" not in result.err


def test_patterns(beside_diff, pair):
    tree = {name: A for name in FILTERED}
    directory = pair({**tree, "sub": dict(tree)}, {"sub": {name: OTHER for name in FILTERED}})
    # What leaves nothing to compare is "same" for diff, and trouble here (G4).
    table = [Row(("-x", pattern, "L", "R"), directory) for pattern in FILTERS
             if not all(fnmatch.fnmatchcase(name, pattern) for name in (*FILTERED, "sub"))]
    table += [Row(("-N", "-x", "a*", "-x", "?", "L", "R"), directory),
              Row(("-x", "L", "-x", "R", "L", "R"), directory),
              Row(("--exclude=*b", "--exclude", "st*", "L", "R"), directory)]
    beside_diff.agree(table)


@pytest.mark.parametrize("patterns", [
    b"a*\n", b"a*", b"", b"\n", b"\n\na*\n\n", b"#c\n", b"abc \n", b"  abc\n", b"abc\r\n", b"sp \n",
    b"*b\n[x]\nst\\*r\n", b"abc\t\nd1\n", b"sub\n",
])
def test_files_of_patterns(beside_diff, pair, patterns):
    tree = {name: A for name in FILTERED}
    directory = pair({**tree, "sub": dict(tree)}, {"sub": {}})
    (directory / "patterns").write_bytes(patterns)
    beside_diff.agree([Row(("-X", "patterns", "L", "R"), directory),
                       Row(("--exclude-from=patterns", "-x", "q*", "L", "R"), directory),
                       Row(("-X", "-", "L", "R"), directory, stdin=patterns)])


def closed_trees():
    """Two trees some of whose entries cannot be opened by others than root."""
    left = {"same": A, "zz": {"f": A}, "dir": Closed({"f": A}), "file": Closed(A), "file2": A,
            "nox": {"f": A, "g": A}, "dangling": Link("nowhere"), "list": Closed({"f": A}, 0o111)}
    right = {"same": A, "dir": {"f": A, "g": A}, "file": A, "file2": Closed(A), "zz": {"f": OTHER},
             "nox": Closed({"f": OTHER, "h": A}, 0o444), "only": Closed({"f": A}),
             "onlyfile": Closed(A), "dangling": Closed(A), "list": {"f": A}}
    return left, right


def test_t1_what_cannot_be_read_is_named_and_the_rest_is_compared(beside_diff, pair):
    directory = pair(*closed_trees())
    operands = [("L", "R"), ("R", "L"), ("L/dir", "R/dir")]
    table = [Row((*options, *two), directory, nobody=True)
             for options in OPTIONS for two in operands]
    told = beside_diff.agree(table)
    assert told[0].status == 2 and b"Permission denied" in told[0].err


def test_t1_what_cannot_be_read_on_both_sides_is_named_on_both(beside_diff, pair):
    both = {"d": Closed({"f": A}), "f": Closed(A), "g": A, "nox": Closed({"f": A}, 0o444)}
    directory = pair(both, {**both, "g": OTHER})
    # Of operands that cannot be opened only the first is named, as cmp does.
    beside_diff.agree([Row((*options, "L", "R"), directory, nobody=True) for options in OPTIONS])


# ---- where komparu is deliberately better -----------------------------------------------------

CASES = [
    # name, left, right, options, status of diff, status of komparu, stdout of komparu
    ("two FIFOs", {"p": Fifo(), "d": {"p": Fifo()}}, {"p": Fifo(), "d": {"p": Fifo()}}, (), 1, 0,
     b""),
    ("two sockets", {"s": Socket()}, {"s": Socket()}, (), 1, 0, b""),
    ("FIFOs reported", {"p": Fifo()}, {"p": Fifo()}, ("--report-identical-files",), 1, 0,
     b"Files L/p and R/p are identical\n"),
    ("equal dangling links", {"l": Link("no"), "f": A}, {"l": Link("no"), "f": OTHER}, (), 2, 1,
     b"Files L/f and R/f differ\n"),
    ("only equal dangling links", {"l": Link("no")}, {"l": Link("no")}, (), 2, 0, b""),
    ("a link on one side", {"l": Link("t"), "t": A}, {"t": A, "m": Link("no")},
     ("-N", "--no-dereference"), 2, 1, b"Only in L: l\nOnly in R: m\n"),
    ("a whole path excluded", {"d": {"f": A, "g": A}}, {"d": {"f": OTHER, "g": OTHER}},
     ("-x", "d/f"), 1, 1, b"Files L/d/g and R/d/g differ\n"),
    ("one character is no byte", {"é": A, b"\xff": A, "ab": A}, {}, ("-x", "?"), 1, 1,
     b"Only in L: ab\n"),
    ("control bytes", {"n\nl": A, "\x1b[31m": A, "d\x7f": {"f\t": A, "g\r": A}, "same\x01": A},
     {"n\nl": OTHER, "d\x7f": {"f\t": OTHER}, "\x01\x1f": {}, "same\x01": A}, (), 1, 1,
     b"Only in R: \\x01\\x1f\nOnly in L: \\x1b[31m\n"
     b"Files L/d\\x7f/f\\x09 and R/d\\x7f/f\\x09 differ\n"
     b"Only in L/d\\x7f: g\\x0d\nFiles L/n\\x0al and R/n\\x0al differ\n"),
    ("control bytes and kinds", {"k\n": A, "l\n": Link("a")}, {"k\n": {}, "l\n": Link("b")},
     ("--no-dereference",), 1, 1,
     b"File L/k\\x0a is a regular file while file R/k\\x0a is a directory\n"
     b"Symbolic links L/l\\x0a and R/l\\x0a differ\n"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_better_than_diff(beside_diff, pair, case):
    _, left, right, options, diff_status, status, out = case
    ours, theirs = beside_diff.both(Row((*options, "L", "R"), pair(left, right)))
    assert theirs.status == diff_status
    assert (ours.status, ours.out, ours.err) == (status, out, b"")


def test_v5_control_bytes_in_troubles(komparu, pair):
    directory = pair({"d\n": {"l\n": Link("x")}}, {"d\n": {"l\n": A}})
    result = komparu.run("L", "R", cwd=directory)
    assert (result.status, result.out) == (2, b"")
    assert result.err == b"komparu: L/d\\x0a/l\\x0a: No such file or directory\n"


def test_t5_an_empty_directory_on_one_side_is_a_difference(komparu, pair):
    directory = pair({"e": {}}, {"d": {"e": {}}})
    result = komparu.run("L", "R", cwd=directory)
    assert (result.status, result.out, result.err) == (1, b"Only in R: d\nOnly in L: e\n", b"")
    assert komparu.run("-N", "L", "R", cwd=directory).status == 0


def test_v2_an_unreadable_file_of_another_size_is_trouble(beside_diff, pair):
    directory = pair({"f": Closed(A), "g": A}, {"f": LONGER, "g": OTHER})
    ours, theirs = beside_diff.both(Row(("L", "R"), directory, nobody=True))
    assert theirs.status == 1
    assert (ours.status, ours.out) == (2, b"Files L/g and R/g differ\n")
    assert ours.err == b"diff: L/f: Permission denied\n"


def test_f4_an_unreadable_directory_is_not_the_same_as_itself(beside_diff, pair):
    directory = pair({"d": Closed({})}, {})
    ours, theirs = beside_diff.both(Row(("L/d", "L/d"), directory, nobody=True))
    assert (theirs.status, ours.status, ours.out) == (0, 2, b"")
    assert b"diff: L/d: Permission denied\n" in ours.err


@pytest.mark.parametrize("options", [(), ("-N",), ("--json",), ("--as=bytes",)])
def test_a_directory_against_a_file_is_of_the_wrong_kind(komparu, pair, options):
    directory = pair({"f": A}, {})
    plant(directory / "f", A)
    os.mkfifo(directory / "p")
    # Nobody ever writes into the FIFO, and there is no need to wait for that.
    for other in ("f", "p", "-", "/dev/null"):
        for operands in (("L", other), (other, "L")):
            result = komparu.run(*options, *operands, cwd=directory, stdin=A)
            assert result.status == 2, operands
            if options == ("--json",):
                assert b'"reason":"wrong_kind"' in result.out
            else:
                assert result.out == b""
                assert result.err.startswith(b"komparu: "), result


def test_two_directories_are_no_bytes(komparu, pair):
    directory = pair({"f": A}, {"f": A})
    for option in ("--as=bytes", "-l", "-b", "-n1", "-i1"):
        result = komparu.run(option, "L", "R", cwd=directory)
        assert (result.status, result.out) == (2, b""), option


@pytest.mark.parametrize("options", [("-N",), ("-N", "--json"), ("-N", "-s")])
def test_t5_typed_operands_must_exist_even_with_new_file(komparu, pair, options):
    directory = pair({}, {})
    for operands in (("L", "nosuch"), ("nosuch", "R"), ("nosuch", "nothing")):
        assert komparu.run(*options, *operands, cwd=directory).status == 2
    fell(directory / "R")
    plant(directory / "R", Link("nowhere"))
    assert komparu.run(*options, "L", "R", cwd=directory).status == 2


@pytest.mark.parametrize("names", [("README", "readme"), ("Ärger", "ärger"), ("d/é", "d/e\u0301")])
def test_t6_names_that_nearly_agree_are_noted(komparu, pair, names):
    (one, _, one_leaf), (two, _, two_leaf) = (name.partition("/") for name in names)
    left, right = ({one: {one_leaf: A} if one_leaf else A}, {two: {two_leaf: A} if two_leaf else A})
    result = komparu.run("L", "R", cwd=pair(left, right))
    assert result.status == 1
    lines = result.out.splitlines()
    assert sum(line.startswith(b"Only in L") for line in lines) == 1
    assert sum(line.startswith(b"Only in R") for line in lines) == 1
    for name in (one_leaf or one, two_leaf or two):
        assert name.encode() in result.err
    other = komparu.run("L", "R", cwd=pair({"one": A}, {"two": A}))
    assert (other.status, other.err) == (1, b"")
