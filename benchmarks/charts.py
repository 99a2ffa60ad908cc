#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws what run.py --json wrote: usage: charts.py RESULT.json DIR

One SVG and one PNG for each kind of row that was measured: files, trees, many, archives, urls,
python, memory, scaling, cores. Exit status: 0 drawn, 2 usage, no report, or no matplotlib, and then
nothing is written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Sequence

from ratios.charts import BadReport, charts_of


def why_not() -> str | None:
    """Why nothing can be drawn here, or None."""
    try:
        import matplotlib  # noqa: F401  (most runs of run.py need none)
    except ImportError:
        return "charts take matplotlib (python3-matplotlib)"
    return None


def write_charts(report: object, directory: Path) -> list[Path]:
    """Draws everything before anything is written. Raises BadReport and OSError."""
    charts = charts_of(report)
    from ratios.drawing import draw

    drawn = {
        directory / f"{chart.name}.{suffix}": content
        for chart in charts
        for suffix, content in draw(chart).items()
    }
    directory.mkdir(parents=True, exist_ok=True)
    for path, content in drawn.items():
        path.write_bytes(content)
    return list(drawn)


def main(words: Sequence[str]) -> int:
    if len(words) != 2 or words[0].startswith("-"):
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    source, directory = map(Path, words)
    reason = why_not()
    if reason is None:
        try:
            for path in write_charts(json.loads(source.read_text()), directory):
                print(path)
            return 0
        except (BadReport, OSError, ValueError) as problem:  # ValueError: not JSON, not UTF-8
            reason = f"{source}: {problem}"
    print(f"charts.py: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
