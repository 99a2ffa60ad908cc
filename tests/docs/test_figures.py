# SPDX-License-Identifier: MIT
"""Figures that the tests keep on record are those that docs/performance.md tells."""

import json
import re

import documents

_ROW_OF = {
    "start": "start: two files of 1 KiB",
    "pair of 4 MiB": "two files of 4 MiB, `-j1`",
    "tree of 1000 files": "two trees of 1 000 files of 1 KiB, `-j1`",
    "tar.gz of 1000 files": "a `tar.gz` of 1 000 files and the tree",
}


def told(row):
    """(instructions, system calls) of a row."""
    pattern = rf"^\| {re.escape(row)} \| ([\d ]+) \| ([\d ]+) \|$"
    (cells,) = re.findall(pattern, documents.text("docs/performance.md"), re.MULTILINE)
    return [int(cell.replace(" ", "")) for cell in cells]


def three_digits(number):
    return float(f"{number:.3g}")


def on_record(kind):
    """(job, number) of every compiler, C library and processor that counts are on record for."""
    record = json.loads(documents.text("tests/cli/counts/counts.json"))
    return [(job, number) for jobs in record[kind].values() for job, number in jobs.items()]


def test_the_counts_are_those_on_record():
    instructions, calls = map(on_record, ("instructions", "system_calls"))
    assert {job for job, _ in instructions} == {job for job, _ in calls} == set(_ROW_OF)
    for job, row in _ROW_OF.items():
        instructions_told, calls_told = told(row)
        assert (job, instructions_told) in [(j, three_digits(n)) for j, n in instructions], row
        assert (job, calls_told) in calls, row
