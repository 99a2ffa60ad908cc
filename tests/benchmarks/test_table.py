# SPDX-License-Identifier: MIT
"""Results as text."""

from __future__ import annotations

import pytest
from ratios import table
from ratios.measure import describe_goal
from ratios.row import BytesGoal, MemoryGoal, PeakGoal
from rows import ROWS


def _measured(name="equal-hot-silent", **changes):
    wall = {"median": 0.0998, "q1": 0.09, "q3": 0.11, "min": 0.08, "max": 0.2}
    result = {
        "name": name,
        "peer_label": "cmp -s",
        "goal": {"direction": "at_least", "ratio": 4.0},
        "state": "measured",
        "measures": "wall",
        "ratio": 4.125,
        "ratio_of_rounds": {"median": 4.1, "q1": 3.94, "q3": 4.26, "min": 3.0, "max": 5.0},
        "met": True,
        "note": None,
        "komparu": {"wall": wall},
        "peer": {"wall": dict(wall, median=0.412)},
    }
    return result | changes


def test_a_line_says_who_how_long_how_many_times_and_whether_it_suffices():
    assert table.line(_measured()).split() == [
        *("equal-hot-silent", "cmp", "-s", "99.8", "ms", "412", "ms"),
        *("4.12", "3.9-4.3", ">=4", "met"),
    ]
    assert table.line(_measured(met=False)).endswith("not met")
    assert table.line(_measured(met=None, goal=None)).split()[-2:] == ["-", "-"]


def _measured_memory(komparu=30.25, peer=3.5, more=26.75, **changes):
    result = {
        "measures": "peak_rss",
        "goal": {"direction": "at_most", "more_mib": 32},
        "more_mib": more,
        "more_mib_of_rounds": {"q1": more - 1, "q3": more + 1},
        "peak_mib": {"komparu": {"median": komparu}, "peer": {"median": peer}},
    }
    return _measured(**result, **changes)


def test_a_line_about_memory_shows_both_peaks_and_how_much_more_komparu_has():
    assert table.line(_measured_memory()).split() == [
        *("equal-hot-silent", "cmp", "-s", "30.2", "MiB", "3.50", "MiB"),
        *("+26.8", "+26/+28", "<=+32MiB", "met"),
    ]
    fewer = table.line(_measured_memory(komparu=3.0, peer=4.5, more=-1.5)).split()
    assert fewer[-4:-2] == ["-1.50", "-2/-0"]


def _measured_loopback(komparu, peer, **changes):
    result = {
        "measures": "loopback",
        "goal": {"direction": "at_most", "mib": 4},
        "ratio": peer / komparu,
        "ratio_of_rounds": {"q1": peer / komparu, "q3": peer / komparu},
        "loopback_mib": {"komparu": {"median": komparu}, "peer": {"median": peer}},
    }
    return _measured(**result, **changes)


def test_a_line_about_bytes_shows_those_of_both_and_how_many_times_fewer_komparu_needs():
    assert table.line(_measured_loopback(1.25, 5.0)).split() == [
        *("equal-hot-silent", "cmp", "-s", "1.25", "MiB", "5.00", "MiB"),
        *("4.00", "4.0-4.0", "<=4MiB", "met"),
    ]
    name, peer = "n" * table.NAME_WIDTH, "p" * table.PEER_WIDTH
    for sides in ((0.001, 1024.0), (1024.0, 0.001)):
        text = table.line(_measured_loopback(*sides, name=name, peer_label=peer, met=False))
        assert len(text) <= 80, text


@pytest.mark.parametrize("mib", [0.004, 9.996, 99.94, 997.6])
def test_the_longest_line_about_memory_fits_80_columns(mib):
    name, peer = "n" * table.NAME_WIDTH, "p" * table.PEER_WIDTH
    for more in (mib, -mib):
        text = table.line(
            _measured_memory(mib, mib, more, name=name, peer_label=peer, met=False)
        )
        assert len(text) <= 80, text


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 1.0, 1e3])
def test_the_longest_line_fits_80_columns(scale):
    slow, fast = {"median": 99.949 * scale}, {"median": 999.4e-6 * scale}
    for ratio in (0.000123, 0.9949, 9.994, 99.94, 12_345.6, 1e9):
        text = table.line(
            _measured(
                name="n" * table.NAME_WIDTH,
                peer_label="p" * table.PEER_WIDTH,
                goal={"direction": "at_least", "ratio": 0.74},
                ratio=ratio,
                ratio_of_rounds={"q1": ratio, "q3": ratio * 1.01},
                met=False,
                komparu={"wall": fast},
                peer={"wall": slow},
            )
        )
        assert len(text) <= 80, text


def test_columns_of_every_line_stand_below_their_titles():
    titles, rule = table.head().splitlines()
    ends = [at for at, sign in enumerate(rule + " ") if sign == " "]
    assert len(rule) <= 80
    results = _measured(), _measured_memory(), _measured_loopback(1, 2), _measured(state="skipped")
    for text in (titles, *map(table.line, results)):
        assert all(text[at : at + 1] in ("", " ") for at in ends), text


def test_every_row_fits_its_columns():
    for row in ROWS:
        assert len(row.name) <= table.NAME_WIDTH, row.name
        assert len(row.peer_label) <= table.PEER_WIDTH, row.name
        assert len(table.goal(describe_goal(row.goal))) <= 8, row.name


def test_a_row_that_was_not_measured_shows_its_state_and_a_note_tells_why():
    result = _measured(state="skipped", reason="there is no limit_bytes here " * 5)
    assert table.line(result).split()[-1] == "skipped"
    (note,) = table.notes([result, _measured()])
    assert note.startswith("equal-hot-silent: there is no")
    assert all(len(part) <= 80 for part in note.splitlines())


def test_a_note_that_several_rows_have_is_printed_once():
    results = [_measured(name=name, note="a note", material=name[0]) for name in ("a1", "a2", "b1")]
    assert list(table.notes(results)) == ["a1, a2: a", "b1: b", "a1, a2, b1: a note"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.234, "1.23 s"),
        (0.9996, "1.00 s"),
        (0.9994, "999 ms"),
        (0.0999, "99.9 ms"),
        (0.09996, "100 ms"),
        (0.00099951, "1.00 ms"),
        (0.000512, "512 us"),
        (123.4, "123 s"),
    ],
)
def test_times_have_three_digits_and_a_unit(value, text):
    assert table.seconds(value) == text


def test_goals_are_shown_with_their_direction():
    assert table.goal({"direction": "at_least", "ratio": 0.74}) == ">=0.74"
    assert table.goal({"direction": "at_most", "ratio": 4.0}) == "<=4"
    assert table.goal(describe_goal(PeakGoal(32))) == "<=+32MiB"
    assert table.goal(describe_goal(MemoryGoal(64))) == "<=64MiB"
    assert table.goal(describe_goal(BytesGoal(4))) == "<=4MiB"
    assert table.goal(describe_goal(None)) == "-"
