# SPDX-License-Identifier: MIT
"""G5: links to directories that are walked anyway cost one look, and never hide a difference."""

import os
import random

import pytest

import ndjson
from planting import Link, plant

A = b"abc\ndef\n"
B = b"abc\ndeX\n"


def packages(count, clique=False):
    """Packages that link all later ones, or all others: two to the power of `count` paths."""
    return {f"p{i}": {"index.js": b"%d\n" % i,
                      "node_modules": {f"p{j}": Link(f"../../p{j}") for j in range(count)
                                       if j > i or clique and j != i}}
            for i in range(count)}


@pytest.mark.parametrize("clique", [False, True])
@pytest.mark.parametrize("count", [2, 18, 40])
@pytest.mark.parametrize("jobs", ["-j1", "-j8"])
def test_g5_packages_that_link_each_other_cost_one_look_a_link(komparu, pair, count, clique, jobs):
    tree = packages(count, clique)
    links = count * (count - 1) // (1 if clique else 2)
    directory = pair(tree, tree)
    result = komparu.run(jobs, "L", "R", cwd=directory)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    _, summary = ndjson.entries(komparu.run("--json", jobs, "L", "R", cwd=directory))
    assert summary["same"] == count + links
    (directory / "R" / "p1" / "index.js").write_bytes(B)
    result = komparu.run(jobs, "L", "R", cwd=directory)
    assert (result.status, result.err) == (1, b"")
    assert result.out == b"Files L/p1/index.js and R/p1/index.js differ\n"


@pytest.mark.parametrize("clique", [False, True])
def test_g5_on_one_side_a_link_is_one_entry(komparu, pair, clique):
    count = 12
    directory = pair({"packages": packages(count, clique)}, {})
    result = komparu.run("-z", "-N", "L", "R", cwd=directory)
    assert (result.status, result.err) == (1, b"")
    links = {f"left packages/p{i}/node_modules/p{j}" for i in range(count)
             for j in range(count) if j > i or clique and j != i}
    files = {f"differ packages/p{i}/index.js" for i in range(count)}
    assert set(result.out.decode().split("\0")[:-1]) == links | files
    assert komparu.run("-N", "R", "L", cwd=directory).status == 1


@pytest.mark.parametrize("links", [
    {"a": Link(".")},
    {"d": {"a": Link("..")}},
    {"d": {"a": Link("..//."), "b": Link("./"), "c": Link("../d/")}},
    {"d": {"e": Link("../e")}, "e": {"d": Link("../d")}},
    {"d": {"e": {"f": {"up": Link("../../../d/../d/e/f")}}}},
])
def test_g5_equal_loops_are_the_same(komparu, pair, links):
    directory = pair({**links, "f": A}, {**links, "f": A})
    result = komparu.run("L", "R", cwd=directory)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    (directory / "R" / "f").write_bytes(B)
    result = komparu.run("L", "R", cwd=directory)
    assert (result.status, result.out, result.err) == (1, b"Files L/f and R/f differ\n", b"")


TARGET = {"d": {"s": {"f": A}}}
OTHER = {"d": {"s": {"f": B}}}


def differing(komparu, directory, *options):
    found, _ = ndjson.entries(komparu.run("--json", *options, "L", "R", cwd=directory))
    return {path.decode() for path, reason in found.items() if reason == "content"}


@pytest.mark.parametrize("left, right, told", [
    ({"l": Link("d/s")}, {"l": Link("d/s")}, {"d/s/f"}),
    ({"l": Link("d/s")}, {"l": Link("./d/s")}, {"d/s/f", "l/f"}),
    ({"l": Link("d/s"), "m": Link("l")}, {"l": Link("d/s"), "m": Link("l")}, {"d/s/f", "m/f"}),
    ({"l": Link("d"), "m": Link("l/s")}, {"l": Link("d"), "m": Link("l/s")}, {"d/s/f", "m/f"}),
    ({"l": Link("../L/d/s")}, {"l": Link("../L/d/s")}, {"d/s/f"}),
    ({"l": Link("d/s/f/../../s")}, {"l": Link("d/s/f/../../s")}, {"d/s/f"}),
])
def test_g5_a_difference_is_told_under_the_path_that_is_walked(komparu, pair, left, right, told):
    directory = pair({**TARGET, **left}, {**OTHER, **right})
    assert differing(komparu, directory) == told


def test_g5_a_target_that_is_a_link_on_one_side_is_followed(komparu, pair):
    directory = pair({"d": {"f": A}, "l": Link("d")}, {"d": Link("e"), "e": {"f": B}, "l": Link("d")})
    assert differing(komparu, directory) == {"d/f", "l/f"}


def test_g5_absolute_links_are_followed(komparu, pair):
    directory = pair(TARGET, OTHER)
    for side in "LR":
        (directory / side / "l").symlink_to(directory / side / "d" / "s")
    assert differing(komparu, directory) == {"d/s/f", "l/f"}


@pytest.mark.parametrize("options, told", [
    (("-x", "d"), {"l/f"}),
    (("-x", "s"), {"l/f"}),
    (("-x", "d/s"), {"l/f"}),
    (("-x", "other"), {"d/s/f"}),
    (("--include=f",), {"d/s/f"}),
    (("--include=l/*",), {"l/f"}),
    (("--max-depth=1",), {"l/f"}),
])
def test_g5_a_target_that_is_not_walked_is_followed(komparu, pair, options, told):
    directory = pair({**TARGET, "l": Link("d/s")}, {**OTHER, "l": Link("d/s")})
    assert differing(komparu, directory, *options) == told


def test_g5_links_in_a_directory_that_was_followed_lead_within_it(komparu, pair):
    """What `..` means above such a directory is not what the path says."""
    directory = pair({"l": Link("../both/in")}, {"l": Link("../both/in/.")})
    plant(directory / "both", {"in": {"loop": Link("."), "up": Link("../in"), "f": A}})
    (directory / "R" / "l").unlink()
    plant(directory / "both2", {"in": {"loop": Link("."), "up": Link("../in"), "f": B}})
    (directory / "R" / "l").symlink_to("../both2/in")
    result = komparu.run("L", "R", cwd=directory)
    assert result.out == b"Files L/l/f and R/l/f differ\n"
    assert result.status == 2
    assert result.err.startswith(b"komparu: L/l/up: recursive directory loop")


# ---- beside an oracle ---------------------------------------------------------------------------

def grown(rng, depth, top=True):
    tree = {}
    for name in rng.sample("abcd", rng.randrange(1, 4)):
        dice = rng.random()
        if dice < 0.35 and depth:
            tree[name] = grown(rng, depth - 1, False)
        elif dice < 0.75:
            up = "" if top else rng.choice(["", "../", "../../"])
            tree[name] = Link(up + rng.choice([".", "a", "b", "c", "a/b", "b/./c", "d/../a", "./a"]))
        else:
            tree[name] = A
    return tree


def changed(rng, tree):
    after = dict(tree)
    for name, what in tree.items():
        dice = rng.random()
        if isinstance(what, dict):
            after[name] = changed(rng, what)
        elif dice < 0.04:
            after[name] = B
        elif dice < 0.07:
            after[name] = {"a": A}
        elif dice < 0.14 and isinstance(what, Link):
            after[name] = Link("./" + what.text)
    return after


def differs_somewhere(left, right):
    """Follows everything, until both sides are where they were together before."""
    seen, todo = set(), [(os.fspath(left), os.fspath(right))]
    while todo:
        one, two = todo.pop()
        here = os.path.realpath(one), os.path.realpath(two)
        if here in seen:
            continue
        seen.add(here)
        names = os.listdir(one), os.listdir(two)
        if set(names[0]) != set(names[1]):
            return True
        for name in names[0]:
            a, b = os.path.join(here[0], name), os.path.join(here[1], name)
            there = os.path.exists(a), os.path.exists(b)
            if there != (True, True):
                continue  # a dangling link: trouble, or the same
            if os.path.isdir(a) != os.path.isdir(b):
                return True
            if os.path.isdir(a):
                todo.append((a, b))
            elif open(a, "rb").read() != open(b, "rb").read():
                return True
    return False


@pytest.mark.parametrize("lot", range(6))
def test_g5_trees_by_chance(komparu, pair, lot):
    answers = set()
    for seed in range(lot * 25, lot * 25 + 25):
        rng = random.Random(seed)
        left = {"L": grown(rng, 3)}
        directory = pair(left, {"R": changed(rng, left["L"])})
        one, two = directory / "L" / "L", directory / "R" / "R"
        result = komparu.run(one, two, cwd=directory)
        expected = differs_somewhere(one, two)
        answers.add(result.status)
        if result.out:
            assert expected, f"seed {seed}: {result.out}"
        if result.status == 0 or b"loop" not in result.err:
            assert bool(result.out) == expected, f"seed {seed}: {result.err}"
    assert 0 in answers and len(answers) > 1
