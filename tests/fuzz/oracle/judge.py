# SPDX-License-Identifier: MIT
"""Spoilt archives, komparu's verdicts on them, and what the readers say.

A spoilt archive is compared with the good one it was made of. Trouble is never wrong. For every
other verdict the readers are asked, and each one that reads the archive without complaint counts:

- "same" is wrong if any of them finds something else than in the good archive.
- "different" is wrong if two or more read it and all find what is in the good archive; but "/" at
  the start of a name and "." within it are compared as they are (A8), while programs leave them out.
- Where "different" is right, a tar is made of what the first reader finds, and that is compared with
  the spoilt archive. "Same" is wrong then if any reader finds something else, and "different" if two
  or more read it and all agree.

Readers that are programs take long. They are asked about one of `share` archives, and before any
"different" is called wrong.
"""

import io
import re
import tarfile
from pathlib import Path

from . import driver

BAD = ("wrong same", "wrong different", "crash", "hang")
COLUMNS = ("inputs", "same", "different", "trouble", "read", *BAD)
# How the two are given to komparu: it must not matter.
WAYS = [{}, {}, {}, {"left_stream": 1}, {"right_stream": 1}, {"by_digest": 1}, {"jobs": 4},
        {"left_stream": 1, "right_stream": 1}]


def tar_of(tree):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in sorted(tree.items()):
            info = tarfile.TarInfo(name)
            if content == "directory":
                info.type = tarfile.DIRTYPE
            elif isinstance(content, tuple):
                info.type, info.linkname = tarfile.SYMTYPE, content[1]
            else:
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content) if info.size else None)
    return out.getvalue()


def can_be_written(tree):
    """Whether tar_of() makes a tar of it that has one reading."""
    return all(content != "special" and not name.startswith("/") and "\0" not in name and
               ".." not in name.split("/") and not name.endswith("/")
               for name, content in tree.items())


class Case:
    """One spoilt archive and what is known about it."""

    def __init__(self, form, good, archive, number):
        self.form, self.good, self.archive, self.number = form, good, archive, number
        self.readings = {}

    def ask(self, readers):
        for title, reader in readers.items():
            if title not in self.readings:
                self.readings[title] = reading(reader, self.archive)

    def read(self):
        """The readings of those that did not complain."""
        return {title: tree for title, tree in self.readings.items() if tree is not None}


def reading(reader, archive):
    try:
        return reader(archive)
    except Exception:  # whatever it is, it is a complaint
        return None


class Judge:
    def __init__(self, form, path, share=1, keep=None):
        self.form, self.share, self.keep = form, share, keep
        self.komparu = driver.Driver(path)
        self.known = {}  # (good archive, reader) -> what it finds
        self.row = dict.fromkeys(COLUMNS, 0)
        self.wrong = []

    def run(self, count, chance):
        goods = self.form.good()
        names = sorted(goods)
        for first in range(0, count, driver.BATCH):
            cases = []
            for number in range(first, min(first + driver.BATCH, count)):
                good = goods[chance.choice(names)]
                cases.append(Case(self.form, good, self.form.spoil(good, chance), number))
            self.judge(cases, chance)
        self.komparu.close()

    def compare(self, pairs, chance):
        """A verdict for each pair; "unresolved" is a difference in names that programs change."""
        answers = self.komparu.ask_all([
            driver.request(left, right, kind="archives", most=driver.LONGEST_TEXT,
                           **chance.choice(WAYS)) for left, right in pairs])
        return ["unresolved" if verdict == "different" and re.search(rb" /|/\.[/\n]", text) else
                verdict for verdict, text in answers]

    def judge(self, cases, chance):
        pairs = [(case.archive, case.good) if chance.random() < 0.5 else (case.good, case.archive)
                 for case in cases]
        second = []
        for case, verdict in zip(cases, self.compare(pairs, chance)):
            self.row["inputs"] += 1
            self.row["different" if verdict == "unresolved" else verdict] += 1
            if verdict in BAD:
                self.report(verdict, case)
            elif verdict in ("same", "different") and not self.is_wrong(case, verdict):
                tree = next(iter(case.read().values()), None)
                if verdict == "different" and tree is not None and can_be_written(tree):
                    second.append((case, tree))
        made = [(tar_of(tree), case.archive) for case, tree in second]
        for (case, tree), verdict in zip(second, self.compare(made, chance)):
            self.judge_again(case, tree, verdict)

    def is_wrong(self, case, verdict):
        case.ask(self.form.READERS)
        if case.number % self.share == 0 or not case.read():
            case.ask(self.form.PROGRAMS)
        self.row["read"] += len(case.read())
        others = self.others(case)
        if verdict == "same":
            return self.report("wrong same", case, others) if others else False
        if others:
            return False
        case.ask(self.form.PROGRAMS)
        agree = len(case.read()) > 1 and not self.others(case)
        return self.report("wrong different", case) if agree else False

    def others(self, case):
        """The readers that find something else than in the good archive."""
        return [title for title, tree in case.read().items()
                if tree != self.known_to(title, case.good)]

    def known_to(self, title, good):
        key = (good, title)
        if key not in self.known:
            reader = {**self.form.READERS, **self.form.PROGRAMS}[title]
            self.known[key] = reading(reader, good)
        return self.known[key]

    def judge_again(self, case, tree, verdict):
        def differ():
            return [title for title, other in case.read().items() if other != tree]
        if verdict in ("crash", "hang"):
            self.report(verdict, case)
        elif verdict == "same" and differ():
            self.report("wrong same", case, differ())
        elif verdict == "different" and not differ():
            case.ask(self.form.PROGRAMS)
            if len(case.read()) > 1 and not differ():
                self.report("wrong different", case)

    def report(self, what, case, who=()):
        self.row[what] += what not in ("crash", "hang")
        self.wrong.append((what, case.number, sorted(who)))
        if self.keep:
            Path(self.keep).mkdir(parents=True, exist_ok=True)
            title = self.form.__name__.rpartition(".")[2]
            name = f"{title}-{what.replace(' ', '-')}-{case.number:07}"
            Path(self.keep, f"{name}.spoilt").write_bytes(case.archive)
            Path(self.keep, f"{name}.good").write_bytes(case.good)
        return True
