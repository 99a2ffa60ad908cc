# SPDX-License-Identifier: MIT
"""Results as text of at most 80 columns, one line per row."""

from __future__ import annotations

import textwrap
from typing import Iterator, Mapping, Sequence

WIDTH = 80
NAME_WIDTH = 17
PEER_WIDTH = 11
_TITLES = ("row", "peer", "komparu", "peer", "ratio", "spread", "goal", "verdict")
_WIDTHS = (NAME_WIDTH, PEER_WIDTH, 8, 8, 5, 9, 8, 7)
_LEFT_ALIGNED = 2  # columns; the others hold numbers


def seconds(value: float) -> str:
    """Three significant digits and a unit, at most seven characters."""
    # 0.9995 of a unit rounds up to a whole one; in the smaller unit it would need a fourth digit.
    if value >= 0.9995:
        return f"{_three_digits(value)} s"
    if value >= 0.9995e-3:
        return f"{_three_digits(value * 1e3)} ms"
    return f"{_three_digits(value * 1e6)} us"


def _three_digits(value: float) -> str:
    for decimals, limit in ((2, 9.995), (1, 99.95)):
        if value < limit:
            return f"{value:.{decimals}f}"
    return f"{value:.0f}"


def ratio(value: float) -> str:
    """Three significant digits, at most five characters."""
    return _three_digits(value) if value < 99_999.5 else ">1e5"


def interval(low: float, high: float) -> str:
    """Two ratios with two significant digits, at most nine characters."""
    return f"{_two_digits(low)}-{_two_digits(high)}"


def _two_digits(value: float) -> str:
    if value < 0.995:
        return f"{value:.2f}"
    if value < 9.95:
        return f"{value:.1f}"
    return f"{value:.0f}" if value < 9_999.5 else ">1e4"


def mebibytes(value: float) -> str:
    """Three significant digits and a unit, at most eight characters below 10 GiB."""
    return f"{_three_digits(value)} MiB"


def more(mib: float) -> str:
    """A difference in MiB with its sign, at most five characters below 10 GiB."""
    sign = "+" if mib >= 0 else "-"
    return sign + _three_digits(abs(mib))


def more_interval(low: float, high: float) -> str:
    """Two differences in whole MiB, at most nine characters below 999 MiB."""
    return f"{low:+.0f}/{high:+.0f}"


def goal(wanted: Mapping[str, object] | None) -> str:
    if wanted is None:
        return "-"
    sign = ">=" if wanted["direction"] == "at_least" else "<="
    if "more_mib" in wanted:
        return f"{sign}{wanted['more_mib']:+g}MiB"
    if "mib" in wanted:
        return f"{sign}{wanted['mib']:g}MiB"
    return f"{sign}{wanted['ratio']:g}"


def verdict(met: bool | None) -> str:
    return {None: "-", True: "met", False: "not met"}[met]


def _aligned(cells: tuple[str, ...]) -> str:
    columns = []
    for number, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True)):
        # The verdict closes the line like a word, not like a number.
        left = number < _LEFT_ALIGNED or number == len(cells) - 1
        columns.append(cell.ljust(width) if left else cell.rjust(width))
    return " ".join(columns).rstrip()


def head() -> str:
    return _aligned(_TITLES) + "\n" + " ".join("-" * width for width in _WIDTHS)


def line(result: Mapping[str, object]) -> str:
    """One row. What was not measured shows its state instead of numbers."""
    name, peer = str(result["name"]), str(result["peer_label"])
    wanted = goal(result["goal"])
    if result["state"] != "measured":
        return _aligned((name, peer, "-", "-", "-", "-", wanted, str(result["state"])))
    numbers = {"wall": _time, "peak_rss": _memory, "loopback": _loopback}[result["measures"]]
    return _aligned((name, peer, *numbers(result), wanted, verdict(result["met"])))


def _time(result: Mapping[str, object]) -> tuple[str, ...]:
    rounds = result["ratio_of_rounds"]
    return (
        seconds(result["komparu"]["wall"]["median"]),
        seconds(result["peer"]["wall"]["median"]),
        ratio(result["ratio"]),
        interval(rounds["q1"], rounds["q3"]),
    )


def _loopback(result: Mapping[str, object]) -> tuple[str, ...]:
    rounds = result["ratio_of_rounds"]
    return (
        mebibytes(result["loopback_mib"]["komparu"]["median"]),
        mebibytes(result["loopback_mib"]["peer"]["median"]),
        ratio(result["ratio"]),
        interval(rounds["q1"], rounds["q3"]),
    )


def _memory(result: Mapping[str, object]) -> tuple[str, ...]:
    rounds = result["more_mib_of_rounds"]
    return (
        mebibytes(result["peak_mib"]["komparu"]["median"]),
        mebibytes(result["peak_mib"]["peer"]["median"]),
        more(result["more_mib"]),
        more_interval(rounds["q1"], rounds["q3"]),
    )


def paragraph(text: str, indent: str = "") -> str:
    """Text wrapped to the width of the table."""
    return textwrap.fill(text, WIDTH, subsequent_indent=indent)


def notes(results: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """What a line of the table had no room for. What several rows say is said once."""
    rows_that_say: dict[str, list[str]] = {}
    for key in ("material", "note", "reason"):
        for result in results:
            if said := result.get(key):
                rows_that_say.setdefault(str(said), []).append(str(result["name"]))
    for said, names in rows_that_say.items():
        yield paragraph(f"{', '.join(names)}: {said}", "  ")
