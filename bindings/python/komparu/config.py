# SPDX-License-Identifier: MIT
"""The defaults of the whole process."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field, fields, replace
from typing import Any

from . import _core
from ._arguments import CHECKS
from .errors import ConfigError
from .types import shown_headers, shown_proxy

__all__ = ["Config", "configure", "get_config", "reset_config"]


@dataclass(frozen=True, slots=True, repr=False)
class Config:
    """What holds for arguments that are not given; see :func:`configure`.

    The options of :func:`komparu.compare` and its siblings have their meaning there.

    :ivar allow_private_redirects: let redirects lead from a public server into a private network.
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
    comparison_timeout: float | None = None
    proxy: str | None = None
    allow_private_redirects: bool = False

    def __repr__(self) -> str:
        shown = {each.name: repr(getattr(self, each.name)) for each in fields(Config)}
        shown["headers"] = shown_headers(self.headers)
        if self.proxy is not None:
            shown["proxy"] = repr(shown_proxy(self.proxy))
        return f"Config({', '.join(f'{name}={value}' for name, value in shown.items())})"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Settings(Config):
    """What holds for one call: the defaults of the process, of a session, and the arguments.

    :ivar chosen: the names that somebody gave, whatever their values.
    :ivar natives: the engine's options that were made of it so far.
    """

    follow_symlinks: bool = True
    ignore: tuple[bytes, ...] = ()
    hash_compare: bool = False
    chosen: frozenset[str] = frozenset()
    natives: dict[str, _core.Options] = field(default_factory=dict)

    def with_options(self, options: dict[str, Any]) -> Settings:
        """The same with other values, which have been checked."""
        return replace(self, **options, chosen=self.chosen | options.keys(), natives={})


_CONFIGURABLE = frozenset(each.name for each in fields(Config))


class _Process:
    """What is configured now. Calls read it once; who changes it puts another one there."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.settings = Settings()


_process = _Process()


def current() -> Settings:
    """What is configured now."""
    return _process.settings


def configure(**defaults: Any) -> None:
    """Sets defaults for the whole process, from the next call on.

    An argument of a call wins over them, and a :class:`komparu.Source` over both. Safe to call
    from several threads.

    :param defaults: the options that :func:`get_config` shows, by name.
    :raises ConfigError: for an unknown name or a value that is not possible; nothing changes then.
    :raises TypeError: for a value of the wrong type; nothing changes then.
    """
    checked = {}
    for name, value in defaults.items():
        if name not in _CONFIGURABLE:
            raise ConfigError(f"unknown option: {name}")
        checked[name] = CHECKS[name](name, value)
    with _process.lock:
        _process.settings = _process.settings.with_options(checked)


def get_config() -> Config:
    """The defaults that hold now; a copy."""
    settings = current()
    values: dict[str, Any] = {each.name: getattr(settings, each.name) for each in fields(Config)}
    values["headers"] = dict(settings.headers)
    return Config(**values)


def reset_config() -> None:
    """Sets all defaults to what they are at the start."""
    with _process.lock:
        _process.settings = Settings()


def _after_fork_in_child() -> None:
    """Another thread of the parent may have held the lock."""
    _process.lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
