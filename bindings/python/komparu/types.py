# SPDX-License-Identifier: MIT
"""What is compared, and what comes of it. All of it can be pickled."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import Any, Literal, Union

from . import _arguments, _core
from .errors import ConfigError, KomparuError

__all__ = [
    "AnySource",
    "CompareResult",
    "Detail",
    "Difference",
    "DiffReason",
    "DirResult",
    "Source",
]


@dataclass(frozen=True, slots=True, repr=False)
class Source:
    """A source with HTTP options of its own.

    ``None`` means the value of the call. The options are for this source alone: its headers are
    never sent for another one. For a local path they have no meaning.

    :param url: a URL (``http://``, ``https://``, ``file://``) or a path.
    :param headers: headers for its requests, instead of the call's.
    :param timeout: seconds that connecting, and a stall, may take.
    :param follow_redirects: whether redirects are followed.
    :param verify_ssl: whether the server must prove who it is.
    :param proxy: the URL of a proxy; ``""`` is none.
    :raises ConfigError: if a value is not possible.
    """

    url: str
    headers: dict[str, str] | None = field(default=None, hash=False)
    timeout: float | None = None
    follow_redirects: bool | None = None
    verify_ssl: bool | None = None
    proxy: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.url, str):
            raise _arguments.wrong_type("Source.url", "str", self.url)
        if not self.url:
            raise ConfigError("Source.url cannot be empty")
        if self.headers is not None:
            object.__setattr__(self, "headers", _arguments.headers("headers", self.headers))
        _arguments.seconds("timeout", self.timeout)
        if self.follow_redirects is not None:
            _arguments.boolean("follow_redirects", self.follow_redirects)
        if self.verify_ssl is not None:
            _arguments.boolean("verify_ssl", self.verify_ssl)
        _arguments.proxy("proxy", self.proxy)

    def __repr__(self) -> str:
        parts = [f"url={_core.shown_name(self.url)!r}"]
        if self.headers is not None:
            parts.append(f"headers={shown_headers(self.headers)}")
        for name in ("timeout", "follow_redirects", "verify_ssl"):
            value = getattr(self, name)
            if value is not None:
                parts.append(f"{name}={value!r}")
        if self.proxy is not None:
            parts.append(f"proxy={shown_proxy(self.proxy)!r}")
        return f"Source({', '.join(parts)})"


AnySource = Union[str, bytes, os.PathLike[str], os.PathLike[bytes], Source]
"""What a source can be: a path, a URL as a str, or a :class:`Source`."""

AnyTree = Union[AnySource, Mapping[str, Union[str, Source]]]
"""What a tree can be: a directory, an archive, a base URL, or a map of paths to sources."""


class DiffReason(str, Enum):
    """Why an entry is not the same on both sides."""

    CONTENT_MISMATCH = "content_mismatch"
    """A byte differs, or the text of a symbolic link that is not followed."""
    SIZE_MISMATCH = "size_mismatch"
    """One side is longer."""
    MISSING = "missing"
    """One side does not exist. Results have ``only_left`` and ``only_right`` for it."""
    TYPE_MISMATCH = "type_mismatch"
    """One is a directory, the other a file ..."""
    READ_ERROR = "read_error"
    """It is on both sides and could not be read: nothing is known."""

    def __str__(self) -> str:
        """The value, also in an f-string, whatever the version of Python."""
        return self.value


@dataclass(frozen=True, slots=True)
class Detail:
    """What is known of an entry that differs.

    :ivar reason: the reason, as in ``diff``.
    :ivar offset: where content first differs; None where it was not looked for.
    :ivar left_size: bytes on the left, if known; a hint, since files of ``/proc`` say 0.
    :ivar right_size: the same of the right.
    """

    reason: DiffReason
    offset: int | None = None
    left_size: int | None = None
    right_size: int | None = None


@dataclass(frozen=True, slots=True)
class DirResult:
    """What two trees come to. As a bool it is :attr:`equal`.

    Paths are relative, their components joined by ``/``; names that are not UTF-8 hold surrogate
    escapes, as in :func:`os.fsdecode`.

    :ivar equal: all is the same, and all could be judged.
    :ivar diff: what is on both sides and not the same, with the reason.
    :ivar only_left: every file, and every empty directory, that is on the left only.
    :ivar only_right: the same for the right.
    :ivar errors: what could not be judged.
    :ivar problems: the reason for each path in ``errors``, as the exception that it would be.
    :ivar details: more about each path in ``diff`` that was read. Neither of the two is looked at
        when results are compared.
    """

    equal: bool
    diff: dict[str, DiffReason]
    only_left: set[str]
    only_right: set[str]
    errors: set[str] = field(default_factory=set)
    problems: dict[str, KomparuError] = field(default_factory=dict, compare=False, repr=False)
    details: dict[str, Detail] = field(default_factory=dict, compare=False, repr=False)

    def __bool__(self) -> bool:
        return self.equal

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for :mod:`json` and its like; errors with their messages."""
        return {
            "equal": self.equal,
            "diff": {path: reason.value for path, reason in self.diff.items()},
            "only_left": sorted(self.only_left),
            "only_right": sorted(self.only_right),
            "errors": {path: str(self.problems.get(path, "")) for path in sorted(self.errors)},
        }


class PairMap(Mapping[tuple[str, str], bool]):
    """Whether any two of many sources are equal: a key for every two names, in the order given.

    It holds the group of each source and no pairs, so its memory grows with the sources, not with
    their square. If several sources share a name, a pair of names is equal only if all sources of
    these names are. Equal to every mapping that has the same items.
    """

    __slots__ = ("_groups", "_length", "_names", "_places")

    def __init__(self, names: Iterable[str], groups: Iterable[int]) -> None:
        self._names = tuple(names)
        self._groups = tuple(groups)
        self._places: dict[str, list[int]] = {}  # where each name stands
        for place, name in enumerate(self._names):
            self._places.setdefault(name, []).append(place)
        self._length = 0
        later: set[str] = set()
        for place in range(len(self._names) - 1, -1, -1):
            name = self._names[place]
            if self._places[name][0] == place:
                self._length += len(later)
            later.add(name)

    def __getitem__(self, pair: tuple[str, str]) -> bool:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise KeyError(pair)
        lefts, rights = self._places[pair[0]], self._places[pair[1]]
        first, last = lefts[0], rights[-1]
        if first >= last:
            raise KeyError(pair)
        # Each of these is to be equal to the first or to the last, and those two to each other.
        group = self._groups[first]
        return all(self._groups[i] == group for i in lefts if i < last) and all(
            self._groups[i] == group for i in rights if i > first
        )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        names, places = self._names, self._places
        for left, name in enumerate(names):
            if places[name][0] != left:
                continue
            seen: set[str] = set()
            for other in islice(names, left + 1, None):
                if len(places[other]) > 1:
                    if other in seen:
                        continue
                    seen.add(other)
                yield name, other

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        if isinstance(other, PairMap) and self._names == other._names:
            if self._groups == other._groups:
                return True
        if len(self) != len(other):
            return False
        return all(other.get(pair) is same for pair, same in self.items())

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return PairMap, (self._names, self._groups)

    def __repr__(self) -> str:
        return _shown_pairs(self)


@dataclass(frozen=True, slots=True, repr=False)
class CompareResult:
    """What many sources come to. As a bool it is :attr:`all_equal`.

    Sources are called as they were given: a path by its text, a :class:`Source` by its URL. The
    repr shows URLs without their secrets.

    :ivar all_equal: all hold the same bytes.
    :ivar groups: the names of sources with the same bytes, by the first of each group.
    :ivar diff: for every two sources, in the order given, whether they are equal.
    """

    all_equal: bool
    groups: list[set[str]]
    diff: Mapping[tuple[str, str], bool]

    def __bool__(self) -> bool:
        return self.all_equal

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for :mod:`json` and its like: the groups say everything."""
        return {"all_equal": self.all_equal, "groups": [sorted(group) for group in self.groups]}

    def __repr__(self) -> str:
        groups = ", ".join(_shown_names(group) for group in self.groups[:_SHOWN])
        if len(self.groups) > _SHOWN:
            groups += ", ..."
        diff = _shown_pairs(self.diff)
        return f"CompareResult(all_equal={self.all_equal!r}, groups=[{groups}], diff={diff})"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two streams first differ.

    :ivar offset: bytes that are equal before it: the 0-based offset of the first byte that
        differs; where one side ends first, that side's length.
    :ivar line: the 1-based line of the left side that holds it.
    :ivar reason: ``CONTENT_MISMATCH``, or ``SIZE_MISMATCH`` where one side ends first.
    :ivar ended: the side that ended first.
    :ivar left_byte: the left side's byte, if both have one.
    :ivar right_byte: the right side's byte, if both have one.
    """

    offset: int | None
    line: int | None
    reason: DiffReason
    ended: Literal["left", "right"] | None = None
    left_byte: int | None = None
    right_byte: int | None = None


# So many items of each collection appear in a repr.
_SHOWN = 20


def _shown_names(names: set[str]) -> str:
    shown = [repr(_core.shown_name(name)) for name in islice(names, _SHOWN)]
    return "{" + ", ".join(shown + ["..."] * (len(names) > _SHOWN)) + "}"


def _shown_pairs(pairs: Mapping[tuple[str, str], bool]) -> str:
    shown = [
        f"({_core.shown_name(left)!r}, {_core.shown_name(right)!r}): {same!r}"
        for (left, right), same in islice(pairs.items(), _SHOWN)
    ]
    return "{" + ", ".join(shown + ["..."] * (len(pairs) > _SHOWN)) + "}"


def shown_headers(headers: dict[str, str]) -> str:
    """Their names: a value may be a secret."""
    return "{" + ", ".join(f"{name!r}: '***'" for name in headers) + "}"


def shown_proxy(proxy: str) -> str:
    """A proxy without its user and password."""
    if "://" in proxy:
        return _core.shown_name(proxy)
    return "***" if "@" in proxy else proxy
