# SPDX-License-Identifier: MIT
"""Measures one row: both commands in turn, always from the same cache state."""

from __future__ import annotations

import contextlib
import gc
import resource
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Callable, Sequence

from ratios import process, summary
from ratios.caches import Cache, NotCold, cache_of
from ratios.programs import Programs
from ratios.row import AnyGoal, BytesGoal, Material, MemoryGoal, PeakGoal, Row, Scale


class Failed(Exception):
    """A command did not do what the row is about, so its time means nothing."""


class Missing(Exception):
    """A program that the row needs is not there."""


@dataclass(frozen=True)
class Place:
    """Where and with what a row is measured."""

    directory: Path
    output: process.Output
    programs: Programs
    scale: Scale
    runs: int | None  # rounds of every row, where the user said so
    note: Callable[[str], None]  # told what is going on


@dataclass(frozen=True)
class Contender:
    label: str
    words: tuple[str, ...]  # as the row has them
    command: tuple[str, ...]  # as it runs
    peak_rss_kib: int | None = None  # of the uncounted run; None without GNU time


def describe_goal(goal: AnyGoal | None) -> dict[str, object] | None:
    """A goal as it stands in the JSON."""
    return None if goal is None else asdict(goal)


def measure(row: Row, place: Place) -> dict[str, object]:
    """The row's result as it stands in the JSON. Never raises for what the programs do."""
    result: dict[str, object] = {
        "name": row.name,
        "about": row.about,
        "peer_label": row.peer_label,
        "goal": describe_goal(row.goal),
        "measures": _measures(row),
    }
    try:
        result |= _measured(row, place)
    except Missing as missing:
        result |= {"state": "skipped", "reason": str(missing)}
    except (Failed, NotCold, OSError) as problem:
        result |= {"state": "failed", "reason": str(problem)}
    return result


def _measures(row: Row) -> str:
    measured = {PeakGoal: "peak_rss", MemoryGoal: "peak_rss", BytesGoal: "loopback"}
    return measured.get(type(row.goal), "wall")


def _measures_memory(row: Row) -> bool:
    return _measures(row) == "peak_rss"


def _measured(row: Row, place: Place) -> dict[str, object]:
    # Before any file is made.
    programs = [Path(_find(words[0], place.programs)) for words in (row.komparu, row.peer)]
    programs += [Path(_find(name, place.programs)) for name in row.needs]
    if _measures_memory(row) and place.programs.gnu_time() is None:
        raise Missing("there is no GNU time here, without which small peaks do not show")
    place.note(f"{row.name}: files")
    with contextlib.closing(row.fixture.make(place.directory, place.scale)) as material:
        return _measured_on(material, row, programs, place)


def _measured_on(
    material: Material, row: Row, programs: Sequence[Path], place: Place
) -> dict[str, object]:
    cache = cache_of(row.cache, material, programs)
    place.note(f"{row.name}: {row.cache} cache")
    cache.prepare()
    sides = {
        side: _warm_up(_contender(label, words, material, place.programs), row.status, place)
        for side, label, words in (
            ("komparu", "komparu", row.komparu),
            ("peer", row.peer_label, row.peer),
        )
    }
    runs = _rounds(row, sides, cache, place)
    cache.finish()
    return _result(row, material, sides, runs, cache)


def _rounds(
    row: Row, sides: dict[str, Contender], cache: Cache, place: Place
) -> dict[str, list[process.Run]]:
    rounds = place.runs or row.rounds.at(place.scale)
    place.note(f"{row.name}: {rounds} rounds")
    runs: dict[str, list[process.Run]] = {side: [] for side in sides}
    gc.disable()
    try:
        for side in summary.interleaved(rounds):
            cache.before_process()
            ended = _run(sides[side].command, place, sees_peak=_measures_memory(row))
            _check(sides[side].label, ended, row.status, place.output.take())
            runs[side].append(ended)
    finally:
        gc.enable()
    return runs


def _run(command: tuple[str, ...], place: Place, sees_peak: bool) -> process.Run:
    """One run; one that is to see a small peak RSS goes under GNU time, where there is one."""
    time_program = place.programs.gnu_time() if sees_peak else None
    if time_program is None:
        return process.run(command, place.output)
    return process.run_under_time(time_program, command, place.output, place.directory / "peak-rss")


def _find(name: str, programs: Programs) -> str:
    path = programs.find(name)
    if path is None:
        raise Missing(programs.why_missing(name))
    programs.version(name)
    return path


def _contender(
    label: str, words: tuple[str, ...], material: Material, programs: Programs
) -> Contender:
    known = material.words | {"{package}": str(programs.package())}
    arguments = (known.get(word, word) for word in words[1:])
    return Contender(label, words, (_find(words[0], programs), *arguments))


def _warm_up(contender: Contender, status: int, place: Place) -> Contender:
    """One run that is not counted: it checks the status and tells the peak RSS."""
    ended = _run(contender.command, place, sees_peak=True)
    _check(contender.label, ended, status, place.output.take())
    knows_peak = place.programs.gnu_time() is not None
    return replace(contender, peak_rss_kib=ended.max_rss_kib if knows_peak else None)


def _check(label: str, ended: process.Run, expected: int, printed: str) -> None:
    if ended.status != expected:
        said = printed.strip().splitlines()
        raise Failed(
            f"{label} ended with {ended.status} instead of {expected}"
            + (f": {said[0]}" if said else "")
        )


def _result(
    row: Row,
    material: Material,
    sides: dict[str, Contender],
    runs: dict[str, list[process.Run]],
    cache: Cache,
) -> dict[str, object]:
    compared = {
        "wall": _compared_time,
        "peak_rss": _compared_memory,
        "loopback": _compared_loopback,
    }[_measures(row)]
    return {
        "state": "measured",
        "rounds": len(runs["komparu"]),
        **compared(row, runs),
        "material": material.about,
        "cache": cache.record(),
        "note": cache.note(),
        "komparu": _side(sides["komparu"], runs["komparu"]),
        "peer": _side(sides["peer"], runs["peer"]),
    }


def _compared_time(row: Row, runs: dict[str, list[process.Run]]) -> dict[str, object]:
    walls = {side: [ended.wall for ended in runs[side]] for side in runs}
    ratio = summary.ratio_of_medians(walls["komparu"], walls["peer"])
    by_round = summary.ratios_of_rounds(walls["komparu"], walls["peer"])
    return {
        "ratio": ratio,
        "ratio_of_rounds": summary.spread(by_round),
        "met": summary.goal_met(row.goal, ratio),
    }


def _compared_memory(row: Row, runs: dict[str, list[process.Run]]) -> dict[str, object]:
    peaks = {side: [ended.max_rss_kib for ended in runs[side]] for side in runs}
    more = summary.more_mib_of_medians(peaks["komparu"], peaks["peer"])
    by_round = summary.more_mib_of_rounds(peaks["komparu"], peaks["peer"])
    spreads = {side: summary.spread([kib / 1024 for kib in peaks[side]]) for side in peaks}
    judged = spreads["komparu"]["median"] if isinstance(row.goal, MemoryGoal) else more
    return {
        "more_mib": more,
        "more_mib_of_rounds": summary.spread(by_round),
        "peak_mib": spreads,
        "met": summary.goal_met(row.goal, judged),
    }


def _compared_loopback(row: Row, runs: dict[str, list[process.Run]]) -> dict[str, object]:
    mib = {side: [(ended.loopback_bytes or 0) / 2**20 for ended in runs[side]] for side in runs}
    if not all(map(all, mib.values())):
        raise Failed("nothing went over loopback, or nobody counts it here")
    spreads = {side: summary.spread(mib[side]) for side in mib}
    by_round = summary.ratios_of_rounds(mib["komparu"], mib["peer"])
    return {
        "ratio": summary.ratio_of_medians(mib["komparu"], mib["peer"]),
        "ratio_of_rounds": summary.spread(by_round),
        "loopback_mib": spreads,
        "met": summary.goal_met(row.goal, spreads["komparu"]["median"]),
    }


def _side(contender: Contender, runs: Sequence[process.Run]) -> dict[str, object]:
    return {
        "command": list(contender.words),
        "wall": summary.spread([ended.wall for ended in runs]),
        "wall_of_runs": [ended.wall for ended in runs],
        "user": summary.spread([ended.user for ended in runs]),
        "system": summary.spread([ended.system for ended in runs]),
        "peak_rss": _peak_rss(contender, runs),
        "call_bytes": _median_count([ended.call_bytes for ended in runs]),
        "storage_bytes": _median_count([ended.storage_bytes for ended in runs]),
        "loopback_bytes": _median_count([ended.loopback_bytes for ended in runs]),
    }


def _peak_rss(contender: Contender, runs: Sequence[process.Run]) -> dict[str, object]:
    if contender.peak_rss_kib is not None:
        return {"kib": contender.peak_rss_kib, "source": "GNU time", "floor_kib": 0}
    # See run_under_time(): a smaller peak than this runner's own does not show.
    return {
        "kib": max(ended.max_rss_kib for ended in runs),
        "source": "wait4",
        "floor_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def _median_count(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return round(summary.spread(known)["median"]) if known else None
