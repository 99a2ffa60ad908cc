# SPDX-License-Identifier: MIT
"""From what a caller names to what the engine opens. Only letters are looked at here."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import fields
from typing import Any

from . import _arguments, _core
from ._table import HTTP, OPTIONS
from .config import Settings
from .errors import ConfigError
from .types import AnySource, Source

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")  # RFC 3986, 3.1
_LIKE_A_URL = re.compile(rb"https?://", re.IGNORECASE)
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})?")

# What http_options_from() of the library asks for.
_VARIABLES = (
    "http_proxy",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
    "CURL_CA_BUNDLE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
# As os.fsencode() does it.
_ENCODING = sys.getfilesystemencoding()
_ERRORS = sys.getfilesystemencodeerrors()
_OF_SOURCES = tuple(each.name for each in fields(Source) if each.name != "url")


class Opener:
    """Makes the engine's sources for one call."""

    __slots__ = ("_common", "_environment", "_values")

    def __init__(self, settings: Settings) -> None:
        self._values = settings.values
        self._common: _core.HttpOptions | None = None
        self._environment: dict[str, str] | None = None

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
        return _path(name, _fspath(name, value))

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

    def _typed(self, name: str, text: str, source: Source | None) -> _core.Source:
        scheme = _scheme(text)
        if scheme is None:
            return _path(name, text)
        if scheme == "file":
            return _path(name, path_of_file_url(name, text))
        if scheme not in ("http", "https"):
            raise ConfigError(
                f"{name}: unsupported scheme '{scheme}://' (supported: file://, http://, https://)"
            )
        return _core.source(_arguments.text(name, text), self._http(source))

    def _http(self, source: Source | None) -> _core.HttpOptions:
        own = {} if source is None else own_options(source)
        if own:
            return self._made(own)
        if self._common is None:
            self._common = self._made({})
        return self._common

    def _made(self, own: dict[str, Any]) -> _core.HttpOptions:
        if self._environment is None:
            self._environment = {
                name: os.environ[name] for name in _VARIABLES if name in os.environ
            }
        values = {name: own.get(name, self._values[name]) for name in HTTP}
        values["headers"] = [f"{name}: {value}" for name, value in values["headers"].items()]
        return _core.http_options(values, self._environment)


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
    if isinstance(value, Source):
        return value.url
    return os.fsdecode(value)


def path_of_file_url(name: str, url: str) -> bytes:
    """RFC 8089. A '?' or '#' would name another file for every reader who takes it for a query or
    a fragment, so both must be encoded."""
    rest = url[len("file://") :]
    slash = rest.find("/")
    host = rest if slash < 0 else rest[:slash]
    if host.lower() not in ("", "localhost"):
        raise ConfigError(f"{name}: the host of a file:// URL must be empty or localhost")
    if slash < 0:
        raise ConfigError(f"{name}: a file:// URL needs a path")
    encoded = rest[slash:]
    if "?" in encoded or "#" in encoded:
        raise ConfigError(f"{name}: '?' and '#' must be written as %3F and %23 in a file:// URL")

    def decoded(match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            raise ConfigError(f"{name}: invalid percent-encoding in a file:// URL")
        if match[1] == b"00":
            raise ConfigError(f"{name}: a file:// URL cannot hold %00")
        return bytes.fromhex(match[1].decode())

    return _ESCAPE.sub(decoded, _arguments.path(name, encoded))


def _scheme(text: str) -> str | None:
    """In small letters, if the text is a URL of any kind."""
    if "://" not in text:
        return None
    match = _SCHEME.match(text)
    return match[1].lower() if match else None


def _fspath(name: str, value: object) -> str | bytes:
    if isinstance(value, (str, bytes)):
        return value
    if not isinstance(value, os.PathLike):
        raise _arguments.wrong_type(name, "str, bytes, os.PathLike or komparu.Source", value)
    path: str | bytes = os.fspath(value)
    return path


def _path(name: str, value: str | bytes) -> _core.Source:
    """Always a path, whatever it looks like to the engine."""
    encoded = _arguments.path(name, value)
    if _LIKE_A_URL.match(encoded):
        encoded = b"./" + encoded
    return _core.source(encoded)
