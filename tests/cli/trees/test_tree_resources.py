# SPDX-License-Identifier: MIT
"""T4, F9, V7: many threads, few descriptors, great depth, great width, and an end by signal."""

import os
import signal

import pytest

from catalogue import generated
from command import TIMEOUT, wait_until, wait_until_waiting_for
from planting import Fifo, Link, fell, plant, plant_deep

A = b"abc\ndef\n"
B = b"abc\ndeX\n"


def limited(komparu, bash, directory, limits, *args):
    """Runs the command under limits such as "-n 32"."""
    script = f'ulimit {limits} || exit 99; exec "$0" "$@"'
    return bash.run("-c", script, komparu.executable, *args, cwd=directory)


# ---- threads and descriptors ------------------------------------------------------------------

@pytest.mark.parametrize("seed", range(200, 206))
def test_output_does_not_depend_on_threads(komparu, pair, seed):
    directory = pair(*generated(seed))
    for options in ((), ("-N",), ("--no-dereference",), ("-z", "--report-identical-files")):
        results = [komparu.run(f"-j{jobs}", *options, "L", "R", cwd=directory)
                   for jobs in (1, 2, 64, 64, 64)]
        assert all(result == results[0] for result in results)
        assert results[0].out


def test_output_does_not_depend_on_threads_when_sizes_vary(komparu, pair):
    def content(i, j):
        return bytes([i]) * (1 << 20 if (i + j) % 9 == 0 else j)

    left = {f"{i:02}": {f"{j}": content(i, j) for j in range(20)} for i in range(10)}
    right = {d: {f: (data[:-1] + b"!" if data and (int(d) + int(f)) % 3 == 0 else data)
                 for f, data in files.items()} for d, files in left.items()}
    directory = pair(left, right)
    results = [komparu.run(f"-j{jobs}", "L", "R", cwd=directory) for jobs in (1, 64, 3, 64)]
    assert all(result == results[0] for result in results)
    assert (results[0].status, results[0].err) == (1, b"")
    expected = sum(left[d][f] != right[d][f] for d in left for f in left[d])
    assert results[0].out.count(b"\n") == expected > 50


def test_f9_32_descriptors_are_enough_for_trees(komparu, bash, pair):
    wide = {f"{i}": {f"{j}": {"f": A, "g": b"%d" % j} for j in range(8)} for i in range(40)}
    deep = A
    for level in range(60):
        deep = {"d": deep, "f": b"%d" % level}
    directory = pair({"wide": wide, "deep": deep}, {"wide": wide, "deep": deep})
    for jobs in ("-j0", "-j1", "-j64"):
        result = limited(komparu, bash, directory, "-n 32", jobs, "L", "R")
        assert (result.status, result.out, result.err) == (0, b"", b"")
    plant(directory, {"R": {"wide": {"39": {"7": {"g": B}}}, "deep": {"d": {"d": {"f": B}}}}})
    for jobs in ("-j0", "-j1", "-j64"):
        result = limited(komparu, bash, directory, "-n 32", jobs, "L", "R")
        assert (result.status, result.err) == (1, b"")
        assert result.out == (b"Files L/deep/d/d/f and R/deep/d/d/f differ\n"
                              b"Files L/wide/39/7/g and R/wide/39/7/g differ\n")


@pytest.mark.parametrize("count", [16, 12, 10, 8, 7, 6, 5, 4])
def test_f9_too_few_descriptors_are_trouble_but_never_a_wrong_verdict(komparu, bash, pair, count):
    tree = {f"{i}": {"f": A, "d": {"g": A}} for i in range(20)}
    directory = pair(tree, tree)
    result = limited(komparu, bash, directory, f"-n {count}", "L", "R")
    assert result.status in (0, 2), result
    assert (result.status == 2) == (b"Too many open files" in result.err), result
    plant(directory / "R" / "9" / "d" / "g", B)
    result = limited(komparu, bash, directory, f"-n {count}", "L", "R")
    assert result.status in (1, 2), result
    assert (result.status == 2) == (b"Too many open files" in result.err), result


# ---- depth ------------------------------------------------------------------------------------

LEVELS = 20_000


@pytest.fixture(scope="module")
def deep(meadow):
    """Three trees of 20 000 levels: two equal ones, and one that differs at the bottom."""
    directory = meadow / "deep"
    for name, bottom in (("L", A), ("same", A), ("R", B)):
        plant_deep(directory / name, LEVELS, "d", {"f": bottom})
    (directory / "empty").mkdir()
    return directory


LIMITS = "-n 64 && ulimit -s 8192"


@pytest.mark.parametrize("jobs", ["1", "8"])
def test_t4_twenty_thousand_levels(komparu, bash, deep, jobs):
    result = limited(komparu, bash, deep, LIMITS, f"-j{jobs}", "L", "same")
    assert (result.status, result.out, result.err) == (0, b"", b"")
    result = limited(komparu, bash, deep, LIMITS, f"-j{jobs}", "L", "R")
    path = b"d/" * LEVELS + b"f"
    assert (result.status, result.err) == (1, b"")
    assert result.out == b"Files L/" + path + b" and R/" + path + b" differ\n"


@pytest.mark.parametrize("jobs", ["1", "8"])
@pytest.mark.parametrize("beside", [
    {"a": A}, {"z": A}, {"a": A, "b": {"f": A}, "y": {"f": A}, "z": A}])
def test_t4_f9_files_on_each_of_many_levels(komparu, bash, meadow, jobs, beside):
    """Files after the deep directory are judged when the walk comes back to their level."""
    levels, directory = 400, meadow / "levels"
    fell(directory)
    for side, bottom in (("L", A), ("R", B)):
        plant_deep(directory / side, levels, "d", {"f": bottom}, beside)
    path = b"d/" * levels + b"f"
    for limits in ("-n 32", "-n 64"):
        result = limited(komparu, bash, directory, limits, f"-j{jobs}", "L", "R")
        assert (result.status, result.err[:200]) == (1, b"")
        assert result.out == b"Files L/" + path + b" and R/" + path + b" differ\n"


def test_t4_twenty_thousand_levels_on_one_side(komparu, bash, deep):
    result = limited(komparu, bash, deep, LIMITS, "L", "empty")
    assert (result.status, result.out) == (1, b"Only in L: d\n")
    result = limited(komparu, bash, deep, LIMITS, "-N", "L", "empty")
    path = b"d/" * LEVELS + b"f"
    assert (result.status, result.err) == (1, b"")
    assert result.out == b"Files L/" + path + b" and empty/" + path + b" differ\n"


def test_t4_groups_of_deep_trees(komparu, bash, deep):
    result = limited(komparu, bash, deep, LIMITS, "L", "same", "R")
    assert (result.status, result.out, result.err) == (1, b"L\nsame\n\nR\n", b"")


@pytest.mark.parametrize("name", ["n" * 255, "日" * 85])
def test_t4_paths_beyond_the_longest_that_the_system_takes(komparu, garden, name):
    levels = 40
    plant_deep(garden / "L", levels, name, {"f": A, "g": A, "l": Link("f"), "only": {}})
    plant_deep(garden / "R", levels, name, {"f": B, "g": A, "l": Link("f"), "k": Link("nowhere")})
    result = komparu.run("L", "R", cwd=garden)
    path = (f"{name}/" * levels).encode()
    assert (result.status, result.err) == (1, b"")
    assert result.out.splitlines() == [
        b"Files L/%sf and R/%sf differ" % (path, path), b"Only in R/%s: k" % path[:-1],
        b"Files L/%sl and R/%sl differ" % (path, path), b"Only in L/%s: only" % path[:-1]]


# ---- width ------------------------------------------------------------------------------------

def test_a_hundred_thousand_files_in_one_directory(komparu, meadow):
    wide = meadow / "wide"
    for side in ("L", "R"):
        (wide / side).mkdir(parents=True)
        directory = os.open(wide / side, os.O_RDONLY)
        for index in range(100_000):
            os.close(os.open(f"{index:06}", os.O_WRONLY | os.O_CREAT, dir_fd=directory))
        os.close(directory)
    result = komparu.run("L", "R", cwd=wide)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    plant(wide / "L" / "012345", A)
    plant(wide / "R" / "099999", A)
    os.unlink(wide / "R" / "000000")
    result = komparu.run("L", "R", cwd=wide)
    assert (result.status, result.err) == (1, b"")
    assert result.out == (b"Only in L: 000000\nFiles L/012345 and R/012345 differ\n"
                          b"Files L/099999 and R/099999 differ\n")


# ---- interruption -----------------------------------------------------------------------------

@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("options", [("-j1",), ("-j8",), ("--json",), ("-s",)])
def test_v7_a_signal_ends_a_comparison_of_trees(komparu, faults, pair, number, options):
    """Every read returns one byte, so that these files take minutes."""
    tree = {f"{i}": bytes(4 << 20) for i in range(4)}
    directory = pair(tree, tree)
    env = faults.env("short path=/L/ size=1; short path=/R/ size=1")
    with komparu.running("--io=read", *options, "L", "R", cwd=directory, env=env) as process:
        wait_until(lambda: len(faults.acted()) >= 100, "reads have been cut short")
        process.send_signal(number)
        assert process.wait(TIMEOUT) == -number
        out = process.stdout.read()
    assert b'"exit":0' not in out and b'"exit":1,' not in out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_v7_a_signal_ends_groups_and_pairs(komparu, garden, number):
    plant(garden, {"p": Fifo(), "f": A, "t": {"f": A}, "list": b"t\tt\np\tf\nt\tt\n"})
    for args in (("f", "p", "f"), ("--pairs=list",)):
        with komparu.running(*args, cwd=garden) as process:
            wait_until_waiting_for(process, garden / "p")
            process.send_signal(number)
            assert process.wait(TIMEOUT) == -number


def test_a_time_limit_ends_a_comparison_of_trees(komparu, faults, pair):
    tree = {f"{i}": bytes(4 << 20) for i in range(4)}
    directory = pair(tree, tree)
    env = faults.env("short path=/L/ size=1; short path=/R/ size=1")
    result = komparu.run("--io=read", "--time-limit=1", "L", "R", cwd=directory, env=env)
    assert (result.status, result.out) == (2, b"")
    assert b"time" in result.err
    result = komparu.run("--io=read", "--time-limit=1", "--json", "L", "R", cwd=directory, env=env)
    assert b'"reason":"timed_out"' in result.out
