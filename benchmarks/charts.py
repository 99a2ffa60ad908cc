#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws the results of a run as plain bar charts, SVG: charts.py RESULTS.json DIRECTORY

One bar for komparu and one for each peer, in seconds: who is shorter is faster. It needs
matplotlib.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

# Each chart: its name, its title, the rows whose times it shows. The first row gives komparu's time.
CHARTS = [
    ("files", "Two equal files of 1 GiB, in memory",
     ["equal-hot", "equal-hot-rust", "equal-hot-go", "equal-hot-filecmp", "equal-hot-sha256"]),
    ("trees", "Two equal trees of 100 000 files of 1 KiB, in memory",
     ["tree-100k", "tree-100k-rust", "tree-100k-go"]),
    ("archives", "Two tar.gz with the same 300 MB, packed differently", ["archive-gz"]),
    ("urls", "1 000 small files and their URLs, 50 ms away", ["url-small"]),
    ("python", "Two equal files of 1 GiB, from Python", ["python-large"]),
]
_KOMPARU, _PEER, _INK = "#1b7f5c", "#b9bec7", "#24292f"


def bars(report: dict, names: list[str]) -> list[tuple[str, float]]:
    """(label, seconds) of komparu and of each peer, the fastest first; [] without the rows."""
    rows = {row["name"]: row for row in report["rows"] if row["state"] == "measured"}
    found = [rows[name] for name in names if name in rows]
    if not found:
        return []
    peers = [(row["label"], row["peer"]["wall"]) for row in found]
    return sorted([("komparu", found[0]["komparu"]["wall"]), *peers], key=lambda bar: bar[1])


def draw(report: dict, directory: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"font.size": 10, "svg.hashsalt": "komparu", "text.color": _INK})
    from matplotlib import pyplot

    directory.mkdir(parents=True, exist_ok=True)
    for name, title, rows in CHARTS:
        shown = bars(report, rows)
        if not shown:
            continue
        figure, axes = pyplot.subplots(figsize=(6.4, 0.7 + 0.34 * len(shown)))
        labels, seconds = zip(*shown)
        colors = [_KOMPARU if label == "komparu" else _PEER for label in labels]
        drawn = axes.barh(range(len(shown)), seconds, color=colors, height=0.62)
        axes.bar_label(drawn, [f"{value:.2g} s" for value in seconds], padding=4, color=_INK)
        axes.set_yticks(range(len(shown)), labels)
        axes.invert_yaxis()
        axes.set_title(title, loc="left", fontsize=11, fontweight="bold")
        axes.set_xlim(0, max(seconds) * 1.18)
        axes.xaxis.set_visible(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        figure.savefig(directory / f"{name}.svg", bbox_inches="tight", metadata={"Date": None})
        pyplot.close(figure)


if __name__ == "__main__":
    draw(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
