# SPDX-License-Identifier: MIT
"""Charts: what they show, that they show it the same way each time, and that bad input gives none."""

from __future__ import annotations

import copy
import importlib.util
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import charts
import pytest
from ratios.charts import BadReport, charts_of

_PROGRAM = Path(charts.__file__)
needs_matplotlib = pytest.mark.skipif(
    importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed"
)


def _spread(median):
    return {"median": median, "q1": median * 0.9, "q3": median * 1.1, "min": 0.0, "max": 1e9}


def _row(name, measures="wall", ours=0.1, theirs=0.4, **changes):
    result = {
        "name": name,
        "peer_label": "cmp -s",
        "measures": measures,
        "goal": {"direction": "at_least", "ratio": 3.0},
        "state": "measured",
        "rounds": 9,
        "ratio": theirs / ours,
        "ratio_of_rounds": _spread(theirs / ours),
        "komparu": {"wall": _spread(ours), "command": ["komparu", "{left}", "{right}"]},
        "peer": {"wall": _spread(theirs), "command": ["cmp", "-s", "{left}", "{right}"]},
    }
    return result | changes


def _skipped(name, measures="wall"):
    return {"name": name, "measures": measures, "state": "skipped", "reason": "no", "goal": None,
            "peer_label": "other"}


def _memory(name, ours, theirs):
    return _row(name, "peak_rss", goal={"direction": "at_most", "more_mib": 32},
                more_mib=ours - theirs,
                peak_mib={"komparu": _spread(ours), "peer": _spread(theirs)})


@pytest.fixture
def report():
    return {
        "schema": 1,
        "started": "2026-01-02T03:04:05+00:00",
        "large_bytes": 1 << 30,
        "machine": {
            "cpu": "A processor", "cores": 2, "kernel": "Linux 6.1", "memory_bytes": 24 << 30,
            "filesystem": {"type": "ext4", "device": "disk"}, "load_before": 0.25,
        },
        "versions": {"komparu": "komparu 1.2.3", "cmp": "cmp (GNU diffutils) 3.8",
                     "zstd": "*** Zstandard CLI (64-bit) v1.5.4 ***", "time": "time 1.9"},
        "rows": [
            _row("equal-hot-silent"),
            _row("first-byte", ours=0.4, theirs=0.1, rounds=5),
            _skipped("equal-hot-limit"),
            _memory("tree-100k-memory", 5.0, 4.0),
            _row("archive-zst", goal=None,
                 peer={"wall": _spread(0.4), "command": ["sh", "-c", "zstd -dc x"]}),
            _row("url-first-mib", "loopback", ratio=800.0, goal={"direction": "at_most", "mib": 4},
                 loopback_mib={"komparu": _spread(1.25), "peer": _spread(1000.0)}),
            _row("scale-files", ours=1.0, theirs=0.125, goal=None),
            _row("scale-cores-tree", ours=1.0, theirs=1.75, goal=None),
            _row("python-pair", goal=None),
            _row("something-new", goal=None),
            _skipped("groups-16"),
        ],
    }


def _by_name(report):
    return {chart.name: chart for chart in charts_of(report)}


def test_rows_are_sorted_into_charts_and_one_without_measured_rows_is_left_out(report):
    names = {name: [bar.name for bar in chart.bars] for name, chart in _by_name(report).items()}
    assert names == {
        "files": ["equal-hot-silent", "first-byte"],
        "archives": ["archive-zst"],
        "urls": ["url-first-mib"],
        "python": ["python-pair"],
        "other": ["something-new"],
        "memory": ["tree-100k-memory"],
        "scaling": ["scale-files"],
        "cores": ["scale-cores-tree"],
    }


def test_bars_are_the_ratios_also_where_the_peer_is_faster(report):
    files = _by_name(report)["files"]
    assert (files.base, files.log) == (1.0, True)
    fast, slow = files.bars
    assert (fast.value, fast.text, fast.ahead) == (4.0, "4.00×", True)
    assert (slow.value, slow.text, slow.ahead) == (0.25, "0.25×", False)
    assert (fast.low, fast.high, fast.goal) == (4.0 * 0.9, 4.0 * 1.1, 3.0)
    assert (fast.beside, slow.beside) == ("100 ms : 400 ms", "400 ms : 100 ms")


def test_bytes_and_memory_are_shown_in_their_units(report):
    found = _by_name(report)
    (bar,) = found["urls"].bars
    assert (bar.value, bar.text, bar.goal) == (800.0, "800×", None)
    assert bar.beside == "1.25 MiB : 1000 MiB"
    (bar,) = found["memory"].bars
    assert (bar.value, bar.other, bar.ahead) == (5.0, 4.0, False)
    assert (bar.text, bar.other_text, bar.beside) == ("5.00 MiB", "4.00 MiB", "+1.00 MiB")


def test_growth_is_what_ten_times_the_work_costs(report):
    found = _by_name(report)
    (bar,) = found["scaling"].bars
    assert (bar.value, bar.text, found["scaling"].mark) == (8.0, "8.00×", 10.0)
    assert bar.low < bar.value < bar.high
    (bar,) = found["cores"].bars
    assert (bar.value, bar.text, bar.ahead) == (1.75, "1.75×", True)


def test_captions_name_machine_versions_rounds_and_what_is_missing(report):
    found = _by_name(report)
    assert found["files"].caption == (
        "A processor, 2 cores, 24.0 GiB, Linux 6.1, ext4, load 0.2, 2026-01-02",
        "komparu 1.2.3, cmp 3.8",
        "medians of 5 to 9 interleaved rounds; large files of 1024 MiB",
        "without equal-hot-limit (skipped)",
    )
    assert found["archives"].caption[1] == "komparu 1.2.3, zstd 1.5.4"
    assert len(found["archives"].caption) == 3


def _without(key):
    return lambda report: report.pop(key)


@pytest.mark.parametrize(
    "change",
    [
        lambda report: report.update(schema=2),
        lambda report: report.update(rows=[]),
        lambda report: report.update(rows=[_skipped("equal-hot-silent")]),
        lambda report: report.update(rows=3),
        lambda report: report["rows"][0].update(ratio="much"),
        lambda report: report["rows"][0].pop("ratio"),
        lambda report: report["rows"][0].pop("komparu"),
        lambda report: report["rows"][6].update(ratio=0),
        *map(_without, ("schema", "rows", "machine", "versions")),
    ],
)
def test_a_bad_report_is_refused_and_nothing_is_written(report, change, tmp_path):
    change(report)
    with pytest.raises(BadReport):
        charts.write_charts(report, tmp_path / "charts")
    assert list(tmp_path.iterdir()) == []


@needs_matplotlib
@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"null", b"\xff", b'{"schema": 1}', None])
def test_the_program_tells_what_it_cannot_read_and_writes_nothing(tmp_path, content):
    source = tmp_path / "results.json"
    if content is not None:
        source.write_bytes(content)
    directory = tmp_path / "charts"
    done = subprocess.run([sys.executable, "-B", _PROGRAM, source, directory],
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"charts.py: {source}: ") or str(source) in done.stderr
    assert "Traceback" not in done.stderr
    assert not directory.exists()


def test_wrong_usage_ends_with_2():
    done = subprocess.run([sys.executable, "-B", _PROGRAM, "one"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"usage" in done.stderr


@needs_matplotlib
def test_the_program_writes_both_formats_of_each_chart(report, tmp_path):
    source = tmp_path / "results.json"
    source.write_text(json.dumps(report))
    directory = tmp_path / "new" / "charts"
    done = subprocess.run([sys.executable, "-B", _PROGRAM, source, directory],
                          capture_output=True, text=True, check=True)
    written = {path.name: path.read_bytes() for path in directory.iterdir()}
    assert sorted(Path(line).name for line in done.stdout.splitlines()) == sorted(written)
    assert set(written) == {f"{name}.{kind}" for name in _by_name(report) for kind in ("svg", "png")}
    for name, content in written.items():
        if name.endswith(".png"):
            assert content.startswith(b"\x89PNG\r\n\x1a\n")
        else:
            assert xml.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"


@needs_matplotlib
def test_the_same_report_gives_the_same_bytes_without_a_date(report):
    from ratios.drawing import draw

    report["rows"] = report["rows"][:3]
    (first,), (again,) = charts_of(report), charts_of(copy.deepcopy(report))
    drawn = draw(first)
    assert drawn == draw(again)
    assert b"<dc:date>" not in drawn["svg"]
    report["rows"][0]["ratio"] = 3.9
    (other,) = charts_of(report)
    assert not set(drawn.values()) & set(draw(other).values())


@needs_matplotlib
def test_drawn_bars_end_at_their_values(report):
    from ratios import drawing

    for chart in charts_of(report):
        (axes,) = drawing._figure(chart).axes
        ends = [patch.get_x() + patch.get_width() for patch in axes.patches]
        values = [end for bar in chart.bars for end in (bar.value, bar.other) if end is not None]
        assert ends == pytest.approx(values)
        assert all(patch.get_x() == chart.base for patch in axes.patches)
        low, high = axes.get_xlim()
        assert low <= min(ends) and max(ends) <= high


@needs_matplotlib
@pytest.mark.parametrize("ratio", [0.001, 0.5, 1.0, 3.0, 1e5])
def test_no_text_leaves_the_picture_or_covers_another(report, ratio):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text
    from ratios import drawing

    row = _row("archive-gz-memory", ours=0.4, theirs=0.4 * ratio, peer_label="empty trees")
    left_out = [_skipped(f"archive-{number}") for number in range(30)]
    report["rows"] = [row, _row("archive-real-file"), *left_out]
    (chart,) = charts_of(report)
    figure = drawing._figure(chart)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    axes = figure.axes[0]
    low, high = axes.get_xlim()
    # Ticks beyond the axis are kept, but not drawn.
    beyond = {label for label in (*axes.get_xticklabels(), *axes.get_xticklabels(minor=True))
              if not low <= label.get_position()[0] <= high}
    texts = [text for text in figure.findobj(Text) if text.get_text() and text not in beyond]
    boxes = [(text, text.get_window_extent(renderer)) for text in texts]
    assert {row["name"] + "\nvs empty trees", chart.title} <= {text.get_text() for text in texts}
    for number, (text, box) in enumerate(boxes):
        assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1, text
        assert not [other for other, its in boxes[number + 1 :] if _overlap(box, its)], text


def _overlap(one, other):
    """By more than a pixel."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return width > 1 and height > 1


def _luminance(color):
    parts = [int(each, 16) / 255 for each in re.findall("[0-9a-f]{2}", color)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
              for part in parts]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722)))


@needs_matplotlib
def test_text_and_bars_stand_out_from_the_paper_they_bring_along():
    """WCAG 2: 4.5 for text, 3 for what is drawn."""
    from ratios import drawing

    paper = _luminance(drawing.PAPER) + 0.05
    for color, least in ((drawing.INK, 4.5), (drawing.FAINT, 4.5), (drawing.AHEAD, 3),
                         (drawing.BEHIND, 3), (drawing.OTHER, 3)):
        assert paper / (_luminance(color) + 0.05) >= least, color
