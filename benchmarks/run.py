#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures komparu against its peers and prints how many times faster it is.

Each row runs two commands in turn (A B, B A, A B ...) on the same files, after one run of each that
does not count. The ratio of a row is peer / komparu, of the medians of the wall clock; a row about
memory or loopback gives MiB instead. Before every process the files are read (hot) or put out of the
page cache (cold). rows.py holds the rows, fixtures.py their files.

Exit status: 0 all rows were measured (whether goals are met stands in the table), 1 a row was
skipped or failed, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import charts
import fixtures
from rows import ROWS, Row

_ROOT = Path(__file__).resolve().parents[1]
_QUICK = 256 << 20
_FULL = 1 << 30


class Skipped(Exception):
    """A program that the row needs is not here."""


class Failed(Exception):
    """A command did not do what the row is about."""


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__.split("\n")[0])
    parser.add_argument("--full", action="store_true", help="files of 1 GiB, as the goals are set")
    parser.add_argument("--list", action="store_true", help="show the rows and measure nothing")
    parser.add_argument("--rows", metavar="GLOB", action="append", help="only these; repeatable")
    parser.add_argument("--runs", metavar="N", type=int, help="runs of every command")
    parser.add_argument("--work-dir", metavar="DIR", help="make the files below DIR")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results there")
    parser.add_argument("--charts", metavar="DIR", type=Path, help="draw the results there")
    parser.add_argument("--build", metavar="DIR", type=Path, default=_ROOT / "build" / "release")
    parser.add_argument("--komparu", metavar="PATH", help="the command of another build")
    chosen = parser.parse_args(words)
    chosen.chosen = [row for row in ROWS if not chosen.rows or any(
        fnmatch.fnmatchcase(row.name, pattern) for pattern in chosen.rows)]
    if not chosen.chosen:
        parser.error("no row matches; --list shows them")
    return chosen


class Bench:
    def __init__(self, asked: argparse.Namespace, directory: Path) -> None:
        self._asked = asked
        self._directory = directory
        self._large = _FULL if asked.full else _QUICK
        # Not /dev/null: cmp recognises it and then does less.
        self._output = open(directory / "output", "w+b")
        self._package = asked.build.resolve() / "python"

    def measure(self, row: Row) -> dict:
        result = {"name": row.name, "about": row.about, "label": row.label, "goal": row.goal,
                  "measures": row.measures, "cache": row.cache}
        try:
            commands = [self._program(row.komparu), self._program(row.peer)]
            for name in row.needs:
                self._find(name)
            material = row.files.make(self._directory, self._large)
            try:
                result |= self._measured(row, commands, material)
            finally:
                material.close()
        except Skipped as reason:
            result |= {"state": "skipped", "reason": str(reason)}
        except (Failed, OSError, subprocess.CalledProcessError) as reason:
            result |= {"state": "failed", "reason": str(reason)}
        return result

    def _find(self, name: str) -> str:
        if name == "python":
            return sys.executable
        if name == "komparu":
            path = self._asked.komparu or str(self._asked.build / "apps/komparu/komparu")
        elif name.startswith(("limit_", "rival_")):
            path = str(self._asked.build / "benchmarks" / name)
        else:
            path = shutil.which(name) or shutil.which(name, path="/usr/sbin") or ""
        if not os.access(path, os.X_OK):
            raise Skipped(f"there is no {name} here")
        return os.path.abspath(path)

    def _program(self, command: tuple[str, ...]) -> tuple[str, ...]:
        return (self._find(command[0]), *command[1:])

    def _measured(self, row: Row, commands: list, material: fixtures.Material) -> dict:
        sides = [[material.words.get(word, word) for word in words] for words in commands]
        rounds = self._asked.runs or (row.rounds if self._asked.full else max(3, row.rounds // 3))
        runs: list[list[dict]] = [[], []]
        for number in range(-1, rounds):  # the first round does not count
            for side in (0, 1) if number % 2 else (1, 0):
                self._prepare(row, material)
                ended = self._run(sides[side], row.status, row.measures == "peak")
                if number >= 0:
                    runs[side].append(ended)
        medians = [{key: statistics.median(run[key] for run in each) for key in each[0]}
                   for each in runs]
        own, peer = (each[row.measures] for each in medians)
        ratios = [b[row.measures] / a[row.measures] for a, b in zip(*runs) if a[row.measures]]
        limit = own if row.measures != "wall" else None
        ratio = peer / own if own else float("inf")
        met = None if row.goal is None else (
            ratio >= row.goal if limit is None else limit <= row.goal)
        return {"state": "measured", "rounds": rounds, "ratio": ratio, "met": met,
                "ratio_low": min(ratios), "ratio_high": max(ratios), "files": material.about,
                "komparu": medians[0], "peer": medians[1]}

    def _prepare(self, row: Row, material: fixtures.Material) -> None:
        if row.cache == "cold":
            fixtures.drop(material.files)
            if os.geteuid() == 0:  # names and inodes, too
                Path("/proc/sys/vm/drop_caches").write_text("2")
            return
        buffer = bytearray(1 << 20)
        for path in material.files:
            with path.open("rb", buffering=0) as opened:
                while opened.readinto(buffer):
                    pass

    def _run(self, command: list[str], expected: int, peak: bool) -> dict:
        """Starts one process, without a shell, and waits for it. What posix_spawn starts begins
        with the peak memory of its parent, so that peaks are seen through GNU time."""
        peaks = self._directory / "peak"
        if peak:
            command = [self._find("time"), "-q", "-f", "%M", "-o", str(peaks), *command]
        variables = {name: value for name, value in os.environ.items()
                     if not name.lower().endswith("_proxy")}
        variables |= {"LC_ALL": "C", "PYTHONPATH": str(self._package)}
        self._output.truncate(0)
        sent = _loopback_bytes()
        begin = time.perf_counter()
        pid = os.posix_spawn(command[0], command, variables, file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, self._output.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, self._output.fileno(), 2)], setsigdef=[signal.SIGPIPE])
        _, code, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - begin
        status = os.waitstatus_to_exitcode(code)
        if status != expected:
            said = os.pread(self._output.fileno(), 200, 0).decode(errors="replace").split("\n")[0]
            raise Failed(f"{' '.join(command)[:80]} ended with {status}: {said}")
        return {"wall": wall, "user": usage.ru_utime, "system": usage.ru_stime,
                "peak": int(peaks.read_text().split()[-1]) / 1024 if peak else 0.0,
                "loopback": (_loopback_bytes() - sent) / 2**20}


def _loopback_bytes() -> int:
    found = re.search(r"^ *lo: *(\d+)", Path("/proc/net/dev").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def line(result: dict) -> str:
    begin = f"{result['name']:19} {result['label']:12} "
    if result["state"] != "measured":
        return begin + f"{result['state']}: {result['reason']}"
    goal = "" if result["goal"] is None else f"{result['goal']:g}"
    verdict = {None: "", True: "met", False: "MISSED"}[result["met"]]
    own, peer = result["komparu"], result["peer"]
    if result["measures"] != "wall":
        key = result["measures"]
        return begin + f"{own[key]:10.1f} {peer[key]:10.1f}  MiB     <= {goal:5} {verdict}"
    spread = f"{result['ratio_low']:.2f}-{result['ratio_high']:.2f}"
    return begin + (f"{own['wall']:8.4f} s {peer['wall']:8.4f} s {result['ratio']:7.2f}x "
                    f">= {goal:5} {verdict:7}{spread}")


def machine() -> dict:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return {"cpu": cpu[1] if cpu else platform.machine(), "cores": os.cpu_count(),
            "kernel": platform.release(), "load": os.getloadavg()[0]}


def main(words: list[str]) -> int:
    asked = arguments(words)
    if asked.list:
        for row in asked.chosen:
            print(f"{row.name:19} {row.label:12} {row.goal or '':<5} {row.about}")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = {"machine": machine(), "full": asked.full, "rows": []}
    print("{cpu}, {cores} cores, Linux {kernel}, load {load:.1f}".format(**report["machine"]))
    print(f"{'row':19} {'peer':12}    komparu       peer   ratio    goal")
    with tempfile.TemporaryDirectory(prefix="komparu-bench-", dir=asked.work_dir or "/var/tmp",
                                     ignore_cleanup_errors=True) as directory:
        bench = Bench(asked, Path(directory))
        for row in asked.chosen:
            report["rows"].append(bench.measure(row))
            print(line(report["rows"][-1]), flush=True)
            if asked.json:
                asked.json.write_text(json.dumps(report, indent=1) + "\n")
    if asked.charts:
        charts.draw(report, asked.charts)
    return 0 if all(row["state"] == "measured" for row in report["rows"]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
