# SPDX-License-Identifier: MIT
"""Pairs of trees in which diff and komparu must say the same: by hand, and by chance."""

import random
from dataclasses import dataclass

from planting import Fifo, Link, Socket

A = b"abc\ndef\n"
OTHER = b"abc\ndeX\n"
LONGER = A + b"ghi\n"
DEEP = {"d": {"e": {"f": A, "g": b"", "h": {}}}}


@dataclass(frozen=True)
class Situation:
    """Two trees, and the options with which diff is not followed (see test_diff_parity.py)."""

    name: str
    left: dict
    right: dict
    not_with: tuple = ()

    def __str__(self):
        return self.name


LEAVES_OUT_ALL = (("-x", "a*", "-x", "[de]"),)
WITH_ABSENT = (("-N",), ("-N", "--report-identical-files"), ("-N", "--no-dereference"))

# One entry of each kind, by a short name.
KINDS = {
    "file": A,
    "other": OTHER,
    "longer": LONGER,
    "empty": b"",
    "dir": {"f": A},
    "emptydir": {},
    "deepdir": DEEP,
    "fifo": Fifo(),
    "socket": Socket(),
    "null": Link("/dev/null"),
    "zero": Link("/dev/zero"),
    "tofile": Link("../target"),
    "todir": Link("../directory"),
    "dangling": Link("nowhere"),
    "elsewhere": Link("elsewhere"),
    "selfish": Link("selfish"),
}
LEAD_NOWHERE = ["dangling", "elsewhere", "selfish"]


def _kind_matrix(wanted):
    """Every kind against every kind, and both sides of each pair have what the links lead to."""
    trees = ({"target": A, "directory": {"f": A}}, {"target": A, "directory": {"f": A}})
    for one in KINDS:
        for two in KINDS:
            if not wanted(one, two):
                continue
            for tree, kind in zip(trees, (one, two)):
                what = Link(f"{one}-{two}") if kind == "selfish" else KINDS[kind]
                if kind == "todir" and tree is trees[1]:
                    what = Link("./../directory")  # G5
                tree.setdefault(one, {})[f"{one}-{two}"] = what
    return trees


def _one_can_be_looked_at(one, two):
    # Two of these kinds are the same to komparu: see test_diff_parity.py.
    return not {one, two} <= {*LEAD_NOWHERE} and not (one == two and one in {"fifo", "socket"})


def _both_lead_nowhere(one, two):
    return {one, two} <= {*LEAD_NOWHERE} and one != two


def _one_sided(names):
    left = {f"left-{name}": KINDS[name] for name in names}
    right = {f"right-{name}": KINDS[name] for name in names}
    both = {"target": A, "directory": {"f": A}}
    return {"both": {**both, "inside": left}}, {"both": {**both, "inside": right}}


OTHERS = [name for name, what in KINDS.items() if not isinstance(what, Link)]
LINKS = ["null", "zero", "tofile", "todir"]
ORDER = ["a", "a-b", "a.b", "a0", "Q", "Z", "b", "_", " ", "~", "-", "é", "z" * 255,
         b"\x80", b"\xff", "日本", "😀", "a b", "a\\b", "a'b", 'a"b', "ab"]
HALF = set(ORDER[::2])


def _ordered(content, keep, inside):
    """Files and directories of all names mixed; `keep` says which names there are."""
    tree = {}
    for index, name in enumerate(ORDER):
        if keep(name):
            tree[name] = {"x": content, "a.x": content, **inside} if index % 3 == 0 else content
    return tree


SITUATIONS = [
    Situation("two empty trees", {}, {}),
    Situation("equal files", {"f": A, "s": {"f": A}}, {"f": A, "s": {"f": A}}),
    Situation("other bytes", {"f": A, "s": {"f": A}}, {"f": OTHER, "s": {"f": OTHER}}),
    Situation("other size", {"f": A, "g": LONGER}, {"f": LONGER, "g": A}),
    Situation("empty against not", {"f": b"", "g": A, "h": b""}, {"f": A, "g": b"", "h": b""}),
    Situation("nothing against a tree", {}, {"f": A, "d": {"f": A}, "e": {}, "g": b""}),
    Situation("a tree against nothing", {"f": A, "d": {"f": A}, "e": {}, "g": b""}, {}),
    Situation("an empty directory on one side", {"d": {}, "s": {"e": {}}}, {"s": {"f": {}}}),
    Situation("only emptiness on one side", {"d": {"e": {"f": {}}, "g": b""}}, {"h": {"i": b""}}),
    Situation("a deep difference", DEEP, {"d": {"e": {"f": OTHER, "g": A}}}, LEAVES_OUT_ALL),
    Situation("a directory in place of a file", {"x": {}, "y": A}, {"x": A, "y": {"f": A}}),
    Situation("all names, order", _ordered(A, lambda name: True, {}),
              _ordered(OTHER, lambda name: True, {})),
    Situation("all names, one-sided", _ordered(A, lambda name: name in HALF, {"l": A}),
              _ordered(A, lambda name: name not in HALF, {"r": A})),
    Situation("all names, some one-sided", _ordered(A, lambda name: name in HALF, {"l": A}),
              _ordered(OTHER, lambda name: True, {"r": A})),
    Situation("every kind against every kind", *_kind_matrix(_one_can_be_looked_at)),
    Situation("links that lead nowhere on both sides", *_kind_matrix(_both_lead_nowhere)),
    Situation("every kind on one side", *_one_sided(OTHERS)),
    # There diff blames the side that has no link at all.
    Situation("every link on one side", *_one_sided(LINKS), WITH_ABSENT),
    Situation("links that lead nowhere on one side", *_one_sided(LEAD_NOWHERE),
              (("-N", "--no-dereference"),)),
    Situation("equal links", {"t": A, "l": Link("t"), "m": Link("l"), "d": {}, "e": Link("d")},
              {"t": A, "l": Link("t"), "m": Link("l"), "d": {}, "e": Link("./d")}),
    Situation("links with one target, other texts",
              {"t": A, "l": Link("t"), "d": {"f": A}, "e": Link("d"), "n": Link("nowhere")},
              {"t": A, "l": Link("./t"), "d": {"f": A}, "e": Link("../R/d"), "n": A}),
    Situation("links with equal texts, other content", {"t": A, "l": Link("t"), "m": Link("t")},
              {"t": OTHER, "l": Link("t"), "m": OTHER}),
    Situation("links out of the trees", {"l": Link("../R"), "p": Link("/etc/passwd")},
              {"l": {}, "p": Link("/etc/passwd")}),
    Situation("links whose text is not UTF-8",
              {"l": Link(b"\xff"), "t": Link(b"t\xe9"), b"t\xe9": A, "m": Link(b"\xfe")},
              {"l": A, "t": Link(b"t\xe9"), b"t\xe9": A, "m": Link(b"./t\xe9")}),
    Situation("a dangling link against one that is not",
              {"t": A, "l": Link("t"), "m": Link("u")}, {"u": A, "l": Link("t"), "m": Link("u")}),
    Situation("loops of one step", {"l": Link("."), "f": A, "m": A, "z": A},
              {"l": Link("./."), "f": OTHER, "m": A}),
    Situation("loops to the parent", {"s": {"up": Link(".."), "f": A}, "f": A, "zz": {"f": A}},
              {"s": {"up": Link("./.."), "f": OTHER}, "f": OTHER, "zz": {"f": OTHER}}),
    Situation("loops through one another",
              {"n": {"s": Link("../s")}, "t": Link("s"),
               "s": {"n": Link("../n"), "up": Link(".."), "f": A}},
              {"n": {"s": Link("./../s")}, "t": Link("./s"),
               "s": {"n": Link("./../n"), "up": Link("./.."), "f": OTHER}}),
    Situation("loops on both sides with other texts",
              {"d": {"l": Link("."), "e": {"l": Link("../..")}}},
              {"d": {"l": Link("../d"), "e": {"l": Link("..")}}}, LEAVES_OUT_ALL),
    Situation("a loop against a file", {"l": Link("."), "f": A}, {"l": b"", "f": A}),
    Situation("a loop against an empty directory", {"l": Link("."), "f": A}, {"l": {}, "f": A}),
    Situation("a loop against a directory that goes as deep",
              {"l": Link("."), "f": A},
              {"l": {"l": {"l": {"f": OTHER}, "f": A}, "f": OTHER}, "f": A}),
    Situation("an empty directory against a loop", {"s": {"l": {}}}, {"s": {"l": Link("..")}}),
    Situation("a loop on one side", {"s": {"l": Link(".."), "f": A}}, {"s": {"f": A}},
              (("-N", "--no-dereference"),)),
    Situation("a loop on the other side", {"s": {"f": A}}, {"s": {"l": Link(".."), "f": A}},
              (("-N", "--no-dereference"),)),
]

# Names that differ in more than case, so that nothing has to be noted about them.
_NAMES = ["a", "a-b", "a.b", "a0", "bc", "_", "c d", "é", b"\xff", b"\xc3", "d", "e", "f~",
          "日", "-x"]
_UPWARD = [".", "./.", ".."]
_CONTENTS = [b"", A, OTHER, LONGER, b"x" * 5000, b"x" * 4999 + b"y"]


# How many entries a directory has, by the levels that may follow below it.
_COUNTS = [(0, 5), (0, 15), (0, 15), (0, 15), (8, 15)]


def _grown(rng, depth, links):
    tree = {}
    count = rng.randrange(*_COUNTS[depth])
    for name in rng.sample(_NAMES, count):
        dice = rng.random()
        if dice < 0.25 and depth:
            tree[name] = _grown(rng, depth - 1, _UPWARD)
        elif dice < 0.35:
            files = [key for key, what in tree.items() if isinstance(what, bytes)]
            tree[name] = Link(rng.choice(files) if files else ".")
        elif dice < 0.40:
            tree[name] = Link(rng.choice(links))
        else:
            tree[name] = rng.choice(_CONTENTS)
    return tree


def _changed(rng, tree):
    """The tree with some entries changed, taken away and added."""
    after = {}
    for name, what in tree.items():
        dice = rng.random()
        if dice < 0.08:
            continue
        if dice < 0.14:
            after[name] = rng.choice([Fifo(), Socket(), {}, b"", A, Link("nowhere"),
                                      Link("/dev/null"), {"d": A}])
        elif isinstance(what, dict):
            after[name] = _changed(rng, what)
        elif isinstance(what, Link) and what.text in _UPWARD:
            after[name] = Link("./" + what.text)  # G5
        elif dice < 0.3 and isinstance(what, bytes):
            after[name] = rng.choice(_CONTENTS)
        else:
            after[name] = what
    for name in _NAMES:
        if name not in tree and rng.random() < 0.04:
            after[name] = rng.choice([A, b"", {}, DEEP, Fifo()])
    return after


def generated(seed):
    """Two trees that have most in common; the same ones for the same seed."""
    rng = random.Random(seed)
    # At the top `..` would lead to where both trees are.
    left = _grown(rng, 4, _UPWARD[:2])
    return left, _changed(rng, left)


def has_links_on_one_side(left, right):
    """Whether some link, at any depth, has nothing beside it."""
    for name in left.keys() | right.keys():
        one, two = left.get(name), right.get(name)
        if one is None or two is None:
            if _has_link(two if one is None else one):
                return True
        elif isinstance(one, dict) and isinstance(two, dict) and has_links_on_one_side(one, two):
            return True
    return False


def _has_link(what):
    if isinstance(what, dict):
        return any(map(_has_link, what.values()))
    return isinstance(what, Link)
