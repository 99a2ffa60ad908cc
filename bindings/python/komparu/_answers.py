# SPDX-License-Identifier: MIT
"""From the engine's plain answers to results."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from .types import CompareResult, Difference, DiffReason, DirResult

_REASONS = {
    "content": DiffReason.CONTENT_MISMATCH,
    "link": DiffReason.CONTENT_MISMATCH,
    "size": DiffReason.SIZE_MISMATCH,
    "kind": DiffReason.TYPE_MISMATCH,
}


def verdict(answer: bool) -> bool:
    return answer


def difference(answer: tuple[Any, ...] | None) -> Difference | None:
    if answer is None:
        return None
    reason, offset, line, ended, left_byte, right_byte = answer
    return Difference(offset, line, _REASONS[reason], ended, left_byte, right_byte)


def tree(
    findings: Iterable[tuple[str, str, str | None, bool, str | None]],
    in_left_map: Container[str] = (),
    in_right_map: Container[str] = (),
) -> DirResult:
    """Whatever was found that is not the same: equal is True only if there is nothing.

    What a map names is there. If its source was not found, it could not be read.
    """
    diff: dict[str, DiffReason] = {}
    only_left: set[str] = set()
    only_right: set[str] = set()
    errors: set[str] = set()
    equal = True
    for path, status, reason, regular, _ in findings:
        equal = False
        if status == "differ":
            diff[path] = _REASONS[reason or "content"]
        elif status == "only_left" and path not in in_right_map:
            only_left.add(path)
        elif status == "only_right" and path not in in_left_map:
            only_right.add(path)
        else:
            errors.add(path)
            if regular or status != "error":
                diff[path] = DiffReason.READ_ERROR
    return DirResult(equal, diff, only_left, only_right, errors)


def groups(names: Sequence[str], answer: list[list[int]]) -> CompareResult:
    """By the names of the sources. Where two sources share a name that held different bytes, a
    pair of names is equal only if all sources of these names are."""
    group_of = {index: number for number, group in enumerate(answer) for index in group}
    diff: dict[tuple[str, str], bool] = {}
    for i, left in enumerate(names):
        for j in range(i + 1, len(names)):
            pair = (left, names[j])
            diff[pair] = diff.get(pair, True) and group_of[i] == group_of[j]
    named = [{names[index] for index in group} for group in answer]
    return CompareResult(len(answer) <= 1, named, diff)
