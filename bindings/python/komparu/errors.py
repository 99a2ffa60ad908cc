# SPDX-License-Identifier: MIT
"""What a call raises when it cannot say whether things are the same.

A difference is never an exception. Every exception is a :class:`KomparuError`, and a standard one
besides, so that ``except FileNotFoundError`` works. URLs in messages show no passwords and no
values of queries; a path that looks like a mistyped URL with a user in it is shown as ``***``, in
``filename``, too. What could steer a terminal or turn a line around is escaped, as in a ``repr()``.
"""

from __future__ import annotations

import errno as _errno
import re

__all__ = [
    "ArchiveBombError",
    "ArchiveError",
    "ComparisonTimeoutError",
    "ConfigError",
    "KomparuError",
    "SourceNotFoundError",
    "SourceReadError",
]


class KomparuError(Exception):
    """The base of all exceptions of this package.

    :ivar code: the reason in one word, as in the JSON of the command line (``"not_found"``,
        ``"changed"``, ``"bad_archive"`` ...); empty if the error was not found by the engine.
    :ivar http_status: the status of the server's answer behind it, if there is one.
    """

    code: str = ""
    http_status: int | None = None


class SourceNotFoundError(KomparuError, FileNotFoundError):
    """There is no such file, or the server said 404 or 410."""


class SourceReadError(KomparuError, OSError):
    """A source could not be opened or read, or its bytes cannot be trusted.

    That is an error of the system, an answer of a server that is not content, a certificate that
    is not valid, a file that changed while it was read. Where the system's error has a class of
    its own (:class:`PermissionError`, :class:`IsADirectoryError` ...) it is one of that, too.
    """


class ArchiveError(KomparuError, OSError):
    """Not an archive, or one that is damaged, ambiguous, encrypted or not supported."""


class ArchiveBombError(ArchiveError):
    """An archive exceeded a limit, which the message names with its value."""


class ConfigError(KomparuError, ValueError):
    """A value that an argument cannot have, an unknown option, a scheme that is not supported."""


class ComparisonTimeoutError(KomparuError, TimeoutError):
    """``comparison_timeout`` passed before there was an answer."""


class SourcePermissionError(SourceReadError, PermissionError):
    """:class:`SourceReadError` where the system denied access."""


class SourceIsADirectoryError(SourceReadError, IsADirectoryError):
    """:class:`SourceReadError` where a directory stands and bytes are needed."""


class SourceNotADirectoryError(SourceReadError, NotADirectoryError):
    """:class:`SourceReadError` where a directory is needed and something else stands."""


class SourceConnectionRefusedError(SourceReadError, ConnectionRefusedError):
    """:class:`SourceReadError` where nobody listens at the address of a URL."""


class SourceConnectionResetError(SourceReadError, ConnectionResetError):
    """:class:`SourceReadError` where the peer dropped the connection."""


_READ_ERRORS: dict[int, type[SourceReadError]] = {
    _errno.EACCES: SourcePermissionError,
    _errno.EPERM: SourcePermissionError,
    _errno.EISDIR: SourceIsADirectoryError,
    _errno.ENOTDIR: SourceNotADirectoryError,
    _errno.ECONNREFUSED: SourceConnectionRefusedError,
    _errno.ECONNRESET: SourceConnectionResetError,
}

# The class for each word of the engine; those that are missing are read errors.
_CLASSES: dict[str, type[KomparuError]] = {
    "not_found": SourceNotFoundError,
    "vanished": SourceNotFoundError,
    "bad_archive": ArchiveError,
    "duplicate": ArchiveError,
    "encrypted": ArchiveError,
    "limit_exceeded": ArchiveBombError,
    "timed_out": ComparisonTimeoutError,
    "cancelled": KomparuError,
    "nothing_compared": ConfigError,
    "bad_option": ConfigError,
}

# An OSError always has a number; these stand where the system gave none.
_NUMBERS = {
    "not_found": _errno.ENOENT,
    "vanished": _errno.ENOENT,
    "bad_archive": _errno.EINVAL,
    "duplicate": _errno.EINVAL,
    "encrypted": _errno.EINVAL,
    "limit_exceeded": _errno.EFBIG,
    "timed_out": _errno.ETIMEDOUT,
    "loop": _errno.ELOOP,
    "unsupported": _errno.EOPNOTSUPP,
    "blocked_address": _errno.EHOSTUNREACH,
    "wrong_kind": _errno.EINVAL,
}

# The engine names limits as the library does; here they are called by their arguments.
_LIMITS = {
    "decompressed_size": "max_decompressed_size",
    "compression_ratio": "max_compression_ratio",
    "entries": "max_archive_entries",
    "entry_name_length": "max_entry_name_length",
    "index_memory": "max_index_memory",
    "decoder_memory": "max_decoder_memory",
}
_LIMIT = re.compile(r"(?<=more than )(?:" + "|".join(_LIMITS) + r")(?= allows)")


def _class_of(code: str, number: int) -> type[KomparuError]:
    if code == "not_found" and number == _errno.ENOTDIR:
        return SourceNotADirectoryError  # as open() has it
    if code in _CLASSES:
        return _CLASSES[code]
    return _READ_ERRORS.get(number, SourceReadError)


def _plain(text: str) -> str:
    """X3: nothing in it steers a terminal. What an OSError shows of its file is its repr."""
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(c if c.isprintable() and c != "\\" else repr(c)[1:-1] for c in text)


def _from_native(
    code: str, subject: str, detail: str, errno: int, http_status: int
) -> KomparuError:
    """The exception for an error of the engine; 0 stands for no errno and no status."""
    if code == "limit_exceeded":
        detail = _LIMIT.sub(lambda match: _LIMITS[match[0]], detail)
    detail = _plain(detail)
    number = errno or _NUMBERS.get(code, _errno.EIO)
    kind = _class_of(code, number)
    error: KomparuError
    if issubclass(kind, OSError):
        error = kind(number, detail, subject) if subject else kind(number, detail)
    else:
        error = kind(f"{_plain(subject)}: {detail}" if subject else detail)
    error.code = code
    if http_status:
        error.http_status = http_status
    return error
