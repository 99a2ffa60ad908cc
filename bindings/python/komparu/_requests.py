# SPDX-License-Identifier: MIT
"""One function for each verb: from checked options and what the caller named to native work.

A request is that work and the function that makes a result of its answer. Nothing is opened here:
the blocking functions and those of :mod:`komparu.aio` carry requests out in their own ways.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Container, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from . import _arguments, _core
from ._sources import Opener, shown
from ._table import CALL
from .config import UNCHANGED, Settings
from .errors import ConfigError, KomparuError
from .errors import _from_native as from_native
from .types import (
    AnySource,
    AnyTree,
    CompareResult,
    Detail,
    Difference,
    DiffReason,
    DirResult,
    PairMap,
    Source,
)

_T = TypeVar("_T")
Request = tuple[_core.Work, Callable[[Any], _T]]

# The ratio that somebody chose is judged from here on; see the option.
_CHOSEN_RATIO_FROM = 64 << 10


def compare(settings: Settings, source_a: AnySource, source_b: AnySource) -> Request[bool]:
    opener = Opener(settings)
    operands = [opener.source("source_a", source_a), opener.source("source_b", source_b)]
    return _core.work("bytes", operands, _options(settings)), bool


def find_difference(
    settings: Settings, a: AnySource, b: AnySource
) -> Request[Difference | None]:
    opener = Opener(settings)
    operands = [opener.source("a", a), opener.source("b", b)]
    # Sizes alone would not tell where the difference is.
    options = _options(settings, "difference", size_precheck=False)
    return _core.work("difference", operands, options), _difference


def compare_all(settings: Settings, sources: Iterable[AnySource]) -> Request[bool]:
    operands = _opened(settings, _listed(sources))
    return _core.work("all", operands, _options(settings)), bool


def compare_many(settings: Settings, sources: Iterable[AnySource]) -> Request[CompareResult]:
    listed = _listed(sources)
    work = _core.work("many", _opened(settings, listed), _options(settings))
    return work, partial(_groups, listed)


def compare_dir(settings: Settings, dir_a: AnySource, dir_b: AnySource) -> Request[DirResult]:
    opener = Opener(settings)
    operands = [opener.local("dir_a", dir_a), opener.local("dir_b", dir_b)]
    return _core.work("directories", operands, _options(settings)), _tree


def compare_archive(settings: Settings, path_a: AnySource, path_b: AnySource) -> Request[DirResult]:
    opener = Opener(settings)
    operands = [opener.source("path_a", path_a), opener.source("path_b", path_b)]
    return _core.work("archives", operands, _options(settings)), _tree


def compare_dir_urls(
    settings: Settings, dir_path: AnySource, url_map: Mapping[str, str | Source]
) -> Request[DirResult]:
    opener = Opener(settings)
    left = opener.local("dir_path", dir_path)
    if not isinstance(url_map, Mapping):
        raise _arguments.wrong_type("url_map", "a dict", url_map)
    right = _mapped("url_map", url_map, opener.remote)
    work = _core.work("directories", [left, right], _options(settings))
    return work, partial(_tree, in_right_map=url_map)


def compare_trees(settings: Settings, a: AnyTree, b: AnyTree) -> Request[DirResult]:
    opener = Opener(settings)

    def tree(name: str, value: AnyTree) -> _core.Operand:
        if isinstance(value, Mapping):
            return _mapped(name, value, opener.source)
        return opener.source(name, value)

    work = _core.work("trees", [tree("a", a), tree("b", b)], _options(settings))
    left_map = a if isinstance(a, Mapping) else ()
    right_map = b if isinstance(b, Mapping) else ()
    return work, partial(_tree, in_left_map=left_map, in_right_map=right_map)


def _engine_options(values: Mapping[str, Any], base: _core.Options | None) -> _core.Options:
    options = {name: value for name, value in values.items() if name in CALL}
    if "ignore" in options:
        options["exclude"] = [*options.pop("ignore"), *options.get("exclude", ())]
    return _core.options(options, base)


# Without a chunk size: the engine chooses, see docs/python.md.
_USUAL = _engine_options({**UNCHANGED.values, "chunk_size": 0}, None)


def _options(settings: Settings, purpose: str = "", **others: Any) -> _core.Options:
    """The engine's options; made once for the same settings and purpose."""
    made = settings.natives.get(purpose)
    if made is None:
        chosen = {name: settings.values[name] for name in settings.chosen} | others
        if "exclude" in chosen:
            chosen["ignore"] = settings.values["ignore"]
        if "max_compression_ratio" in chosen:
            chosen["ratio_judged_from"] = _CHOSEN_RATIO_FROM
        made = settings.natives[purpose] = _engine_options(chosen, _USUAL)
    return made


def _listed(sources: Iterable[AnySource]) -> list[AnySource]:
    """A lone path would be taken for one source per letter."""
    if isinstance(sources, (str, bytes, Source, Mapping)) or not isinstance(sources, Iterable):
        raise _arguments.wrong_type("sources", "an iterable of sources", sources)
    return list(sources)


def _opened(settings: Settings, sources: list[AnySource]) -> list[_core.Operand]:
    opener = Opener(settings)
    return [opener.source(f"sources[{i}]", source) for i, source in enumerate(sources)]


def _shown(path: str) -> str:
    """For a message: a path of a map may be a URL which was written in the wrong place."""
    return repr(_core.shown_name(path))


def _mapped(
    name: str,
    files: Mapping[str, str | Source],
    make: Callable[[str, str | Source], _core.Source],
) -> dict[bytes, _core.Source]:
    result = {}
    for path, source in files.items():
        if not isinstance(path, str):
            raise _arguments.wrong_type(f"a path in {name}", "str", path)
        encoded = _arguments.path(f"a path in {name}", path)
        if not {b"", b".", b".."}.isdisjoint(encoded.split(b"/")):
            raise ConfigError(f"{name}: {_shown(path)} is no relative path of plain names")
        slash = path.find("/")
        while slash > 0:
            if path[:slash] in files:
                raise ConfigError(f"{name}: {_shown(path)} is below another file of the map")
            slash = path.find("/", slash + 1)
        result[encoded] = make(f"{name}[{_shown(path)}]", source)
    return result


_REASONS = {
    "content": DiffReason.CONTENT_MISMATCH,
    "link": DiffReason.CONTENT_MISMATCH,
    "size": DiffReason.SIZE_MISMATCH,
    "kind": DiffReason.TYPE_MISMATCH,
}


def _difference(answer: tuple[Any, ...] | None) -> Difference | None:
    if answer is None:
        return None
    reason, offset, line, ended, left_byte, right_byte = answer
    return Difference(offset, line, _REASONS[reason], ended, left_byte, right_byte)


def _tree(
    findings: Iterable[tuple[Any, ...]],
    in_left_map: Container[str] = (),
    in_right_map: Container[str] = (),
) -> DirResult:
    """Whatever was found that is not the same: equal is True only if there is nothing.

    What a map names is there. If its source was not found, it could not be read.
    """
    diff: dict[str, DiffReason] = {}
    only_left: set[str] = set()
    only_right: set[str] = set()
    problems: dict[str, KomparuError] = {}
    details: dict[str, Detail] = {}
    for path, status, reason, regular, offset, left_size, right_size, problem in findings:
        if status == "differ":
            diff[path] = _REASONS[reason]
            details[path] = Detail(diff[path], offset, left_size, right_size)
        elif status == "only_left" and path not in in_right_map:
            only_left.add(path)
        elif status == "only_right" and path not in in_left_map:
            only_right.add(path)
        else:
            problems[path] = problem or from_native(
                "not_found", path, os.strerror(errno.ENOENT), errno.ENOENT, 0
            )
            if regular or status != "error":
                diff[path] = DiffReason.READ_ERROR
    equal = not (diff or only_left or only_right or problems)
    return DirResult(equal, diff, only_left, only_right, set(problems), problems, details)


def _groups(sources: list[AnySource], group_of: list[int]) -> CompareResult:
    names = [shown(source) for source in sources]
    groups: list[set[str]] = [set() for _ in range(max(group_of, default=-1) + 1)]
    for name, group in zip(names, group_of):
        groups[group].add(name)
    return CompareResult(len(groups) <= 1, groups, PairMap(names, group_of))
