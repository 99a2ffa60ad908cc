# SPDX-License-Identifier: MIT
"""The arithmetic. Nothing here judges a speed."""

from __future__ import annotations

import pytest
from ratios import summary
from ratios.row import LARGE_BYTES, BytesGoal, Goal, MemoryGoal, PeakGoal, Rounds, Scale


def test_spread_of_an_odd_and_an_even_number_of_values():
    assert summary.spread([5, 1, 4, 2, 3]) == {"median": 3, "q1": 2, "q3": 4, "min": 1, "max": 5}
    assert summary.spread([4, 1, 3, 2])["median"] == 2.5


def test_spread_of_one_value_is_that_value():
    assert set(summary.spread([7.5]).values()) == {7.5}


def test_spread_of_nothing_is_refused():
    with pytest.raises(ValueError):
        summary.spread([])


def test_ratio_is_above_one_when_the_peer_takes_longer():
    assert summary.ratio(komparu=0.1, peer=0.4) == pytest.approx(4.0)
    assert summary.ratio(komparu=0.4, peer=0.1) == pytest.approx(0.25)


def test_ratio_comes_from_medians_so_that_an_outlier_does_not_move_it():
    assert summary.ratio_of_medians([1, 1, 100], [4, 4, 4]) == 4
    assert summary.ratio_of_medians([1, 1, 1], [4, 4, 400]) == 4


def test_a_process_that_took_no_time_has_no_ratio():
    with pytest.raises(ValueError):
        summary.ratio(komparu=0.0, peer=0.1)


def test_ratios_of_rounds_pair_neighbours_in_time():
    assert summary.ratios_of_rounds([1, 2, 4], [4, 4, 4]) == [4, 2, 1]
    with pytest.raises(ValueError):
        summary.ratios_of_rounds([1, 2], [1])


def test_runs_are_interleaved_and_the_order_alternates():
    assert list(summary.interleaved(3)) == ["komparu", "peer", "peer", "komparu", "komparu", "peer"]


@pytest.mark.parametrize(
    ("goal", "measured", "met"),
    [
        (Goal(4.0), 4.0, True),
        (Goal(4.0), 5.0, True),
        (Goal(4.0), 3.9999, False),  # shown as 4.00, and still not met
        (Goal(0.74), 0.75, True),
        (Goal(2.0, "at_most"), 2.0, True),
        (Goal(2.0, "at_most"), 1.0, True),
        (Goal(2.0, "at_most"), 2.1, False),
        (PeakGoal(32), 32.0, True),
        (PeakGoal(32), -1.0, True),
        (PeakGoal(32), 32.01, False),
        (MemoryGoal(64), 64.0, True),
        (MemoryGoal(64), 64.01, False),
        (BytesGoal(4), 4.0, True),
        (BytesGoal(4), 4.01, False),
        (None, 1.0, None),
    ],
)
def test_a_goal_is_judged_from_its_side(goal, measured, met):
    assert summary.goal_met(goal, measured) is met


def test_more_memory_is_a_difference_of_medians_in_mib():
    assert summary.more_mib_of_medians([5120, 5120, 99999], [1024, 3072, 2048]) == 3
    assert summary.more_mib_of_rounds([2048, 1024], [1024, 4096]) == [1, -3]


def test_small_large_files_make_small_trees_and_larger_ones_do_not_make_larger_trees():
    for mode, usual in LARGE_BYTES.items():
        assert Scale(mode, usual).part(100_000) == 100_000
        assert Scale(mode, usual * 2).part(100_000) == 100_000
        assert Scale(mode, usual // 4).part(100_000) == 25_000
        assert Scale(mode, 1).part(100_000) == 1


def test_a_full_run_takes_the_rounds_of_a_full_run():
    rounds = Rounds(quick=3, full=8)
    assert rounds.at(Scale("quick", 1)) == 3
    assert rounds.at(Scale("full", 1)) == 8
