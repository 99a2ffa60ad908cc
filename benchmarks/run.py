#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures komparu against its peers and prints how many times faster it is.

Every row runs two commands in turn (A B, B A, A B ...) on the same files. The ratio of a row is
peer / komparu, of the medians of the wall clock: above 1 komparu is the faster one. A row about
memory has the difference of the peaks instead, one about loopback the bytes. The rows are data, in rows/; README.md tells what
they mean.

--json writes one object. Times are seconds, sizes are bytes unless a name says otherwise, and a
"spread" is an object {median, q1, q3, min, max}.

    schema          1; it changes when a reader of these fields would have to
    complete        false when the run was interrupted: the rows are those measured until then
    started         when, in UTC, as ISO 8601
    seconds         how long the whole run took
    mode            "quick" or "full"
    large_bytes     the size of a large file
    machine         cpu, cores (that this process may use), kernel, memory_bytes,
                    filesystem {type, device} of the work directory,
                    load_before, load_after (the one-minute load averages)
    versions        of every program that ran: the first line of its --version, "" if it has none
    rows            in the order of the table, each:
        name, about, peer_label
        measures    "wall" (the clock), "peak_rss" (memory) or "loopback" (bytes over it)
        goal        {direction: "at_least" | "at_most", ratio}, or where memory is measured
                    {direction: "at_most", more_mib} or, for komparu's peak alone, mib, or where
                    bytes over loopback are {direction: "at_most", mib}, or null: for information
        state       "measured"; "skipped" (a program is not here); "failed" (a program ended with
                    another status than the row expects, or the cache state cannot be had)
        reason      why it is skipped or failed
      and when it is measured:
        rounds      how often each command ran
        ratio       median of the peer's wall clock / median of komparu's
        ratio_of_rounds  a spread of the ratios of the single rounds
          or where memory is measured, under GNU time:
        more_mib    median of komparu's peak RSS - median of the peer's, in MiB
        more_mib_of_rounds  a spread of the differences of the single rounds
        peak_mib    {komparu, peer}: a spread of the peaks of each
          or where bytes are measured, with ratio and ratio_of_rounds of the bytes:
        loopback_mib  {komparu, peer}: a spread of the MiB that went over loopback
        met         whether the ratio, the difference, komparu's peak or komparu's bytes meet the
                    goal, or null without one
        material    what the files are where that depends on the machine, or null
        cache       wanted ("hot" | "cold"), method, checked_with ("mincore" or null),
                    resident (the share of the files' pages in the page cache, or null: before
                    the worst cold process, or the first one on trees; after the last hot one;
                    of many files some are looked at)
        note        what the reader of the table is told of the cache, or null
        komparu, peer  one object each:
            command         the words, with {left}, {right} and the like for the files
            wall            a spread; wall_of_runs has every value, in order
            user, system    a spread of CPU time
            peak_rss        {kib, source, floor_kib}: from a run under "GNU time", or the largest
                            of "wait4", which shows no value below floor_kib
            call_bytes      median of what came through read calls, or null
            storage_bytes   median of what came from storage, or null
            loopback_bytes  median of what went over loopback, whoever sent it, or null

Exit status: 0 all rows measured (whether goals are met is in the table), 1 a row was skipped or
failed, 2 usage or no place to work, 128 + N stopped by signal N (130: Ctrl-C).
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import signal
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Sequence

import charts
from ratios import machine, table
from ratios.charts import BadReport
from ratios.measure import Place, describe_goal, measure
from ratios.process import STOPPING, Output
from ratios.programs import Programs
from ratios.row import LARGE_BYTES, Row, Scale
from ratios.work_dir import NoPlace, choose_parent, work_dir
from rows import ROWS

SCHEMA = 1
_ROOT = Path(__file__).resolve().parents[1]
_RELEASE = _ROOT / "build" / "release"


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run.py", description="Measures komparu against its peers; ratio = peer / komparu."
    )
    mode = parser.add_mutually_exclusive_group()
    for name, about in (
        ("quick", "large files of 256 MiB, fewer runs (default)"),
        ("full", "large files of 1 GiB, more runs: what the goals are set for"),
    ):
        mode.add_argument(f"--{name}", dest="mode", action="store_const", const=name, help=about)
    parser.set_defaults(mode="quick")
    parser.add_argument("--list", action="store_true", help="tell the rows and measure nothing")
    for flag, metavar, kind, about in (
        ("--rows", "PATTERN", str, "only rows whose names match this glob; repeatable"),
        ("--runs", "N", _positive, "runs of every command"),
        ("--size", "MIB", _positive, "size of the large files; trees shrink with it"),
        ("--work-dir", "DIR", Path, "make the files below DIR; default: where a disk has space"),
        ("--json", "FILE", Path, "also write the results there"),
        ("--charts", "DIR", Path, "also draw the results there, see charts.py"),
        ("--komparu", "PATH", Path, "default: the release build"),
        ("--limits", "DIR", Path, "where the limit_* programs are; default: the release build"),
    ):
        action = "append" if flag == "--rows" else "store"
        parser.add_argument(flag, metavar=metavar, type=kind, action=action, help=about)
    parser.set_defaults(
        rows=None,
        komparu=_RELEASE / "apps" / "komparu" / "komparu",
        limits=_RELEASE / "benchmarks",
    )
    return parser


def parse_arguments(words: Sequence[str]) -> argparse.Namespace:
    """The arguments, and as .chosen the rows they mean. Ends the process on wrong usage."""
    parser = make_parser()
    arguments = parser.parse_args(words)
    arguments.chosen = choose_rows(ROWS, arguments.rows or [])
    if not arguments.chosen:
        parser.error("no row matches; --list tells them")
    if arguments.json is not None and not arguments.json.absolute().parent.is_dir():
        parser.error(f"--json: {arguments.json.parent} is not a directory")
    if arguments.charts is not None and (reason := charts.why_not()):
        parser.error(f"--charts: {reason}")
    if not arguments.list and not os.access(arguments.komparu, os.X_OK):
        parser.error(f"{arguments.komparu}: not a program; build it or name one by --komparu")
    return arguments


def _positive(word: str) -> int:
    number = int(word)
    if number <= 0:
        raise ValueError(word)
    return number


def choose_rows(rows: Sequence[Row], patterns: Sequence[str]) -> list[Row]:
    """The rows that match any pattern, in the order of the table; all of them without one."""
    return [
        row
        for row in rows
        if not patterns or any(fnmatch.fnmatchcase(row.name, pattern) for pattern in patterns)
    ]


def disk_bytes(rows: Sequence[Row], scale: Scale) -> int:
    """What the rows' files take together; files that rows share count once."""
    files: dict[str, int] = {}
    for row in rows:
        files |= row.fixture.disk_bytes(scale)
    return sum(files.values())


def print_list(rows: Sequence[Row]) -> None:
    for row in rows:
        print(f"{row.name:17} {row.peer_label:11} {table.goal(describe_goal(row.goal))}")
        print(table.paragraph("    " + row.about, "    "))


def print_header(report: dict) -> None:
    described = report["machine"]
    memory = described["memory_bytes"]
    print(
        table.paragraph(
            f"{described['cpu']}, {described['cores']} cores, "
            + (f"{memory / 2**30:.1f} GiB, " if memory else "")
            + f"{described['kernel']}, {described['filesystem']['type']}, "
            f"load {described['load_before']:.2f}",
            "  ",
        )
    )
    print(f"{report['mode']}: large files of {report['large_bytes'] >> 20} MiB; ", end="")
    print("ratio = peer / komparu, of medians")
    print()
    print(table.head(), flush=True)


def print_footer(report: dict) -> None:
    print()
    for note in table.notes(report["rows"]):
        print(note)
    print(table.paragraph("spread: the middle half of the ratios of the single rounds", "  "))
    if report["large_bytes"] != LARGE_BYTES["full"]:
        print(table.paragraph("goals are set for files of 1 GiB (--full): this run only hints"))
    for name, version in report["versions"].items():
        if version:
            print(table.paragraph(f"{name}: {version}", "  "))


def progress_line(text: str) -> None:
    """One line on a terminal that the next one replaces; nothing elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def measure_rows(arguments: argparse.Namespace, report: dict, directory: Path) -> None:
    """Adds the rows to the report, and prints each as soon as it is there."""
    programs = Programs(arguments.komparu, arguments.limits)
    output = Output(directory / "output")
    scale = Scale(arguments.mode, report["large_bytes"])
    place = Place(directory, output, programs, scale, arguments.runs, progress_line)
    report["versions"] = {}
    try:
        for row in arguments.chosen:
            result = measure(row, place)
            report["rows"].append(result)
            report["versions"] = programs.versions()
            progress_line("")
            print(table.line(result), flush=True)
    finally:
        progress_line("")
        output.close()


def write_json(path: Path, report: dict) -> None:
    """All or nothing: a reader never finds half a file."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(report, indent=1) + "\n")
    partial.replace(path)


def run(arguments: argparse.Namespace) -> dict:
    """The whole report. It is also written when the run is interrupted."""
    large_bytes = arguments.size << 20 if arguments.size else LARGE_BYTES[arguments.mode]
    scale = Scale(arguments.mode, large_bytes)
    candidates = [Path(tempfile.gettempdir()), Path("/var/tmp"), _ROOT / "build", Path.cwd()]
    needed = disk_bytes(arguments.chosen, scale)
    parent = choose_parent(arguments.work_dir, candidates, needed)
    begin = time.monotonic()
    report = {
        "schema": SCHEMA,
        "complete": False,
        "started": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "seconds": 0.0,
        "mode": arguments.mode,
        "large_bytes": large_bytes,
        "machine": machine.describe(parent),
        "versions": {},
        "rows": [],
    }
    print_header(report)
    try:
        with work_dir(parent) as directory:
            measure_rows(arguments, report, directory)
        report["complete"] = True
    finally:
        report["seconds"] = time.monotonic() - begin
        report["machine"]["load_after"] = machine.load()
        if arguments.json is not None:
            write_json(arguments.json, report)
    print_footer(report)
    if arguments.charts is not None:
        draw(report, arguments.charts)
    return report


def draw(report: dict, directory: Path) -> None:
    """The rows may all have been skipped, which the exit status tells anyway."""
    try:
        charts.write_charts(report, directory)
    except (BadReport, OSError) as problem:
        print(f"run.py: no charts: {problem}", file=sys.stderr)


def _stop(number: int, _frame: object) -> None:
    """Leaves through every finally. A second signal must not cut the cleaning up short."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main(words: Sequence[str]) -> int:
    arguments = parse_arguments(words)
    if arguments.list:
        print_list(arguments.chosen)
        return 0
    for number in STOPPING:
        signal.signal(number, _stop)
    try:
        report = run(arguments)
    except NoPlace as problem:
        print(f"run.py: {problem}", file=sys.stderr)
        return 2
    return 0 if all(row["state"] == "measured" for row in report["rows"]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
