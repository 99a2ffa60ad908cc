# SPDX-License-Identifier: MIT
"""What the options for trees change: which side counts, how deep it goes, when it stops."""

import os
import re
import shutil
import subprocess

import pytest

import ndjson
from planting import Fifo, Link

A = b"abc\ndef\n"
B = b"abc\ndeX\n"

CUT = rb"komparu: stopped by --max-diffs=\d+: the comparison is incomplete\n"


def outcome(komparu, directory, *options, **how):
    """Status and stdout of a run that has no trouble to tell."""
    result = komparu.run(*options, "L", "R", cwd=directory, **how)
    assert re.sub(CUT, b"", result.err) == b"", result
    return result.status, result.out


# ---- which side counts ------------------------------------------------------------------------

def test_one_way_passes_over_what_is_only_on_the_right(komparu, pair):
    directory = pair({"f": A, "d": {"g": A}}, {"f": A, "d": {"g": A, "h": A}, "i": A, "j": {}})
    assert outcome(komparu, directory)[0] == 1
    assert outcome(komparu, directory, "--one-way") == (0, b"")
    found, summary = ndjson.entries(komparu.run("--json", "--one-way", "L", "R", cwd=directory))
    assert (found, summary["same"], summary["only_right"]) == ({}, 2, 0)


def test_one_way_still_sees_what_is_only_on_the_left(komparu, pair):
    directory = pair({"f": A, "l": A, "d": {"m": A}}, {"f": B, "r": A, "d": {"s": A}})
    assert outcome(komparu, directory, "--one-way") == (
        1, b"Only in L/d: m\nFiles L/f and R/f differ\nOnly in L: l\n")


def test_one_way_with_new_file(komparu, pair):
    directory = pair({"l": A, "e": b""}, {"r": A})
    assert outcome(komparu, directory, "--one-way", "-N") == (1, b"Files L/l and R/l differ\n")


# ---- how far it goes --------------------------------------------------------------------------

MOUNT = 'mount -t tmpfs none "$1" && printf abc >"$1/f" && shift && exec "$@"'


def mounted(komparu, directory, inside, *args):
    """Runs it in a name space of its own, where a file system is mounted on `inside`."""
    unshare = shutil.which("unshare")
    if not unshare:
        pytest.skip("unshare is not installed")
    apart = ["-m"] if os.geteuid() == 0 else ["-r", "-m"]
    run = [unshare, *apart, "sh", "-c", MOUNT, "sh", inside]
    how = {"cwd": directory, "env": komparu.env, "capture_output": True, "check": False}
    tried = subprocess.run([*run, "true"], **how)
    if tried.returncode != 0:
        pytest.skip(f"no file system may be mounted here: {tried.stderr.decode(errors='replace')}")
    return subprocess.run([*run, komparu.executable, *args], **how)


@pytest.mark.parametrize("side", ["L", "R"])
def test_one_file_system_does_not_enter_another_one(komparu, pair, side):
    directory = pair({"m": {}, "f": A, "z": A}, {"m": {}, "f": A, "z": B})
    crossed = mounted(komparu, directory, f"{side}/m", "L", "R")
    assert (crossed.returncode, crossed.stderr) == (1, b"")
    assert crossed.stdout == b"Only in %s/m: f\nFiles L/z and R/z differ\n" % side.encode()
    stayed = mounted(komparu, directory, f"{side}/m", "--one-file-system", "L", "R")
    assert (stayed.returncode, stayed.stderr) == (1, b"")
    assert stayed.stdout == b"Files L/z and R/z differ\n"


def test_one_file_system_is_that_of_each_operand(komparu, pair):
    """An operand may itself be on another device than its surroundings and the other operand."""
    directory = pair({}, {"f": b"abd", "d": {}})
    result = mounted(komparu, directory, "L", "--one-file-system", "L", "R")
    assert (result.returncode, result.stderr) == (1, b"")
    assert result.stdout == b"Only in R: d\nFiles L/f and R/f differ\n"


LEVELS = {"f": A, "1": {"f": A, "2": {"f": A, "3": {"f": A, "l": A}}}}
OTHERS = {"f": B, "1": {"f": B, "2": {"f": B, "3": {"f": B, "r": A}}}}
BY_LEVEL = [["f"], ["1/f"], ["1/2/f"], ["1/2/3/f"]]


@pytest.mark.parametrize("depth", [0, 1, 2, 3, 4, 18446744073709551615])
def test_max_depth_counts_the_levels_below_the_operands(komparu, pair, depth):
    result = komparu.run("--json", f"--max-depth={depth}", "L", "R", cwd=pair(LEVELS, OTHERS))
    found, _ = ndjson.entries(result)
    expected = {f"{path}": "content" for paths in BY_LEVEL[:depth + 1] for path in paths}
    if depth >= 3:
        expected |= {"1/2/3/l": "only_left", "1/2/3/r": "only_right"}
    assert {path.decode(): what for path, what in found.items()} == expected


def test_max_depth_says_same_only_of_what_it_saw(komparu, pair):
    directory = pair({"d": {"e": {"f": A}}}, {"d": {"e": {"f": B}}})
    assert outcome(komparu, directory, "--max-depth=1") == (0, b"")
    assert outcome(komparu, directory, "--max-depth=2")[0] == 1


def test_no_recursive_stays_in_the_operands(komparu, pair):
    directory = pair({**LEVELS, "d": {}, "k": A}, {**OTHERS, "k": {}})
    status, out = outcome(komparu, directory, "--no-recursive")
    lines = [line for line in out.splitlines() if not line.startswith(b"Common subdirectories: ")]
    assert (status, lines) == (1, [
        b"Only in L: d", b"Files L/f and R/f differ",
        b"File L/k is a regular file while file R/k is a directory"])
    assert komparu.run("--max-depth=0", "--json", "L", "R", cwd=directory).status == 1


@pytest.mark.parametrize("value", ["", "-1", "x", "1x"])
@pytest.mark.parametrize("option", ["--max-depth", "-m"])
def test_v4_numbers_that_are_none(komparu, pair, option, value):
    result = komparu.run(option, value, "L", "R", cwd=pair({"f": A}, {"f": A}))
    assert (result.status, result.out) == (2, b"")
    assert result.err.startswith(b"komparu: ")


# ---- when it stops ----------------------------------------------------------------------------

BIG = bytes(3 << 20)


def many():
    """The first files take longest, so that later ones are settled earlier."""
    left = {f"{index:03}": BIG[: len(BIG) >> index // 2] for index in range(24)}
    right = {name: content[:-1] + b"\1" for name, content in left.items()}
    for index in range(24, 300):
        left[f"{index:03}"], right[f"{index:03}"] = A, B
    right["100"] = left["100"]
    del left["150"]
    return left, right


@pytest.mark.parametrize("count", [1, 2, 3, 10, 100, 298])
def test_v1_max_diffs_are_the_first_in_path_order(komparu, pair, count):
    directory = pair(*many())
    status, everything = outcome(komparu, directory)
    lines = everything.splitlines(keepends=True)
    assert (status, len(lines)) == (1, 299)
    for jobs in ("1", "8", "8", "8"):
        status, out = outcome(komparu, directory, "-m", str(count), "-j", jobs)
        assert (status, out) == (1, b"".join(lines[:count]))
    result = komparu.run("--json", f"--max-diffs={count}", "L", "R", cwd=directory)
    _, summary = ndjson.entries(result)
    assert (summary["exit"], summary["differ"] + summary["only_right"]) == (1, count)


def test_v1_max_diffs_count_every_kind_of_difference(komparu, pair):
    directory = pair({"a": A, "b": {}, "c": A, "d": A}, {"a": {}, "aa": A, "c": B, "d": B})
    expected = [b"File L/a is a regular file while file R/a is a directory\n", b"Only in R: aa\n",
                b"Only in L: b\n", b"Files L/c and R/c differ\n", b"Files L/d and R/d differ\n"]
    for count in range(1, 9):
        assert outcome(komparu, directory, "-m", str(count)) == (1, b"".join(expected[:count]))
    assert outcome(komparu, directory, "-m4", "--one-way")[1] == \
        b"".join(expected[:1] + expected[2:])


def test_v1_trouble_and_max_diffs(komparu, pair):
    """What stopped at its differences is different; what reached the end was in trouble."""
    loop, unlike = {"d": {"loop": Link("..")}}, {"d": {"loop": Link("./..")}}
    directory = pair({"a": A, **loop, "z": A}, {"a": B, **unlike, "z": B})
    stopped = komparu.run("-m1", "L", "R", cwd=directory)
    assert (stopped.status, stopped.out) == (1, b"Files L/a and R/a differ\n")
    stopped = komparu.run("-m2", "L", "R", cwd=directory)
    assert stopped.status == 1
    assert stopped.out == b"Files L/a and R/a differ\nFiles L/z and R/z differ\n"
    assert b"L/d/loop: recursive directory loop" in stopped.err
    whole = komparu.run("-m3", "L", "R", cwd=directory)
    assert (whole.status, whole.out) == (2, stopped.out)
    assert whole.err + b"komparu: stopped by --max-diffs=2: the comparison is incomplete\n" == \
        stopped.err


def test_max_diffs_do_not_count_what_is_the_same(komparu, pair):
    directory = pair({"a": A, "b": A, "c": A}, {"a": A, "b": B, "c": B})
    assert outcome(komparu, directory, "--report-identical-files", "-m1") == (
        1, b"Files L/a and R/a are identical\nFiles L/b and R/b differ\n")


@pytest.mark.parametrize("option", ["-s", "--quiet", "--silent"])
def test_quiet_says_nothing(komparu, pair, option):
    def status(left, right, **how):
        result = komparu.run(option, "L", "R", cwd=pair(left, right), **how)
        assert result.out == b""
        return result.status

    assert status({"f": A, "d": {"f": A}}, {"f": A, "d": {"f": A}}) == 0
    assert status({"f": A}, {"f": B}) == 1
    assert status({"f": A}, {}) == 1
    assert status({"d": {}}, {}) == 1
    assert status({"f": A}, {"f": {}}) == 1


def test_v1_quiet_trouble_yields_to_a_proven_difference(komparu, pair):
    loop, unlike = {"loop": Link(".")}, {"loop": Link("./.")}
    for name in ("a", "z"):
        directory = pair({name: loop, "f": A}, {name: unlike, "f": B})
        for _ in range(20):
            result = komparu.run("-s", "-j8", "L", "R", cwd=directory)
            assert (result.status, result.out) == (1, b"")
    directory = pair({"a": loop, "f": A}, {"a": unlike, "f": A})
    assert komparu.run("-s", "L", "R", cwd=directory).status == 2


def test_v1_two_hundred_runs_agree(komparu, pair):
    loop, unlike = ({"d": {"loop": Link(text)}, "z": Fifo()} for text in ("..", "./.."))
    directory = pair({f"{i}": A * i for i in range(60)} | loop,
                     {f"{i}": (B if i % 7 == 0 else A) * i for i in range(60)} | unlike)
    first = komparu.run("-j8", "L", "R", cwd=directory)
    assert (first.status, first.out.count(b"\n")) == (2, 8)
    for _ in range(199):
        assert komparu.run("-j8", "L", "R", cwd=directory) == first


# ---- links ------------------------------------------------------------------------------------

def test_t2_no_dereference_compares_texts(komparu, pair):
    trees = {"t": A, "same": Link("t"), "far": Link("t"), "loop": Link("."), "gone": Link("gone/x")}
    directory = pair(trees, {**trees, "far": Link("./t")})
    assert outcome(komparu, directory, "--no-dereference") == (
        1, b"Symbolic links L/far and R/far differ\n")
    found, summary = ndjson.entries(
        komparu.run("--json", "--no-dereference", "L", "R", cwd=directory))
    assert (found, summary["same"]) == ({b"far": "link"}, 4)
