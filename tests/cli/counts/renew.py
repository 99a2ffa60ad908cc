#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the jobs and puts them on record for this compiler, C library and processor.

The command is KOMPARU, its build KOMPARU_BUILD_DIR; ./dev counts sets both.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import build_tree
import jobs
from command import Command
from tracing import Tracer, why_no_tracer


def _count(command, directory, tracer, valgrind):
    """Yields (kind, place, name, count)."""
    for name, job in jobs.JOBS.items():
        yield ("instructions", job.place(command, "instructions"), name,
               jobs.instructions(valgrind, command, job, directory))
        yield ("system_calls", job.place(command, "system_calls"), name,
               jobs.system_calls(tracer, command, job, directory))


def main():
    valgrind = shutil.which("valgrind")
    reason = build_tree.why_not_plain() or why_no_tracer()
    if reason or not valgrind or build_tree.cached("CMAKE_BUILD_TYPE") != "Release":
        print(reason or "a release build and valgrind are needed", file=sys.stderr)
        return 2
    command = Command(os.path.abspath(os.environ["KOMPARU"]))
    record = json.loads(jobs.RECORD.read_text())
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        jobs.plant(directory)
        tracer = Tracer(shutil.which("strace"), directory / "log")
        for kind, place, name, count in _count(command, directory, tracer, valgrind):
            counts = record.setdefault(kind, {}).setdefault(place, {})
            print(f"{name}: {kind} {counts.get(name, 'not on record')} -> {count}")
            counts[name] = count
    jobs.RECORD.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
