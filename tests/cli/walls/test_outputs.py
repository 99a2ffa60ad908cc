# SPDX-License-Identifier: MIT
"""What is compared stays as it was, wherever a list is to be written: the rule X7 as a property.

Names are drawn at random in a small world of directories, symbolic links and hard links. Python says
which files they mean; the command may neither disagree nor change a byte of an operand.
"""

import os
import random

import pytest

from planting import Link, plant

WORLD = {
    "L": {"f": b"1", "d": {"g": b"2", "up": Link("../..")}, "out": Link("../other")},
    "R": {"f": b"1", "d": {"g": b"3"}, "back": Link("../L/d")},
    "other": {"h": b"4", "deep": {}},
    "a": b"abc", "b": b"abd", "e": b"",
    "to-a": Link("a"), "to-L": Link("L"), "to-f": Link("L/f"), "dangling": Link("other/made"),
}
DIRECTORIES = ["L", "R", "L/d", "R/d", "other", "to-L", "L/out", "R/back", "L/d/up", "other/deep"]
FILES = ["a", "b", "e", "to-a", "to-f", "hard", "L/f", "R/f", "L/d/g", "other/h", "R/back/g"]
NEW = ["new", "other/made", "dangling", "L/new", "R/back/new", "other/deep/new", "L/out/new"]
SEEDS = range(6)


def _spelled(chance, path):
    """The same path, written another way."""
    head, slash, tail = path.rpartition("/")
    return chance.choice([path, f"./{path}", f"other/../{path}", f"{head}{slash}.//{tail}",
                          os.path.abspath(path), f"L/d/../../{path}"])


def _above(path):
    """Its directory, and all above that."""
    directory = os.path.dirname(os.path.realpath(path))
    while True:
        yield directory
        if directory == os.path.dirname(directory):
            return
        directory = os.path.dirname(directory)


def _is_in_danger(written, read):
    if os.path.realpath(written) == os.path.realpath(read):
        return True
    if not os.path.exists(read):
        return False
    if os.path.exists(written) and os.path.samefile(written, read):
        return True
    return any(os.path.samefile(read, directory) for directory in _above(written))


def _contents():
    found = {}
    for directory, _, names in os.walk("."):
        for name in names:
            path = os.path.join(directory, name)
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    found[path] = file.read()
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_x7_whatever_the_names_are_no_list_is_written_over_what_is_compared(
        komparu, tmp_path, monkeypatch, seed):
    chance = random.Random(seed)
    monkeypatch.chdir(tmp_path)
    refused = written = 0
    for attempt in range(25):
        here = tmp_path / str(attempt)
        plant(here, WORLD)
        monkeypatch.chdir(here)
        os.link("a", "hard")
        kind = chance.choice([DIRECTORIES, FILES])
        operands = [_spelled(chance, chance.choice(kind)) for _ in "LR"]
        if chance.random() < 0.1:
            operands[0] = "new"
        target = _spelled(chance, chance.choice(FILES + NEW))
        before = _contents()
        words = operands
        if chance.random() < 0.5:
            (here / "pairs").write_text("other\tother\n" + "\t".join(operands) + "\n")
            words = ["--pairs=pairs"]
        danger = any(_is_in_danger(target, read) for read in [*operands, *(
            ["other"] if words is not operands else [])])
        result = komparu.run(f"--combined={target}", *words)
        after = _contents()
        if danger:
            assert result.status == 2 and b"would be written" in result.err, (words, target, result)
            assert {**before, "./pairs": b""} == {**after, "./pairs": b""}, (words, target)
            refused += 1
        else:
            assert b"would be written" not in result.err, (words, operands, target, result)
            written += before != after
    assert refused > 3 and written > 0
