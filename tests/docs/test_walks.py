# SPDX-License-Identifier: MIT
"""The walks that docs/architecture.md shows lead through files that are there."""

import re

import documents

_ROOMS = ("libkomparu/src", "apps/komparu")


def rows():
    section = documents.text("docs/architecture.md").split("## A stranger's walk")[1].split("\n## ")[0]
    found = re.findall(r"^\| ([^|]+) \| (`[^|]+`) \| (\d+) \|$", section, re.MULTILINE)
    return {title: (re.findall(r"`([^`]+)`", sources), int(count)) for title, sources, count in found}


def test_the_files_of_the_walks_are_there():
    walks = rows()
    assert len(walks) == 6
    everywhere = walks["all"][0]
    for title, (sources, count) in walks.items():
        assert len(sources) + (len(everywhere) if title != "all" else 0) == count, title
        missing = [
            source for source in sources
            if not any((documents.ROOT / room / f"{source}.cc").is_file() for room in _ROOMS)
        ]
        assert not missing, f"{title}: print the table anew with tests/docs/walks.py"
