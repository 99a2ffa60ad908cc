# SPDX-License-Identifier: MIT
"""The arithmetic: what many runs of two commands come down to."""

from __future__ import annotations

import statistics
from typing import Iterator, Sequence

from ratios.row import AnyGoal, BytesGoal, MemoryGoal, PeakGoal


def order_of_round(number: int) -> tuple[str, str]:
    """Who runs first in a round. It alternates, so that neither always finds the other's state."""
    return ("komparu", "peer") if number % 2 == 0 else ("peer", "komparu")


def interleaved(rounds: int) -> Iterator[str]:
    """The sequence of runs: every round runs both sides once."""
    for number in range(rounds):
        yield from order_of_round(number)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, quartiles and extremes. The quartiles are values of the middle half, inclusive."""
    if not values:
        raise ValueError("no values to summarise")
    if len(values) == 1:
        low = middle = high = values[0]
    else:
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": middle, "q1": low, "q3": high, "min": min(values), "max": max(values)}


def ratio(komparu: float, peer: float) -> float:
    """Peer / komparu: above 1 komparu is the faster one, or the one that needs fewer bytes."""
    if komparu <= 0 or peer <= 0:
        raise ValueError("a process took nothing")
    return peer / komparu


def ratio_of_medians(komparu: Sequence[float], peer: Sequence[float]) -> float:
    return ratio(statistics.median(komparu), statistics.median(peer))


def ratios_of_rounds(komparu: Sequence[float], peer: Sequence[float]) -> list[float]:
    """One ratio per round: neighbours in time saw the same noise."""
    return [ratio(ours, theirs) for ours, theirs in zip(komparu, peer, strict=True)]


def more_mib_of_medians(komparu_kib: Sequence[int], peer_kib: Sequence[int]) -> float:
    """How much more memory komparu has: below 0 it has less."""
    return (statistics.median(komparu_kib) - statistics.median(peer_kib)) / 1024


def more_mib_of_rounds(komparu_kib: Sequence[int], peer_kib: Sequence[int]) -> list[float]:
    return [(ours - theirs) / 1024 for ours, theirs in zip(komparu_kib, peer_kib, strict=True)]


def goal_met(goal: AnyGoal | None, measured: float) -> bool | None:
    """None for a row that has no goal. The unrounded value decides."""
    if goal is None:
        return None
    if isinstance(goal, PeakGoal):
        wanted = goal.more_mib
    else:
        wanted = goal.mib if isinstance(goal, (BytesGoal, MemoryGoal)) else goal.ratio
    return measured >= wanted if goal.direction == "at_least" else measured <= wanted
