# SPDX-License-Identifier: MIT
"""Draws charts, the same bytes for the same report and matplotlib."""

from __future__ import annotations

import io
import textwrap

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from ratios.charts import Bar, Chart

# A card of its own, as readable on a dark page as on a light one.
PAPER = "#f6f8fa"
INK = "#1f2328"
FAINT = "#59636e"
AHEAD = "#0969da"
BEHIND = "#bc4c00"
OTHER = "#818b98"

_STYLE = {
    "font.family": "DejaVu Sans",  # comes with matplotlib
    "font.size": 9,
    "svg.hashsalt": "komparu",  # else the names of clipping paths differ each time
    "svg.fonttype": "path",  # as it was laid out, whatever fonts a reader has
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
}
_WIDTH = 8.4  # inches, as all sizes here
_BAR = 0.4
_TOP = 0.45
_AXIS = 0.5
_LINE = 0.16
_LEFT = 1.7
_RIGHT = 1.6
_CAPTION_SIGNS = 140
_FEW = 3000  # from one end of a logarithmic axis to the other: there is room for 2 and 5
_MARGIN = 1.02  # of the width of the axes


def draw(chart: Chart) -> dict[str, bytes]:
    """The chart by suffix: svg and png."""
    with matplotlib.rc_context(_STYLE):
        figure = _figure(chart)
        return {
            "svg": _saved(figure, "svg", {"Date": None, "Creator": None}),
            "png": _saved(figure, "png", {"Software": None}),
        }


def _saved(figure: Figure, suffix: str, metadata: dict[str, None]) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=suffix, metadata=metadata, dpi=144)
    return buffer.getvalue()


def _wrapped(line: str) -> list[str]:
    """Names of rows stay whole."""
    return textwrap.wrap(line, _CAPTION_SIGNS, break_on_hyphens=False)


def _figure(chart: Chart) -> Figure:
    caption = [part for line in chart.caption for part in _wrapped(line)]
    below = _AXIS + _LINE * (len(caption) + 1)
    height = _TOP + _BAR * len(chart.bars) + below
    figure = Figure(figsize=(_WIDTH, height), facecolor=PAPER)
    axes = figure.add_axes(
        (
            _LEFT / _WIDTH,
            below / height,
            (_WIDTH - _LEFT - _RIGHT) / _WIDTH,
            _BAR * len(chart.bars) / height,
        ),
        facecolor=PAPER,
    )
    left = 0.15 / _WIDTH
    figure.text(left, 1 - 0.28 / height, chart.title, fontsize=13, fontweight="bold")
    for number, line in enumerate(reversed(caption)):
        place = (0.1 + _LINE * number) / height
        figure.text(left, place, line, fontsize=7, color=FAINT)
    _fill(axes, chart)
    return figure


def _fill(axes, chart: Chart) -> None:
    _scale(axes, chart)
    for number, bar in enumerate(chart.bars):
        _draw_bar(axes, chart, number, bar)
    axes.set_ylim(len(chart.bars) - 0.5, -0.5)
    axes.set_yticks(range(len(chart.bars)), [f"{bar.name}\nvs {bar.peer}" for bar in chart.bars])
    axes.tick_params(axis="y", length=0, labelsize=7.5)
    axes.tick_params(axis="x", labelsize=8)
    axes.set_xlabel(chart.axis, fontsize=7.5, color=FAINT)
    axes.spines[["top", "right", "left"]].set_visible(False)
    if chart.mark is not None:
        axes.axvline(chart.mark, color=INK, linewidth=0.9, zorder=3)
    axes.text(_MARGIN, 1.01, chart.margin, **_above(axes))
    if any(bar.goal is not None for bar in chart.bars):
        axes.text(1, 1.01, "\N{WHITE DIAMOND} goal", ha="right", **_above(axes))


def _above(axes) -> dict[str, object]:
    return {"transform": axes.transAxes, "va": "bottom", "fontsize": 7.5, "color": FAINT}


def _draw_bar(axes, chart: Chart, number: int, bar: Bar) -> None:
    color = AHEAD if bar.ahead else BEHIND
    if bar.other is None:
        axes.barh(number, bar.value - chart.base, left=chart.base, height=0.55, color=color)
        _write_number(axes, chart, number, bar)
    else:
        for value, text, place, each in (
            (bar.value, bar.text, number - 0.19, color),
            (bar.other, bar.other_text, number + 0.19, OTHER),
        ):
            axes.barh(place, value, height=0.34, color=each)
            _write(axes, text, value, place, backwards=False)
    if bar.low is not None:
        axes.hlines(number, bar.low, bar.high, color=INK, linewidth=1, zorder=4)
    if bar.goal is not None:  # above the number, wherever that ends
        axes.plot(bar.goal, number - 0.32, marker="D", markersize=4.5, markeredgecolor=INK,
                  markerfacecolor=PAPER, zorder=7)
    axes.annotate(bar.beside, (_MARGIN, number), xycoords=("axes fraction", "data"), va="center",
                  fontsize=7.5, color=FAINT)


def _write_number(axes, chart: Chart, number: int, bar: Bar) -> None:
    """It stands beyond the bar and its spread."""
    ends = [chart.base] + [end for end in (bar.value, bar.low, bar.high) if end is not None]
    backwards = bar.value < chart.base
    _write(axes, bar.text, min(ends) if backwards else max(ends), number, backwards)


def _write(axes, text: str, end: float, place: float, backwards: bool) -> None:
    axes.annotate(
        text,
        (end, place),
        xytext=(-5 if backwards else 5, 0),
        textcoords="offset points",
        ha="right" if backwards else "left",
        va="center",
        fontweight="bold",
        fontsize=8,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.4},  # a line ends there
        zorder=6,
    )


def _scale(axes, chart: Chart) -> None:
    """Leaves room for the numbers at both ends."""
    ends = [chart.base] if chart.log else [chart.base, chart.mark or 0]
    for bar in chart.bars:
        ends += [end for end in (bar.value, bar.low, bar.high, bar.goal, bar.other) if end]
    low, high = min(ends), max(ends)
    if not chart.log:
        axes.set_xlim(0, high * 1.18)
        return
    axes.set_xscale("log")
    room = (max(high, 2 * chart.base) / min(low, chart.base / 2)) ** 0.14
    axes.set_xlim(min(low, chart.base / 2) / room, max(high, 2 * chart.base) * room)
    low, high = axes.get_xlim()
    steps = (1, 2, 5) if high / low < _FEW else (1,)
    axes.xaxis.set_major_locator(LogLocator(subs=steps, numticks=12))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
