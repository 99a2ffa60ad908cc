#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds komparu against the other readers of a format, on archives that are nearly right.

A format brings good archives, a way to spoil one, and readers that give {name: what it is} or raise.
Each spoilt archive is compared by komparu, with -a, with the good one it was made of. Where komparu
says "same", every reader that reads the spoilt archive without complaint must find what it finds in
the good one: another finding is a wrong "same". Where all readers find the same and komparu says
"different", that is wrong, too. Trouble is never wrong, but it is counted.

usage: oracle.py KOMPARU FORMAT [--count=N] [--seed=N] [--share=N] [--keep=DIRECTORY]

--share=N: slow readers look at one of N archives only. --keep: what was judged wrongly is put there.
Prints one line a kind of spoiling; the status is 1 if anything was wrong.
"""

import argparse
import collections
import importlib
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

BATCH = 500


def verdicts(komparu, where, pairs):
    """"same", "different" or "trouble" for each pair of names in `where`."""
    listed = "".join(f"{left}\t{right}\n" for left, right in pairs)
    done = subprocess.run([komparu, "-a", "--json", "--pairs=-"], cwd=where, input=listed,
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 2):
        raise SystemExit(f"komparu ended with {done.returncode}: {done.stderr}")
    found = ["same"] * len(pairs)
    for line in done.stdout.splitlines():
        told = json.loads(line)
        if told["type"] == "entry":
            number = told["pair"]
            bad = told["status"] == "error" or found[number] == "trouble"
            found[number] = "trouble" if bad else "different"
    return found


def finding(reader, archive, where):
    """What the reader finds, or None if it complains."""
    try:
        return reader(archive, where)
    except Exception:  # whatever it is, it is a complaint
        return None


class Judge:
    def __init__(self, form, share, keep):
        self.form, self.share, self.keep = form, share, keep
        self.good = {}
        self.table = collections.defaultdict(collections.Counter)
        self.wrong = []

    def readers(self, number):
        slow = self.form.SLOW_READERS if number % self.share == 0 else {}
        return {**self.form.READERS, **slow}

    def findings(self, archive, number):
        """{reader: True or False, whether it finds what is in the good archive}."""
        name, good, spoilt = archive
        found = {}
        with tempfile.TemporaryDirectory(prefix="komparu-", dir=memory()) as where:
            for title, reader in self.readers(number).items():
                key = (name, title)
                if key not in self.good:
                    self.good[key] = finding(reader, good, f"{where}/good-{title}")
                here = finding(reader, spoilt, f"{where}/{title}")
                if here is not None:
                    found[title] = here == self.good[key]
        return found

    def judge(self, kind, verdict, archive, number):
        row = self.table[kind]
        row["all"] += 1
        row[verdict] += 1
        if verdict == "trouble":
            return
        found = self.findings(archive, number)
        row["read"] += len(found)
        others = [title for title, alike in found.items() if not alike]
        if verdict == "same" and others:
            self.report("wrong same", kind, archive, number, others)
        elif verdict == "different" and len(found) > 1 and not others:
            self.report("wrong different", kind, archive, number, found)

    def report(self, what, kind, archive, number, readers):
        self.table[kind][what] += 1
        self.wrong.append((what, kind, number, sorted(readers)))
        if self.keep:
            Path(self.keep).mkdir(parents=True, exist_ok=True)
            name = f"{number:07}-{kind}-{what}".replace(" ", "-")
            Path(self.keep, f"{name}.spoilt").write_bytes(archive[2])
            Path(self.keep, f"{name}.good").write_bytes(archive[1])


def memory():
    return "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None


def run(komparu, form, count, seed, share=1, keep=None):
    """Spoils `count` archives and returns the judge who has seen them."""
    chance = random.Random(seed)
    goods = form.good_archives()
    judge = Judge(form, share, keep)
    with tempfile.TemporaryDirectory(prefix="komparu-", dir=memory()) as where:
        for name, good in goods.items():
            Path(where, f"good-{name}").write_bytes(good)
        for first in range(0, count, BATCH):
            batch = []
            for number in range(first, min(first + BATCH, count)):
                name = chance.choice(sorted(goods))
                kind, spoilt = form.spoil(goods[name], chance)
                Path(where, f"{number - first}").write_bytes(spoilt)
                batch.append((kind, (name, goods[name], spoilt), number))
            pairs = [(str(each[2] - first), f"good-{each[1][0]}") for each in batch]
            for (kind, archive, number), verdict in zip(batch, verdicts(komparu, where, pairs)):
                judge.judge(kind, verdict, archive, number)
    return judge


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("komparu")
    parser.add_argument("format", choices=["tar"])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=int, default=1)
    parser.add_argument("--keep")
    options = parser.parse_args()
    form = importlib.import_module(f"{options.format}_oracle")
    judge = run(os.path.abspath(options.komparu), form, options.count, options.seed,
                options.share, options.keep)
    columns = ["all", "same", "different", "trouble", "read", "wrong same", "wrong different"]
    print(f"{'kind':24}", *(f"{column:>15}" for column in columns))
    for kind, row in sorted(judge.table.items()):
        print(f"{kind:24}", *(f"{row[column]:15}" for column in columns))
    total = sum(judge.table.values(), collections.Counter())
    print(f"{'total':24}", *(f"{total[column]:15}" for column in columns))
    for wrong in judge.wrong[:50]:
        print(*wrong)
    return 1 if judge.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
