# SPDX-License-Identifier: MIT
"""The public functions. Each is declared once: operands, options, documentation, and the work that
it has done. Its blocking kind and its coroutine are made of that.

Type checkers read ``_calls.pyi`` instead, which the build writes (``stubs.py``).
"""

from __future__ import annotations

import errno
import inspect
import os
import textwrap
from collections.abc import Callable, Container, Iterable, Mapping
from functools import partial
from os import PathLike
from typing import Any, TypeVar

from . import _arguments, _core
from ._sources import HTTP, Opener, shown
from .config import OPTIONS, UNCHANGED, Settings, checked, current
from .errors import KomparuError
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
# The native work, and what makes a result of its answer.
Request = tuple[_core.Work, Callable[[Any], _T]]

# The ratio that somebody chose is judged from here on; see the option.
_CHOSEN_RATIO_FROM = 64 << 10
# Items of an answer from which on a loop does not make the result itself.
_LARGE = 5000

_HTTP = "headers timeout follow_redirects verify_ssl"
_MORE_HTTP = "retries ca_file netrc limit_rate public_only"
_READ = "chunk_size size_precheck quick_check"
_STREAM = f"{_READ} {_HTTP} proxy comparison_timeout"
_NAMES = "exclude include max_differences one_way ignore_case normalize_names allow_empty"
_DIRECTORIES = f"{_NAMES} max_depth one_file_system"
_LIMITS = (
    "max_decompressed_size max_compression_ratio max_archive_entries max_entry_name_length "
    "max_index_memory max_decoder_memory hash_compare"
)


class Function:
    """One function, before it is made blocking or a coroutine."""

    def __init__(self, request: Callable[..., Request[Any]], options: str) -> None:
        self.name = request.__name__
        self.request = request
        self.options = options.split()
        self.keys = frozenset(self.options)
        declared = inspect.signature(request)
        # Without the settings; of "Request[bool]" what is in brackets.
        operands = list(declared.parameters.values())[1:]
        answer = str(declared.return_annotation)[len("Request[") : -1]
        self.count = len(operands)
        self.signature = signature(operands, self.options, answer)
        self.small = not answer.endswith("Result")
        head, mark, tail = inspect.cleandoc(request.__doc__ or "").partition(":returns:")
        self.doc = head + "\n".join(
            textwrap.fill(f":param {name}: {OPTIONS[name].doc}", 99, subsequent_indent="    ")
            for name in self.options
        ) + f"\n{mark}{tail}\n"

    def begin(
        self, settings: Settings, operands: tuple[Any, ...], given: dict[str, Any]
    ) -> Request[Any]:
        if given or len(operands) != self.count:
            if len(operands) != self.count or not given.keys() <= self.keys:
                operands, given = bound(self.name, self.signature, operands, given)
            settings = settings.with_options(checked(given))
        return self.request(settings, *operands)

    def blocking(self) -> Callable[..., Any]:
        begin = self.begin
        run = _core.run

        def call(*operands: Any, **given: Any) -> Any:
            work, result = begin(current(), operands, given)
            return result(run(work))

        return self._dressed(call, self.signature, self.doc)

    def coroutine(self) -> Callable[..., Any]:
        begin, small = self.begin, self.small

        async def call(self: Coroutines, /, *operands: Any, **given: Any) -> Any:
            work, result = begin(self._settings(), operands, given)
            await self._finished(work)
            if small or work.size() < _LARGE:
                return result(work.answer())
            import asyncio

            # The loop goes on while another thread makes the result.
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(None, lambda: result(work.answer()))

        doc = f"As :func:`komparu.{self.name}`, without blocking the event loop."
        return self._dressed(call, of_method(self.signature), doc)

    def _dressed(self, call: Any, signature: inspect.Signature, doc: str) -> Any:
        call.__name__ = call.__qualname__ = self.name
        call.__doc__ = doc
        call.__signature__ = signature
        annotations = {each.name: each.annotation for each in signature.parameters.values()}
        annotations["return"] = signature.return_annotation
        annotations.pop("self", None)
        call.__annotations__ = annotations
        return call


def signature(
    operands: Iterable[inspect.Parameter], options: Iterable[str], answer: str
) -> inspect.Signature:
    keywords = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=OPTIONS[name].default,
                          annotation=OPTIONS[name].kind)
        for name in options
    ]
    return inspect.Signature([*operands, *keywords], return_annotation=answer)


def of_method(signature: inspect.Signature) -> inspect.Signature:
    of_self = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return signature.replace(parameters=[of_self, *signature.parameters.values()])


def bound(
    name: str, signature: inspect.Signature, operands: tuple[Any, ...], given: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Operands and options of a call that names operands, or is wrong."""
    try:
        arguments = signature.bind(*operands, **given)
    except TypeError as error:
        raise TypeError(f"{name}() {error}") from None
    return arguments.args, arguments.kwargs


FUNCTIONS: dict[str, Function] = {}


def _function(options: str) -> Callable[[Callable[..., Request[_T]]], None]:
    """Declares a function with these options."""

    def declare(request: Callable[..., Request[_T]]) -> None:
        FUNCTIONS[request.__name__] = Function(request, options)

    return declare


@_function(f"{_STREAM} {_MORE_HTTP}")
def compare(settings: Settings, source_a: AnySource, source_b: AnySource) -> Request[bool]:
    """Tell whether two sources hold the same bytes.

    Sources are files, pipes, devices and URLs. An archive is a file like any other here.

    :param source_a: a path (``str``, ``bytes``, :class:`os.PathLike`), a URL, or a :class:`Source`.
    :param source_b: the other source.
    :returns: True only if all bytes were compared, or proven equal.
    :raises SourceNotFoundError: if one of the two does not exist.
    :raises SourceReadError: if one cannot be read, or is of the wrong kind.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    opener = Opener(settings)
    operands = [opener.source("source_a", source_a), opener.source("source_b", source_b)]
    return _core.work("bytes", operands, _options(settings)), bool


@_function(f"chunk_size {_HTTP} proxy comparison_timeout {_MORE_HTTP}")
def find_difference(
    settings: Settings, a: AnySource, b: AnySource
) -> Request[Difference | None]:
    """Tell where two sources first differ.

    Both sides are read up to the difference, whatever their sizes are.

    :param a: a path (``str``, ``bytes``, :class:`os.PathLike`), a URL, or a :class:`Source`.
    :param b: the other source.
    :returns: the first difference, or None if both hold the same bytes.
    :raises SourceNotFoundError: if one of the two does not exist.
    :raises SourceReadError: if one cannot be read, or is of the wrong kind.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    opener = Opener(settings)
    operands = [opener.source("a", a), opener.source("b", b)]
    # Sizes alone would not tell where the difference is.
    options = _options(settings, "difference", size_precheck=False)
    return _core.work("difference", operands, options), _difference


@_function(f"{_STREAM} max_workers {_MORE_HTTP}")
def compare_all(settings: Settings, sources: Iterable[AnySource]) -> Request[bool]:
    """Tell whether all sources hold the same bytes.

    Every source is opened before any is read. The first difference ends the call.

    :param sources: as in :func:`compare`; fewer than two are the same.
    :returns: True only if all were read and are the same.
    :raises SourceNotFoundError: if one of them does not exist.
    :raises SourceReadError: if one cannot be read, or is of the wrong kind.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    return _core.work("all", _opened(settings, _listed(sources)), _options(settings)), bool


@_function(f"{_STREAM} max_workers {_MORE_HTTP}")
def compare_many(settings: Settings, sources: Iterable[AnySource]) -> Request[CompareResult]:
    """Sort sources into groups that hold the same bytes.

    Every source is opened before any is read, and read once.

    :param sources: as in :func:`compare`.
    :returns: the groups, and for every two sources whether they are equal.
    :raises SourceNotFoundError: if one of them does not exist.
    :raises SourceReadError: if one cannot be read, or is of the wrong kind.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    listed = _listed(sources)
    work = _core.work("many", _opened(settings, listed), _options(settings))
    return work, partial(_groups, listed)


@_function(f"{_READ} follow_symlinks max_workers ignore comparison_timeout {_DIRECTORIES}")
def compare_dir(settings: Settings, dir_a: AnySource, dir_b: AnySource) -> Request[DirResult]:
    """Compare two directories, with everything below them.

    An entry that cannot be read does not end the call: it is in ``errors``, and all others are
    compared. A file that is on both sides and cannot be read is in ``diff``, too, as
    :attr:`DiffReason.READ_ERROR`.

    :param dir_a: the left directory.
    :param dir_b: the right one.
    :returns: what differs; see :class:`DirResult`.
    :raises SourceNotFoundError: if one of the two does not exist.
    :raises SourceReadError: if one cannot be read, or is of the wrong kind.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    opener = Opener(settings)
    operands = [opener.local("dir_a", dir_a), opener.local("dir_b", dir_b)]
    return _core.work("directories", operands, _options(settings)), _tree


@_function(f"chunk_size {_LIMITS} comparison_timeout {_NAMES} strip_components")
def compare_archive(settings: Settings, path_a: AnySource, path_b: AnySource) -> Request[DirResult]:
    """Compare the members of two archives, whatever their formats and compression.

    tar, zip, 7z, cpio and ar, with gzip, bzip2, xz, zstd or lz4. Nothing is extracted.

    :param path_a: the left archive.
    :param path_b: the right one.
    :returns: what differs, by the paths of members; see :class:`DirResult`.
    :raises SourceNotFoundError: if one of the two does not exist.
    :raises ArchiveError: if one is no archive, or is damaged, ambiguous or encrypted.
    :raises ArchiveBombError: if a limit was exceeded.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    opener = Opener(settings)
    operands = [opener.source("path_a", path_a), opener.source("path_b", path_b)]
    return _core.work("archives", operands, _options(settings)), _tree


@_function(f"{_READ} {_HTTP} max_workers proxy comparison_timeout {_NAMES} {_MORE_HTTP}")
def compare_dir_urls(
    settings: Settings, dir_path: AnySource, url_map: Mapping[str, str | Source]
) -> Request[DirResult]:
    """Compare a directory with files that a map names by URL.

    A URL that cannot be fetched, for instance because of a 404, does not end the call: if there is
    a file for it, its path is in ``errors``, and in ``diff`` as :attr:`DiffReason.READ_ERROR`.

    :param dir_path: the directory.
    :param url_map: relative path to URL; a :class:`Source` gives one its own options.
    :returns: what differs. A file without a URL is in ``only_left``, a mapped path without a file
        in ``only_right``.
    :raises SourceNotFoundError: if there is no such directory.
    :raises SourceReadError: if it cannot be read, or is of the wrong kind.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    opener = Opener(settings)
    left = opener.local("dir_path", dir_path)
    if not isinstance(url_map, Mapping):
        raise _arguments.wrong_type("url_map", "a dict", url_map)
    right = opener.mapped("url_map", url_map, opener.remote)
    work = _core.work("directories", [left, right], _options(settings))
    return work, partial(_tree, in_right_map=url_map)


@_function(
    f"{_READ} follow_symlinks max_workers ignore {_LIMITS} {_HTTP} proxy comparison_timeout "
    f"{_DIRECTORIES} strip_components {_MORE_HTTP}"
)
def compare_trees(settings: Settings, a: AnyTree, b: AnyTree) -> Request[DirResult]:
    """Compare any two trees.

    A tree is a directory, an archive, a base URL (it ends in ``/``), or a map from relative paths
    to sources. A base URL has no listing: every file of the other side is asked for below it, so
    one side must be something else.

    :param a: the left tree.
    :param b: the right tree.
    :returns: what differs; see :class:`DirResult`.
    :raises SourceNotFoundError: if one of the two does not exist.
    :raises SourceReadError: if one cannot be read, or is of the wrong kind.
    :raises ArchiveError: if an archive is damaged, ambiguous or encrypted.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    opener = Opener(settings)

    def tree(name: str, value: AnyTree) -> _core.Source:
        if isinstance(value, Mapping):
            return opener.mapped(name, value, opener.source)
        return opener.source(name, value)

    work = _core.work("trees", [tree("a", a), tree("b", b)], _options(settings))
    left_map = a if isinstance(a, Mapping) else ()
    right_map = b if isinstance(b, Mapping) else ()
    return work, partial(_tree, in_left_map=left_map, in_right_map=right_map)


def _engine_options(values: Mapping[str, Any], base: _core.Options | None) -> _core.Options:
    options = {
        name: value for name, value in values.items() if name not in HTTP or name == "max_workers"
    }
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


def _opened(settings: Settings, sources: list[AnySource]) -> list[_core.Source]:
    opener = Opener(settings)
    return [opener.source(f"sources[{i}]", source) for i, source in enumerate(sources)]


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


class Coroutines:
    """The functions of :mod:`komparu.aio`, and what a session has."""

    def __init__(self, **options: Any) -> None:
        _, given = bound("Session", _SESSION, (), options)
        self._presets = checked(given)


# What a session can be given.
_SESSION = signature((), FUNCTIONS["compare_trees"].options, "None")
Coroutines.__init__.__signature__ = of_method(_SESSION)  # type: ignore[attr-defined]
__all__ = ["Coroutines", *FUNCTIONS]
for _name, _function_ in FUNCTIONS.items():
    globals()[_name] = _function_.blocking()
    setattr(Coroutines, _name, _function_.coroutine())
