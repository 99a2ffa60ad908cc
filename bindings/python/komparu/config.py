# SPDX-License-Identifier: MIT
"""The defaults of the whole process."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from os import PathLike
from typing import Any, NamedTuple

from . import _arguments, _core
from .errors import ConfigError
from .types import shown_headers, shown_proxy

__all__ = ["Config", "configure", "get_config", "reset_config"]


@dataclass(frozen=True, slots=True, repr=False)
class Config:
    """What holds for arguments that are not given; see :func:`configure`.

    :ivar chunk_size: bytes read at once from each side, up to 1 GiB. If it is not given, the engine
        chooses, and reads at least 64 KiB.
    :ivar max_workers: threads, and URLs that are fetched at the same time. 0: one thread per core,
        at most 8, and 8 URLs. 1: one thing after the other.
    :ivar timeout: seconds that connecting to a server may take, and that it may stall; None: stalls
        have no limit.
    :ivar follow_redirects: follow redirects. They never lead from a public server into a private
        network.
    :ivar verify_ssl: require a certificate that proves who the server is.
    :ivar size_precheck: files of unequal size differ, without being read.
    :ivar quick_check: look at the ends and at some places between before everything is read.
    :ivar headers: headers of the requests for URLs. Each request sends them to the host of its own
        URL only.
    :ivar max_decompressed_size: bytes that each archive may hold; None: no limit, here and below.
    :ivar max_compression_ratio: bytes that may come out of each byte of an archive. Small archives
        compress well, so the default is judged from 16 MiB on, and a value that you give from
        64 KiB on.
    :ivar max_archive_entries: members that each archive may have.
    :ivar max_entry_name_length: bytes that the name of a member may have.
    :ivar max_index_memory: bytes that the names of members, and what else is known of them, may
        take in memory, for both archives together.
    :ivar max_decoder_memory: bytes that decompression may take in memory, for both archives
        together.
    :ivar comparison_timeout: seconds that the whole call may take.
    :ivar proxy: the URL of a proxy. None: what the environment says; ``""``: no proxy.
    :ivar allow_private_redirects: let redirects lead from a public server into a private network.
    :ivar retries: how often a request is tried again after a connection that failed, or a status of
        429, 502, 503 or 504; by default not later than 10 s from its start, unless the server asks
        for more. A value that you give also counts for connections that were reset, 408 and 500.
    :ivar ca_file: a PEM file with the certificates to trust; None: those of the system.
    :ivar netrc: a netrc file to look up users and passwords in; None: no file.
    :ivar limit_rate: bytes a second that each transfer may take; None: no limit.
    :ivar public_only: refuse every address that is not public, also one that the URL itself names.
        Not together with a proxy.
    """

    chunk_size: int = 65536
    max_workers: int = 0
    timeout: float | None = 30.0
    follow_redirects: bool = True
    verify_ssl: bool = True
    size_precheck: bool = True
    quick_check: bool = True
    headers: dict[str, str] = field(default_factory=dict, hash=False)
    max_decompressed_size: int | None = 1073741824
    max_compression_ratio: int | None = 200
    max_archive_entries: int | None = 100_000
    max_entry_name_length: int | None = 4096
    max_index_memory: int | None = 402653184
    max_decoder_memory: int | None = 301989888
    comparison_timeout: float | None = None
    proxy: str | None = None
    allow_private_redirects: bool = False
    retries: int = 2
    ca_file: str | PathLike[str] | None = None
    netrc: str | PathLike[str] | None = None
    limit_rate: int | None = None
    public_only: bool = False

    def __repr__(self) -> str:
        shown = {each.name: repr(getattr(self, each.name)) for each in fields(self)}
        shown["headers"] = shown_headers(self.headers)
        if self.proxy is not None:
            shown["proxy"] = repr(shown_proxy(self.proxy))
        return f"Config({', '.join(f'{name}={value}' for name, value in shown.items())})"


@dataclass
class _OfCalls:
    """The options that have no default of the process.

    :ivar follow_symlinks: compare what symbolic links lead to; if False, compare the texts of the
        links.
    :ivar ignore: globs (``*``, ``?``, ``[...]``) for the names of files and directories anywhere in
        the tree. What matches is not compared, and matching directories are not walked.
    :ivar hash_compare: read one archive after the other and compare SHA-256 digests of the members,
        instead of reading both side by side.
    :ivar exclude: globs as in ``ignore``. One with ``/`` is for whole relative paths; there ``**``
        also stands for several directories.
    :ivar include: compare only files that match one of these globs, which are written as in
        ``exclude``.
    :ivar max_depth: levels of directories to enter; 0: compare the entries of the two only; None:
        all.
    :ivar max_differences: stop after so many differences, the first by path; None: report all.
    :ivar one_way: ignore files that exist only on the right.
    :ivar one_file_system: do not enter directories on another device.
    :ivar ignore_case: match names without regard to case.
    :ivar normalize_names: match names by their Unicode normalization form C.
    :ivar strip_components: leading path components to take off the names of archive members;
        members with fewer are not compared.
    :ivar allow_empty: if nothing is compared, because every file is left out or a map is empty,
        report two equal trees instead of raising :class:`ConfigError`.
    """

    follow_symlinks: bool = True
    ignore: Iterable[str] | None = None
    hash_compare: bool = False
    exclude: Iterable[str] | None = None
    include: Iterable[str] | None = None
    max_depth: int | None = None
    max_differences: int | None = None
    one_way: bool = False
    one_file_system: bool = False
    ignore_case: bool = False
    normalize_names: bool = False
    strip_components: int = 0
    allow_empty: bool = False


# What is made of an argument: by the option's name, else by its type.
_CHECKS = {
    "chunk_size": _arguments.whole(1, 1 << 30, "1GB"),
    "max_workers": _arguments.whole(0, 256),
    "headers": _arguments.headers,
    "proxy": _arguments.proxy,
    "retries": _arguments.whole(0, 1000),
    "ignore": _arguments.names,
    "max_depth": _arguments.optional(_arguments.whole(0)),
    "strip_components": _arguments.whole(0),
    "bool": _arguments.boolean,
    "float | None": _arguments.seconds,
    "int | None": _arguments.optional(_arguments.whole(1)),
    "Iterable[str] | None": _arguments.patterns,
    "str | PathLike[str] | None": _arguments.file,
}


class Default:
    """Stands in signatures for "as configured"; shows the value that holds if nothing is."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return repr(self.value)


class Option(NamedTuple):
    """One option, as the two classes above declare it."""

    kind: str
    default: Default
    check: _arguments.Check
    doc: str


def _declared(declaration: Any) -> dict[str, Option]:
    docs = {}
    for text in (declaration.__doc__ or "").split(":ivar ")[1:]:
        name, _, doc = text.partition(":")
        docs[name] = " ".join(doc.split())
    options = {}
    for each in fields(declaration):
        kind, default = str(each.type), each.default
        if default is MISSING:
            kind, default = f"{kind} | None", None
        check = _CHECKS.get(each.name) or _CHECKS[kind]
        options[each.name] = Option(kind, Default(default), check, docs.get(each.name, ""))
    return options


CONFIGURABLE = _declared(Config)
OPTIONS = {**CONFIGURABLE, **_declared(_OfCalls)}


class Settings:
    """What holds for one call: the defaults of the process, of a session, and the arguments.

    :ivar values: every option by its name, checked.
    :ivar chosen: the names that somebody gave, whatever their values.
    :ivar natives: the engine's options that were made of it so far.
    """

    __slots__ = ("chosen", "natives", "values")

    def __init__(self, values: Mapping[str, Any], chosen: frozenset[str] = frozenset()) -> None:
        self.values = values
        self.chosen = chosen
        self.natives: dict[str, _core.Options] = {}

    def with_options(self, options: Mapping[str, Any]) -> Settings:
        """The same with other values, which have been checked."""
        return Settings({**self.values, **options}, self.chosen | options.keys())


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, each as its check returns it."""
    return {
        name: OPTIONS[name].check(name, value)
        for name, value in given.items()
        if value.__class__ is not Default
    }


UNCHANGED = Settings(checked({name: option.default.value for name, option in OPTIONS.items()}))


class _Process:
    """What is configured now. Calls read it once; who changes it puts another one there."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.settings = UNCHANGED


_process = _Process()


def current() -> Settings:
    """What is configured now."""
    return _process.settings


def configure(**defaults: Any) -> None:
    """Set defaults for the whole process, from the next call on.

    An argument of a call wins over them, and a :class:`komparu.Source` over both. Safe to call
    from several threads.

    :param defaults: the options that :func:`get_config` shows, by name.
    :raises ConfigError: for an unknown name or a value that is not possible; nothing changes then.
    :raises TypeError: for a value of the wrong type; nothing changes then.
    """
    for name in defaults:
        if name not in CONFIGURABLE:
            raise ConfigError(f"unknown option: {repr(name)[1:-1]}")
    options = checked(defaults)
    with _process.lock:
        _process.settings = _process.settings.with_options(options)


def get_config() -> Config:
    """The defaults that hold now; a copy."""
    values: dict[str, Any] = {name: current().values[name] for name in CONFIGURABLE}
    values["headers"] = dict(values["headers"])
    return Config(**values)


def reset_config() -> None:
    """Set all defaults to what they are at the start."""
    with _process.lock:
        _process.settings = UNCHANGED


def _after_fork_in_child() -> None:
    """Another thread of the parent may have held the lock."""
    _process.lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
