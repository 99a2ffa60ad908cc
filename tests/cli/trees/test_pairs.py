# SPDX-License-Identifier: MIT
"""--pairs=LIST: many comparisons in one process."""

import os
import select
import subprocess

import pytest

import ndjson
from command import finish, wait_until_waiting_for
from planting import Fifo, Link, plant

A = b"abc\ndef\n"
B = b"abc\ndeX\n"
FILES = {"a": A, "copy": A, "b": B, "prefix": b"abc\n", "t1": {"f": A, "d": {"g": A}},
         "t2": {"f": A, "d": {"g": A}}, "t3": {"f": B, "d": {"h": A}}, "empty": b""}
TREE_LINES = b"Only in t1/d: g\nOnly in t3/d: h\nFiles t1/f and t3/f differ\n"
DIFFER = b"a b differ: char 7, line 2\n"


@pytest.fixture
def directory(garden):
    plant(garden, FILES)
    return garden


def listed(*pairs, separator="\t", end="\n"):
    return b"".join(os.fsencode(left) + separator.encode() + os.fsencode(right) + end.encode()
                    for left, right in pairs)


def run_pairs(komparu, directory, content, *options, stdin=False):
    """Runs it on a list, from a file or from stdin."""
    if stdin:
        return komparu.run("--pairs=-", *options, cwd=directory, stdin=content)
    (directory / "list").write_bytes(content)
    return komparu.run("--pairs=list", *options, cwd=directory)


@pytest.mark.parametrize("stdin", [False, True])
@pytest.mark.parametrize("null", [False, True])
def test_each_pair_is_compared_as_two_operands_would_be(komparu, directory, stdin, null):
    pairs = [("a", "b"), ("a", "copy"), ("t1", "t2"), ("t1", "t3"), ("empty", "empty"), ("b", "a")]
    form = {"separator": "\0", "end": "\0"} if null else {}
    options = ("-0",) if null else ()
    result = run_pairs(komparu, directory, listed(*pairs, **form), *options, stdin=stdin)
    assert (result.status, result.err) == (1, b"")
    assert result.out == DIFFER + TREE_LINES + b"b a differ: char 7, line 2\n"


@pytest.mark.parametrize("pairs, status", [
    ([], 2), ([("a", "copy")], 0), ([("a", "copy"), ("t1", "t2")], 0), ([("a", "b")], 1),
    ([("a", "copy"), ("a", "b"), ("t1", "t2")], 1), ([("t1", "t3"), ("a", "copy")], 1),
    ([("a", "nosuch")], 2), ([("a", "b"), ("a", "nosuch")], 2), ([("a", "nosuch"), ("a", "b")], 2),
    ([("a", "nosuch"), ("a", "copy")], 2), ([("a", "t1"), ("a", "b")], 2),
])
def test_v1_the_status_is_the_worst(komparu, directory, pairs, status):
    result = run_pairs(komparu, directory, listed(*pairs))
    assert result.status == status
    assert run_pairs(komparu, directory, listed(*pairs), "--json").status == status


def test_v1_quiet_pairs(komparu, directory):
    for pairs, status in (([("a", "copy")], 0), ([("a", "b")], 1), ([("a", "nosuch")], 2),
                          ([("a", "copy"), ("t1", "t3")], 1)):
        result = run_pairs(komparu, directory, listed(*pairs), "-s")
        assert (result.status, result.out) == (status, b"")


def test_a_last_line_needs_no_end(komparu, directory):
    assert run_pairs(komparu, directory, b"a\tcopy\na\tb").out == DIFFER
    assert run_pairs(komparu, directory, b"a\0copy\0a\0b", "-0").out == DIFFER
    assert run_pairs(komparu, directory, b"", "--allow-empty").status == 0
    assert run_pairs(komparu, directory, b"", "-0", "--allow-empty").status == 0


def test_t1_trouble_with_one_pair_leaves_the_others(komparu, directory):
    plant(directory / "loops", {"l": Link("."), "f": A})
    pairs = [("a", "b"), ("nosuch", "a"), ("a", "t1"), ("loops", "loops/."), ("t1", "t3")]
    result = run_pairs(komparu, directory, listed(*pairs))
    assert (result.status, result.out) == (2, DIFFER + TREE_LINES)
    assert b"komparu: nosuch: No such file or directory\n" in result.err
    assert all(line.startswith(b"komparu: ") for line in result.err.splitlines())


@pytest.mark.parametrize("stdin", [False, True])
@pytest.mark.parametrize("line", [b"a", b"a copy", b"", b"\t", b"a\t", b"\ta", b"a\\tb"])
def test_bad_lines_are_trouble_with_their_number(komparu, directory, line, stdin):
    content = listed(("a", "copy"), ("a", "b")) + line + b"\n" + listed(("b", "a"))
    result = run_pairs(komparu, directory, content, stdin=stdin)
    assert result.status == 2
    assert result.out == DIFFER + b"b a differ: char 7, line 2\n"
    assert result.err.startswith(b"komparu: ") and result.err.count(b"\n") == 1
    assert b"3" in result.err
    lines, summary = ndjson.read(run_pairs(komparu, directory, content, "--json", stdin=stdin))
    assert [line["pair"] for line in lines if line["type"] == "pair"] == [0, 1, 2, 3]
    assert [line["pair"] for line in lines if line.get("status") == "error"] == [2]
    assert (summary["exit"], summary["errors"]) == (2, 1)


@pytest.mark.parametrize("content, out", [
    (b"a\0b\0a\0", DIFFER), (b"a", b""), (b"a\0b\0a", DIFFER), (b"a\0b\0\0", DIFFER),
    (b"\0a\0a\0b\0", DIFFER), (b"a\0\0a\0b\0", DIFFER), (b"a\tb\0", b""),
])
def test_bad_fields_are_trouble(komparu, directory, content, out):
    result = run_pairs(komparu, directory, content, "-0")
    assert (result.status, result.out) == (2, out)
    assert result.err.startswith(b"komparu: ") and result.err.count(b"\n") == 1


def test_null_separated_fields_take_every_name(komparu, directory):
    names = [b"n\nl", b"t\tb", b"\xff\xfe", "日本".encode(), b" ", b"-x", b"a\\b"]
    plant(directory, {name: A for name in names})
    pairs = [(name, "b") for name in names]
    result = run_pairs(komparu, directory, listed(*pairs, separator="\0", end="\0"), "-0", "-q")
    assert (result.status, result.err) == (1, b"")
    shown = [b"n\\x0al", b"t\\x09b", *names[2:]]
    assert result.out.splitlines() == [b"Files " + name + b" and b differ" for name in shown]


def test_names_in_lines_are_raw(komparu, directory):
    names = [b"\xff\xfe", "é".encode(), b" x ", b"-x", b"--json", b'"q"', b"a\\b", b"#c", b"r\r"]
    plant(directory, {name: A for name in names})
    result = run_pairs(komparu, directory, listed(*[(name, "copy") for name in names]))
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_json_numbers_the_pairs(komparu, directory):
    pairs = [("a", "b"), ("t1", "t3"), ("a", "copy"), ("nosuch", "a"), ("t1", "t2")]
    result = run_pairs(komparu, directory, listed(*pairs), "--json")
    assert (result.status, result.err) == (2, b"")
    lines, summary = ndjson.read(result)
    assert all("pair" in line for line in lines)
    told = [(line["type"], line["pair"], line.get("path"), line.get("status")) for line in lines]
    entries = [one for one in told if one[0] == "entry"]
    assert entries == [
        ("entry", 0, "a", "differ"), ("entry", 1, "d/g", "only_left"),
        ("entry", 1, "d/h", "only_right"), ("entry", 1, "f", "differ"),
        ("entry", 3, "nosuch", "error")]
    assert [one[1] for one in told if one[0] == "pair"] == [0, 1, 2, 3, 4]
    # Each pair line closes its pair.
    assert [one[1] for one in told] == sorted(one[1] for one in told)
    for number in range(len(pairs)):
        assert [one[0] for one in told if one[1] == number][-1] == "pair"
    counts = {"differ": 2, "only_left": 1, "only_right": 1, "errors": 1, "exit": 2}
    assert {name: summary[name] for name in counts} == counts


def test_options_hold_for_every_pair(komparu, directory):
    pairs = listed(("a", "copy"), ("a", "b"), ("t1", "t2"), ("t1", "t3"))
    result = run_pairs(komparu, directory, pairs, "-q", "--report-identical-files", "-x", "d")
    assert result.out == (b"Files a and copy are identical\nFiles a and b differ\n"
                          b"Files t1/f and t2/f are identical\nFiles t1/f and t3/f differ\n")
    assert run_pairs(komparu, directory, pairs, "-x", "*", "--allow-empty").out == DIFFER


def test_v4_pairs_and_operands_exclude_each_other(komparu, directory):
    (directory / "list").write_bytes(listed(("a", "b")))
    for args in (("--pairs=list", "a"), ("--pairs=list", "a", "b"), ("a", "b", "--pairs=list")):
        result = komparu.run(*args, cwd=directory)
        assert (result.status, result.out) == (2, b""), args
        assert result.err.startswith(b"komparu: ")


def test_a_list_that_cannot_be_read_is_trouble(komparu, directory):
    for name in ("nosuch", "t1", "list/x"):
        result = komparu.run(f"--pairs={name}", cwd=directory)
        assert (result.status, result.out) == (2, b"")
        assert name.encode() in result.err
    result = komparu.run("--pairs=-", cwd=directory, closed=(0,))
    assert (result.status, result.out) == (2, b"")


def test_standard_input_is_the_list_or_an_operand(komparu, directory):
    (directory / "list").write_bytes(listed(("-", "b"), ("a", "copy")))
    result = komparu.run("--pairs=list", cwd=directory, stdin=A)
    assert (result.status, result.out) == (1, b"- b differ: char 7, line 2\n")
    result = komparu.run("--pairs=-", cwd=directory, stdin=listed(("-", "a"), ("a", "b")))
    assert (result.status, result.out) == (2, DIFFER)
    (directory / "list").write_bytes(listed(("-", "a"), ("-", "a"), ("a", "b")))
    result = komparu.run("--pairs=list", cwd=directory, stdin=A)
    assert (result.status, result.out) == (2, DIFFER)


def peak_memory(process):
    """KiB that a process has had in memory at most."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return int(next(line for line in status if line.startswith("VmHWM:")).split()[1])


def test_twenty_thousand_pairs_in_one_process(komparu, directory):
    """In order, and in memory that does not grow with their number: it is looked at while the
    last pair waits for a FIFO."""
    plant(directory / "p", Fifo())
    kinds = [("a", "copy"), ("a", "b"), ("t1", "t2"), ("t1", "t3"), ("empty", "a")]
    pairs = [kinds[index % len(kinds)] for index in range(19_999)] + [("p", "a")]
    (directory / "list").write_bytes(listed(*pairs))
    (directory / "few").write_bytes(listed(*pairs[:4], ("p", "a")))
    peaks = {}
    for name in ("few", "list"):
        with open(directory / "out", "wb") as out:
            with komparu.running("--json", f"--pairs={name}", cwd=directory, stdout=out) as process:
                wait_until_waiting_for(process, directory / "p")
                peaks[name] = peak_memory(process)
                (directory / "p").write_bytes(A)
                result = finish(process)
        assert (result.status, result.err) == (1, b"")
    result = type(result)(result.status, (directory / "out").read_bytes(), b"")
    lines, summary = ndjson.read(result)
    assert [line["pair"] for line in lines if line["type"] == "pair"] == list(range(20_000))
    numbers = [line["pair"] for line in lines]
    assert numbers == sorted(numbers)
    differing = {line["pair"] for line in lines if line["type"] == "entry"}
    assert differing == {index for index in range(19_999) if index % 5 in (1, 3, 4)}
    assert summary["errors"] == 0
    assert peaks["list"] < peaks["few"] + (32 << 10)


def test_pairs_do_not_run_out_of_descriptors(komparu, bash, directory):
    pairs = [("a", "copy"), ("t1", "t2"), ("a", "b"), ("t1", "nosuch")] * 500
    (directory / "list").write_bytes(listed(*pairs))
    result = bash.run("-c", 'ulimit -n 32; exec "$0" "$@"', komparu.executable, "--pairs=list",
                      "-j8", cwd=directory)
    assert b"Too many open files" not in result.err
    assert (result.status, result.out) == (2, DIFFER * 500)
    messages = [line.partition(b": ")[2] for line in result.err.splitlines()]
    assert messages == [b"nosuch: No such file or directory"] * 500


def test_pairs_are_told_as_they_come(komparu, directory):
    """The first pairs are told while later ones are still to be typed."""
    with komparu.running("--pairs=-", cwd=directory, stdin=subprocess.PIPE) as process:
        process.stdin.write(listed(("nosuch", "a")))
        process.stdin.flush()
        assert select.select([process.stderr], [], [], 30)[0], "nothing was told yet"
        assert process.stderr.readline().endswith(b"nosuch: No such file or directory\n")
        process.stdin.write(listed(("a", "b")))
        process.stdin.close()
        process.stdin = None
        result = finish(process)
    assert (result.status, result.out) == (2, DIFFER)
