# SPDX-License-Identifier: MIT
"""One function for each verb: from checked options and what the caller named to native work.

A request is that work and the function that makes a result of its answer. Nothing is opened here:
the blocking functions and those of :mod:`komparu.aio` carry requests out in their own ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar, Union

from . import _answers, _arguments, _core
from ._options import difference_options, native_options
from ._sources import Opener, shown
from .config import Settings
from .errors import ConfigError
from .types import AnySource, CompareResult, Difference, DirResult, Source

_T = TypeVar("_T")
Request = tuple[_core.Work, Callable[[Any], _T]]
AnyTree = Union[AnySource, Mapping[str, Union[str, Source]]]


def compare(settings: Settings, source_a: AnySource, source_b: AnySource) -> _core.Work:
    """Its answer is the result."""
    opener = Opener(settings)
    left = opener.source("source_a", source_a)
    right = opener.source("source_b", source_b)
    return _core.bytes_work(left, right, native_options(settings))


def find_difference(
    settings: Settings, a: AnySource, b: AnySource
) -> Request[Difference | None]:
    opener = Opener(settings)
    left = opener.source("a", a)
    right = opener.source("b", b)
    work = _core.difference_work(left, right, difference_options(settings), True)
    return work, _answers.difference


def compare_all(settings: Settings, sources: Iterable[AnySource]) -> Request[bool]:
    listed = _listed(sources)
    opener = Opener(settings)
    natives = [opener.source(f"sources[{i}]", source) for i, source in enumerate(listed)]
    return _core.all_work(natives, native_options(settings)), _answers.verdict


def compare_many(settings: Settings, sources: Iterable[AnySource]) -> Request[CompareResult]:
    listed = _listed(sources)
    opener = Opener(settings)
    natives = [opener.source(f"sources[{i}]", source) for i, source in enumerate(listed)]
    names = [shown(source) for source in listed]
    work = _core.many_work(natives, native_options(settings))
    return work, partial(_answers.groups, names)


def compare_dir(settings: Settings, dir_a: AnySource, dir_b: AnySource) -> Request[DirResult]:
    opener = Opener(settings)
    left = opener.local("dir_a", dir_a)
    right = opener.local("dir_b", dir_b)
    work = _core.directories_work(left, right, native_options(settings))
    return work, _answers.tree


def compare_archive(settings: Settings, path_a: AnySource, path_b: AnySource) -> Request[DirResult]:
    opener = Opener(settings)
    left = opener.source("path_a", path_a)
    right = opener.source("path_b", path_b)
    return _core.archives_work(left, right, native_options(settings)), _answers.tree


def compare_dir_urls(
    settings: Settings, dir_path: AnySource, url_map: Mapping[str, str | Source]
) -> Request[DirResult]:
    opener = Opener(settings)
    left = opener.local("dir_path", dir_path)
    if not isinstance(url_map, Mapping):
        raise _arguments.wrong_type("url_map", "a dict", url_map)
    right = _mapped("url_map", url_map, opener.remote)
    work = _core.directories_work(left, right, native_options(settings))
    return work, partial(_answers.tree, in_right_map=url_map)


def compare_trees(settings: Settings, a: AnyTree, b: AnyTree) -> Request[DirResult]:
    opener = Opener(settings)

    def tree(name: str, value: AnyTree) -> _core.Source | list[tuple[bytes, _core.Source]]:
        if isinstance(value, Mapping):
            return _mapped(name, value, opener.source)
        return opener.source(name, value)

    work = _core.trees_work(tree("a", a), tree("b", b), native_options(settings))
    left_map = a if isinstance(a, Mapping) else ()
    right_map = b if isinstance(b, Mapping) else ()
    return work, partial(_answers.tree, in_left_map=left_map, in_right_map=right_map)


def _listed(sources: Iterable[AnySource]) -> list[AnySource]:
    """A lone path would be taken for one source per letter."""
    if isinstance(sources, (str, bytes, Source, Mapping)) or not isinstance(sources, Iterable):
        raise _arguments.wrong_type("sources", "an iterable of sources", sources)
    return list(sources)


def _mapped(
    name: str,
    files: Mapping[str, str | Source],
    make: Callable[[str, str | Source], _core.Source],
) -> list[tuple[bytes, _core.Source]]:
    result = []
    for path, source in files.items():
        if not isinstance(path, str):
            raise _arguments.wrong_type(f"a path in {name}", "str", path)
        encoded = _arguments.path(f"a path in {name}", path)
        if not {b"", b".", b".."}.isdisjoint(encoded.split(b"/")):
            raise ConfigError(f"{name}: {path!r} is no relative path of plain names")
        slash = path.find("/")
        while slash > 0:
            if path[:slash] in files:
                raise ConfigError(f"{name}: {path!r} is below another file of the map")
            slash = path.find("/", slash + 1)
        result.append((encoded, make(f"{name}[{path!r}]", source)))
    return result
