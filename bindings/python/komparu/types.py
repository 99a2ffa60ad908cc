# SPDX-License-Identifier: MIT
"""What is compared, and what comes of it. All of it can be pickled."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, Union

from . import _arguments, _core
from .errors import ConfigError

__all__ = [
    "AnySource",
    "CompareResult",
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
    """

    equal: bool
    diff: dict[str, DiffReason]
    only_left: set[str]
    only_right: set[str]
    errors: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return self.equal


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
    diff: dict[tuple[str, str], bool]

    def __bool__(self) -> bool:
        return self.all_equal

    def __repr__(self) -> str:
        shown = _core.shown_name
        groups = [{shown(name) for name in group} for group in self.groups]
        diff = {(shown(left), shown(right)): same for (left, right), same in self.diff.items()}
        return f"CompareResult(all_equal={self.all_equal!r}, groups={groups!r}, diff={diff!r})"


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


def shown_headers(headers: dict[str, str]) -> str:
    """Their names: a value may be a secret."""
    return "{" + ", ".join(f"{name!r}: '***'" for name in headers) + "}"


def shown_proxy(proxy: str) -> str:
    """A proxy without its user and password."""
    if "://" in proxy:
        return _core.shown_name(proxy)
    return "***" if "@" in proxy else proxy
