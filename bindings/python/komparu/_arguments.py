# SPDX-License-Identifier: MIT
"""What arguments may be: a wrong type is a TypeError, a wrong value a ConfigError.

Everything here happens before a file or a server is touched. Messages never hold the values of
headers and proxies, which may be secrets.
"""

from __future__ import annotations

import operator
import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .errors import ConfigError

Check = Callable[[str, Any], Any]

_LARGEST = (1 << 64) - 1
# Thirty years. What is longer never passes, and would not fit into the engine's nanoseconds.
_LONGEST = 1e9
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def wrong_type(name: str, wanted: str, value: object) -> TypeError:
    return TypeError(f"{name} must be {wanted}, not {type(value).__name__}")


def boolean(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise wrong_type(name, "bool", value)
    return value


def whole(least: int, most: int = _LARGEST, shown: str = "") -> Check:
    """An int, or what stands for one (numpy's are no ints); a bool does not. More than the engine
    can count is as much as it can."""

    def check(name: str, value: Any) -> int:
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            raise wrong_type(name, "int", value)
        number = operator.index(value)
        if number < least:
            raise ConfigError(f"{name} must be {'positive' if least else 'non-negative'}")
        if number > most != _LARGEST:
            raise ConfigError(f"{name} must be <= {shown or most}")
        return min(number, most)

    return check


def optional(check: Check) -> Check:
    return lambda name, value: None if value is None else check(name, value)


def seconds(name: str, value: Any) -> float | None:
    """None, and a time that never passes, are no limit."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong_type(name, "float or None", value)
    if not value > 0:  # NaN, too
        raise ConfigError(f"{name} must be positive")
    return float(value) if value < _LONGEST else None


def text(name: str, value: str) -> bytes:
    """The UTF-8 of a text that is sent to a server."""
    try:
        return value.encode()
    except UnicodeEncodeError:
        pass  # it holds the text, so it must not even become the context of another exception
    raise ConfigError(f"{name} cannot be encoded as UTF-8")


def headers(name: str, value: Any) -> dict[str, str]:
    """A copy; None are none."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise wrong_type(name, "dict or None", value)
    for key, content in value.items():
        if not isinstance(key, str):
            raise wrong_type(f"a name in {name}", "str", key)
        if not isinstance(content, str):
            raise wrong_type(f"a value in {name}", "str", content)
        if not _TOKEN.fullmatch(key):
            raise ConfigError(f"{name} holds a name that is no header's")
        if _CONTROL.search(content):
            raise ConfigError(f"{name} holds a control character in the value of {key}")
        text(f"the value of {key} in {name}", content)
    return dict(value)


def proxy(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise wrong_type(name, "str or None", value)
    text(name, value)
    if _CONTROL.search(value):
        raise ConfigError(f"{name} holds a control character")
    return value


def patterns(name: str, value: Any) -> tuple[bytes, ...]:
    """Globs; a lone str would be taken for one pattern per letter."""
    if value is None:
        return ()
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise wrong_type(name, "an iterable of str or None", value)
    result = []
    for pattern in value:
        if not isinstance(pattern, (str, bytes)):
            raise wrong_type(f"a pattern in {name}", "str", pattern)
        if not pattern:
            raise ConfigError(f"{name} holds an empty pattern")
        result.append(path(f"a pattern in {name}", pattern))
    return tuple(result)


def names(name: str, value: Any) -> tuple[bytes, ...]:
    """Globs for single names: what is written with a slash would match nothing."""
    result = patterns(name, value)
    if any(b"/" in pattern for pattern in result):
        raise ConfigError(f"{name} takes patterns for single names; use exclude for paths")
    return result


def file(name: str, value: Any) -> str | None:
    """The path of a file that an option names."""
    if value is None:
        return None
    if not isinstance(value, (str, bytes, os.PathLike)):
        raise wrong_type(name, "str, os.PathLike or None", value)
    return os.fsdecode(path(name, os.fspath(value)))


def path(name: str, value: str | bytes) -> bytes:
    """The system's bytes for a path."""
    if not value:
        raise ConfigError(f"{name} cannot be empty")
    try:
        encoded = os.fsencode(value)
    except UnicodeEncodeError:
        encoded = b""  # see text()
    if not encoded:
        raise ConfigError(f"{name} cannot be encoded for the file system")
    if b"\0" in encoded:
        raise ConfigError(f"{name}: embedded null byte")
    return encoded
