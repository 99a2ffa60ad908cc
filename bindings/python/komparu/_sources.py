# SPDX-License-Identifier: MIT
"""From what a caller names to what the engine opens. Only letters are looked at here."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from . import _arguments, _core
from .config import OPTIONS, Settings
from .errors import ConfigError
from .types import AnySource, Source

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")  # RFC 3986, 3.1
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})?")
# As os.fsencode() does it.
_ENCODING = sys.getfilesystemencoding()
_ERRORS = sys.getfilesystemencodeerrors()
_OF_SOURCES = tuple(each.name for each in fields(Source) if each.name != "url")
# The options that go into the requests for a URL.
HTTP = frozenset(
    (*_OF_SOURCES, "allow_private_redirects", "max_workers", "retries", "ca_file", "netrc",
     "limit_rate", "public_only")
)


class Opener:
    """Makes the engine's sources for one call."""

    __slots__ = ("_common", "_settings")

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._common: _core.HttpOptions | None = None

    def source(self, name: str, value: AnySource) -> _core.Source:
        """Of a path or a URL; `name` is what messages call the argument."""
        if isinstance(value, str):
            if value and "://" not in value and "\0" not in value:  # the usual case, made short
                try:
                    return _core.source(value.encode(_ENCODING, _ERRORS))
                except UnicodeEncodeError:
                    pass  # told of below
            return self._typed(name, value, None)
        if isinstance(value, Source):
            return self._typed(name, value.url, value)
        if not isinstance(value, (bytes, os.PathLike)):
            raise _arguments.wrong_type(name, "str, bytes, os.PathLike or komparu.Source", value)
        return _core.source(_arguments.path(name, os.fspath(value)))

    def local(self, name: str, value: AnySource) -> _core.Source:
        """Of a path; a URL is refused."""
        text = value.url if isinstance(value, Source) else value
        if isinstance(text, str) and _scheme(text) in ("http", "https"):
            raise ConfigError(f"{name} must be a local path, not a URL")
        return self.source(name, value)

    def remote(self, name: str, value: str | Source) -> _core.Source:
        """Of a URL; a path is refused."""
        if not isinstance(value, (str, Source)):
            raise _arguments.wrong_type(name, "str or komparu.Source", value)
        text = value.url if isinstance(value, Source) else value
        if text and _scheme(text) is None:
            raise ConfigError(f"{name} must be a URL")
        return self.source(name, value)

    def mapped(
        self,
        name: str,
        files: Mapping[str, str | Source],
        make: Callable[[str, str | Source], _core.Source],
    ) -> _core.Source:
        """Of a map from paths to what `make` takes."""
        result = {}
        for path, source in files.items():
            if not isinstance(path, str):
                raise _arguments.wrong_type(f"a path in {name}", "str", path)
            encoded = _arguments.path(f"a path in {name}", path)
            # A path may be a URL that was written in the wrong place.
            result[encoded] = make(f"{name}[{_core.shown_name(path)!r}]", source)
        return _core.source_map(name, result)

    def _typed(self, name: str, text: str, source: Source | None) -> _core.Source:
        scheme = _scheme(text)
        if scheme is None:
            return _core.source(_arguments.path(name, text))
        if scheme == "file":
            return _core.source(_path_of_file_url(name, text))
        if scheme not in ("http", "https"):
            raise ConfigError(
                f"{name}: unsupported scheme '{scheme}://' (supported: file://, http://, https://)"
            )
        return _core.source(_arguments.text(name, text), self._http(source))

    def _http(self, source: Source | None) -> _core.HttpOptions:
        own = own_options(source) if source is not None else {}
        if own:
            return self._made(own)
        if self._common is None:
            self._common = self._made({})
        return self._common

    def _made(self, own: dict[str, Any]) -> _core.HttpOptions:
        settings = self._settings
        values = {name: own.get(name, settings.values[name]) for name in HTTP}
        # The engine tries fewer kinds of failures again where nobody asked for it.
        if "retries" not in settings.chosen:
            del values["retries"]
        values["headers"] = [f"{name}: {value}" for name, value in values["headers"].items()]
        return _core.http_options(values, os.environ.get)


def own_options(source: Source) -> dict[str, Any]:
    """Those that the source has of its own, checked."""
    options = {name: getattr(source, name) for name in _OF_SOURCES}
    return {
        name: OPTIONS[name].check(name, value)
        for name, value in options.items()
        if value is not None
    }


def shown(value: AnySource) -> str:
    """What results call a source."""
    return value.url if isinstance(value, Source) else os.fsdecode(value)


def _path_of_file_url(name: str, url: str) -> bytes:
    """RFC 8089. A '?' or '#' would name another file for every reader who takes it for a query or
    a fragment, so both must be encoded."""
    host, slash, rest = url[len("file://") :].partition("/")
    if host.lower() not in ("", "localhost"):
        raise ConfigError(f"{name}: the host of a file:// URL must be empty or localhost")
    if not slash:
        raise ConfigError(f"{name}: a file:// URL needs a path")
    if "?" in rest or "#" in rest:
        raise ConfigError(f"{name}: '?' and '#' must be written as %3F and %23 in a file:// URL")

    def decoded(match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            raise ConfigError(f"{name}: invalid percent-encoding in a file:// URL")
        if match[1] == b"00":
            raise ConfigError(f"{name}: a file:// URL cannot hold %00")
        return bytes.fromhex(match[1].decode())

    return _ESCAPE.sub(decoded, _arguments.path(name, "/" + rest))


def _scheme(text: str) -> str | None:
    """In small letters, if the text is a URL of any kind."""
    match = _SCHEME.match(text)
    return match[1].lower() if match else None
