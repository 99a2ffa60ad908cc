# SPDX-License-Identifier: MIT
"""Small trees that differ in a few places, against a walk in Python and `diff -r`."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections import Counter

from . import driver, readers

NAMES = [b"a", b"b", b"c", b"A", b"a.txt", b"d d", b"\xc3\xbc", b"u\xcc\x88", b"\xff\xfe", b"-x",
         b"n\nl", b"a-", b"z" * 200, b"..x", b".h", b"~"]
TARGETS = [b"a", b"b", b"c", b"../a", b"../b", b"nowhere", b".", b"d d/a", b"a.txt", b"A"]


# ---- trees --------------------------------------------------------------------------------------

def write(path, chance):
    size = chance.choice([0, 1, 10, 4095, 4096, 4097, 70000])
    data = chance.choice([bytes(size), b"x" * size, chance.randbytes(size), b"ab"[:size]])
    with open(path, "wb") as file:
        file.write(data)


def plant(where, chance, depth=0):
    os.mkdir(where)
    for name in chance.sample(NAMES, chance.randrange(1, 7)):
        path, what = os.path.join(where, name), chance.randrange(12)
        if what < 7:
            write(path, chance)
        elif what < 9 and depth < 4:
            plant(path, chance, depth + 1)
        else:
            os.symlink(chance.choice(TARGETS), path)


def everything(where):
    found = []
    for name in sorted(os.listdir(where)):
        path = os.path.join(where, name)
        found.append(path)
        if os.path.isdir(path) and not os.path.islink(path):
            found += everything(path)
    return found


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def change(where, chance):
    paths = everything(where)
    if not paths:
        return
    path, what = chance.choice(paths), chance.randrange(6)
    beside = os.path.join(os.path.dirname(path), chance.choice(NAMES))
    is_file = os.path.isfile(path) and not os.path.islink(path)
    if what == 0 and not os.path.lexists(beside):
        os.rename(path, beside)
    elif what == 1 and not os.path.lexists(beside):
        chance.choice([write, lambda made, _: os.mkdir(made)])(beside, chance)
    elif what == 2:
        remove(path)
    elif what == 3:
        remove(path)
        os.symlink(chance.choice(TARGETS), path)
    elif is_file:
        with open(path, "r+b") as file:
            data = bytearray(file.read())
            if data and what == 4:
                data[chance.randrange(len(data))] ^= 1
            else:
                data += b"\0"
            file.seek(0)
            file.write(data)


# ---- what is true -------------------------------------------------------------------------------

def kind(path, follow):
    """(kind, what tells directories apart)."""
    try:
        found = os.stat(path) if follow else os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return "dangling", None
    except OSError:
        return "loop", None
    return stat.S_IFMT(found.st_mode), (found.st_dev, found.st_ino)


def content(path):
    with open(path, "rb") as file:
        return file.read()


def entry(left, right, follow):
    """The status of two entries of one name, or None where both are directories."""
    (one, _), (other, _) = kind(left, follow), kind(right, follow)
    if "loop" in (one, other):
        return b"error"
    if "dangling" in (one, other):
        alike = one == other and os.readlink(left) == os.readlink(right)
        return b"same" if alike else b"error"
    if one != other:
        return b"differ"
    if stat.S_ISDIR(one):
        return None
    read = os.readlink if stat.S_ISLNK(one) else content
    return b"same" if read(left) == read(right) else b"differ"


def findings(left, right, follow, above=b"", chain=()):
    """{path: status}; where links lead round, None: that is left open."""
    found = {}
    here = (kind(left, True)[1], kind(right, True)[1])
    if any(here[0] == one or here[1] == other for one, other in chain):
        return None
    for name in sorted({*os.listdir(left), *os.listdir(right)}):
        one, other = os.path.join(left, name), os.path.join(right, name)
        if not os.path.lexists(one) or not os.path.lexists(other):
            found[above + name] = b"only_left" if os.path.lexists(one) else b"only_right"
            continue
        status = entry(one, other, follow)
        if status is not None:
            found[above + name] = status
            continue
        below = findings(one, other, follow, above + name + b"/", (*chain, here))
        if below is None:
            return None
        found.update(below)
    return found


def verdict_of(found):
    statuses = set(found.values())
    if b"error" in statuses:
        return "trouble"
    return "different" if statuses - {b"same"} else "same"


def diff(left, right, follow):
    words = ["diff", "-rq", *([] if follow else ["--no-dereference"]), left, right]
    status = subprocess.run(words, check=False, capture_output=True).returncode
    return ["same", "different", "trouble"][status]


# ---- judging ------------------------------------------------------------------------------------

def judge(verdict, text, found, follow):
    if verdict in ("crash", "hang"):
        return verdict
    wanted = verdict_of(found)
    if verdict != wanted:
        return "wrong same" if verdict == "same" else "wrong different"
    if wanted == "trouble":
        return ""
    lines = Counter(line for path, status in found.items() if status != b"same"
                    for line in (b"%s %s" % (status, path)).split(b"\n"))
    told = Counter(text.split(b"\n")) if text else Counter()
    # What is behind a link is not told again where it is told elsewhere (G5).
    return "" if told == lines or (follow and told <= lines) else "wrong different"


def run(path, count, chance, share, row):
    """Fills the row; what was wrong, as text."""
    komparu, wrong = driver.Driver(path), []
    with tempfile.TemporaryDirectory(prefix="komparu-", dir=readers.MEMORY) as where:
        left, right = (os.path.join(os.fsencode(where), side) for side in (b"left", b"right"))
        for number in range(count):
            if number % 40 == 0:
                for side in (left, right):
                    shutil.rmtree(side, ignore_errors=True)
                plant(left, chance)
                shutil.copytree(left, right, symlinks=True)
            for _ in range(chance.choice([0, 1, 1, 2])):
                change(chance.choice([left, right]), chance)
            follow = chance.random() < 0.5
            found = findings(left, right, follow)
            asked = {"kind": "trees", "follow": follow, "jobs": chance.choice([0, 1, 4]),
                     "quick_check": chance.randrange(2)}
            verdict, text = komparu.ask(driver.request(left, right, **asked))
            row["inputs"] += 1
            row[verdict] += 1
            if found is None and verdict not in ("crash", "hang"):
                continue
            fault = judge(verdict, text.removesuffix(b"\n"), found or {}, follow)
            if number % share == 0:
                row["read"] += 1
                # diff says that two links to nowhere are trouble.
                if verdict == "same" and diff(left, right, follow) == "different":
                    fault = "wrong same"
            if fault:
                row[fault] += fault not in ("crash", "hang")
                wrong.append((fault, number, [f"{asked} {verdict} {text} not {found}"]))
    komparu.close()
    return wrong, komparu.peak
