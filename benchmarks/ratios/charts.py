# SPDX-License-Identifier: MIT
"""What the charts of a report show: plain data, no drawing (see drawing.py)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Mapping, Sequence

from ratios import table

SCHEMA = 1

# The charts, in this order, by what the names of rows begin with.
_TITLES = {
    "files": "Two files",
    "trees": "Two directory trees",
    "many": "Many files",
    "archives": "Archives",
    "urls": "URLs",
    "python": "From Python",
    "other": "Others",
    "memory": "Memory",
    "scaling": "Ten times as much",
    "cores": "One thread and two",
}
_CHART_OF = {
    **dict.fromkeys(("equal", "first", "last", "start"), "files"),
    **dict.fromkeys(("groups", "pairs"), "many"),
    **dict.fromkeys(("python", "py"), "python"),
    **{"tree": "trees", "archive": "archives", "url": "urls", "scale": "scaling"},
}
_CORES = "scale-cores"
_FASTER = "times as fast as the other program (its time / komparu's; bars to the left: it is faster)"
_PEAKS = "MiB of resident memory at their peak: komparu above, the other one below"
_GROWTH = "times the cost of a tenth of the work; the line: in proportion"
_GAIN = "times as fast with two threads as with one; the line: all of both cores"
_VERSIONS = re.compile(r"\d+(?:\.\d+)+"), re.compile(r"\d+")  # dotted ones go first


class BadReport(Exception):
    """This is no report of run.py, or nothing in it was measured."""


@dataclass(frozen=True)
class Bar:
    name: str
    peer: str
    value: float
    text: str  # at the end of the bar
    beside: str = ""  # in the margin
    ahead: bool = True  # whether komparu is the better one
    low: float | None = None  # the middle half of the rounds
    high: float | None = None
    goal: float | None = None
    other: float | None = None  # the peer's bar, where it has one of its own,
    other_text: str = ""  # and what stands at its end


@dataclass(frozen=True)
class Chart:
    name: str
    title: str
    axis: str
    margin: str  # what Bar.beside tells
    bars: tuple[Bar, ...]
    caption: tuple[str, ...]
    base: float = 0.0  # where bars begin
    log: bool = False
    mark: float | None = None  # a line through all bars


def charts_of(report: object) -> list[Chart]:
    """The charts that a report has rows for. Raises BadReport."""
    try:
        return _charts_of(report)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as problem:
        raise BadReport(f"not a report of run.py: {problem!r}") from problem


def _charts_of(report: object) -> list[Chart]:
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        raise BadReport(f"not a report of run.py with schema {SCHEMA}")
    rows: dict[str, list] = {name: [] for name in _TITLES}
    for row in report["rows"]:
        rows[_chart_of(row)].append(row)
    drawn = {name: each for name, each in rows.items() if any(map(_is_measured, each))}
    if not drawn:
        raise BadReport("nothing in this report was measured")
    return [_chart(name, each, report) for name, each in drawn.items()]


def _is_measured(row: Mapping) -> bool:
    return row["state"] == "measured"


def _chart_of(row: Mapping) -> str:
    if row["measures"] == "peak_rss":
        return "memory"
    if row["name"].startswith(_CORES):
        return "cores"
    return _CHART_OF.get(row["name"].partition("-")[0], "other")


def _chart(name: str, rows: Sequence[Mapping], report: Mapping) -> Chart:
    measured = [row for row in rows if _is_measured(row)]
    kind = name if name in ("memory", "scaling", "cores") else "ratio"
    bar, axis, margin, base, mark = {
        "ratio": (_ratio_bar, _FASTER, "komparu : other", 1.0, 1.0),
        "memory": (_memory_bar, _PEAKS, "difference", 0.0, None),
        "scaling": (_growth_bar, _GROWTH, "ten : one", 0.0, 10.0),
        "cores": (_cores_bar, _GAIN, "-j2 : -j1", 0.0, 2.0),
    }[kind]
    bars = tuple(map(bar, measured))
    caption = tuple(_caption(rows, measured, report))
    return Chart(name, _TITLES[name], axis, margin, bars, caption, base, kind == "ratio", mark)


def times(value: float) -> str:
    """A ratio as it is told to people."""
    return f"{table.ratio(value)}\N{MULTIPLICATION SIGN}"


def _ratio_bar(row: Mapping) -> Bar:
    goal = row["goal"] or {}
    if row["measures"] == "loopback":
        show = table.mebibytes
        ours, theirs = (row["loopback_mib"][side]["median"] for side in ("komparu", "peer"))
    else:
        show = table.seconds
        ours, theirs = (row[side]["wall"]["median"] for side in ("komparu", "peer"))
    rounds = row["ratio_of_rounds"]
    return Bar(
        name=row["name"],
        peer=row["peer_label"],
        value=row["ratio"],
        text=times(row["ratio"]),
        beside=f"{show(ours)} : {show(theirs)}",
        ahead=row["ratio"] >= 1,
        low=rounds["q1"],
        high=rounds["q3"],
        goal=goal.get("ratio"),
    )


def _memory_bar(row: Mapping) -> Bar:
    ours, theirs = (row["peak_mib"][side]["median"] for side in ("komparu", "peer"))
    return Bar(
        name=row["name"],
        peer=row["peer_label"],
        value=ours,
        text=table.mebibytes(ours),
        beside=f"{table.more(row['more_mib'])} MiB",
        ahead=ours <= theirs,
        other=theirs,
        other_text=table.mebibytes(theirs),
    )


def _growth_bar(row: Mapping) -> Bar:
    cost = 1 / row["ratio"]
    rounds = row["ratio_of_rounds"]
    return Bar(
        name=row["name"],
        peer=row["peer_label"],
        value=cost,
        text=times(cost),
        beside=_walls(row),
        low=1 / rounds["q3"],
        high=1 / rounds["q1"],
    )


def _cores_bar(row: Mapping) -> Bar:
    rounds = row["ratio_of_rounds"]
    return Bar(
        name=row["name"],
        peer=row["peer_label"],
        value=row["ratio"],
        text=times(row["ratio"]),
        beside=_walls(row),
        ahead=row["ratio"] >= 1,
        low=rounds["q1"],
        high=rounds["q3"],
    )


def _walls(row: Mapping) -> str:
    return " : ".join(table.seconds(row[side]["wall"]["median"]) for side in ("komparu", "peer"))


def _caption(rows: Sequence[Mapping], measured: Sequence[Mapping], report: Mapping) -> list[str]:
    machine = report["machine"]
    memory = machine["memory_bytes"]
    about = [machine["cpu"], f"{machine['cores']} cores"]
    about += [f"{memory / 2**30:.1f} GiB"] if memory else []
    about += [machine["kernel"], machine["filesystem"]["type"]]
    about += [f"load {machine['load_before']:.1f}", report["started"].partition("T")[0]]
    lines = [
        ", ".join(about),
        ", ".join(_versions(measured, report["versions"])),
        f"medians of {_rounds(measured)} interleaved rounds; large files of "
        f"{report['large_bytes'] >> 20} MiB",
    ]
    left_out = [f"{row['name']} ({row['state']})" for row in rows if not _is_measured(row)]
    return lines + ([f"without {', '.join(left_out)}"] if left_out else [])


def _rounds(rows: Sequence[Mapping]) -> str:
    low, high = (pick(row["rounds"] for row in rows) for pick in (min, max))
    return str(low) if low == high else f"{low} to {high}"


def _versions(rows: Sequence[Mapping], versions: Mapping[str, str]) -> list[str]:
    """Of komparu and what these rows were held against, the latter in the order of names."""
    words = {word for row in rows for part in row["peer"]["command"] for word in part.split()}
    names = ["komparu", *sorted((words & set(versions)) - {"komparu", "time", "sh"})]
    return [f"{name} {_number(versions.get(name, ''))}".rstrip() for name in names]


def _number(version: str) -> str:
    found = [match[0] for pattern in _VERSIONS if (match := pattern.search(version))]
    return found[0] if found else ""
