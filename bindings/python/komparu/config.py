# SPDX-License-Identifier: MIT
"""The defaults of the whole process."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import Any

from . import _core
from ._config import Config
from ._table import CONFIGURABLE, OPTIONS, Default
from .errors import ConfigError

__all__ = ["Config", "configure", "get_config", "reset_config"]


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


UNCHANGED = Settings(checked({name: option.default for name, option in OPTIONS.items()}))


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
            raise ConfigError(f"unknown option: {name}")
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
