# SPDX-License-Identifier: MIT
"""Every option and every function, once. From this table come the signatures and docstrings, the
checks of arguments, :class:`komparu.Config`, and the stub ``_calls.pyi`` that type checkers read
(``stubs.py`` beside the package writes it; a test holds it against this table).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import _arguments


class Default:
    """Stands in signatures for "as configured"; shows the value that holds if nothing is."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return repr(self.value)


class Option(NamedTuple):
    """One option: its type as annotations write it, and what a function makes of its argument."""

    name: str
    kind: str
    default: Any
    check: Callable[[str, Any], Any]
    doc: str
    configurable: bool = True


OPTIONS = {
    option.name: option
    for option in (
        Option(
            "chunk_size", "int", 65536, _arguments.chunk_size,
            "bytes read at once from each side, up to 1 GiB. If it is not given, the engine "
            "chooses, and reads at least 64 KiB.",
        ),
        Option(
            "max_workers", "int", 0, _arguments.max_workers,
            "threads, and URLs that are fetched at the same time. 0: one thread per core, at most "
            "8, and 8 URLs. 1: one thing after the other.",
        ),
        Option(
            "timeout", "float | None", 30.0, _arguments.seconds,
            "seconds that connecting to a server may take, and that it may stall; None: stalls "
            "have no limit.",
        ),
        Option(
            "follow_redirects", "bool", True, _arguments.boolean,
            "follow redirects. They never lead from a public server into a private network.",
        ),
        Option(
            "verify_ssl", "bool", True, _arguments.boolean,
            "require a certificate that proves who the server is.",
        ),
        Option(
            "size_precheck", "bool", True, _arguments.boolean,
            "files of unequal size differ, without being read.",
        ),
        Option(
            "quick_check", "bool", True, _arguments.boolean,
            "look at the ends and at some places between before everything is read.",
        ),
        Option(
            "headers", "dict[str, str] | None", None, _arguments.headers,
            "headers of the requests for URLs. Each request sends them to the host of its own URL "
            "only.",
        ),
        Option(
            "max_decompressed_size", "int | None", 1073741824, _arguments.limit,
            "bytes that each archive may hold; None: no limit, here and below.",
        ),
        Option(
            "max_compression_ratio", "int | None", 200, _arguments.limit,
            "bytes that may come out of each byte of an archive. Small archives compress well, so "
            "the default is judged from 16 MiB on, and a value that you give from 64 KiB on.",
        ),
        Option(
            "max_archive_entries", "int | None", 100_000, _arguments.limit,
            "members that each archive may have.",
        ),
        Option(
            "max_entry_name_length", "int | None", 4096, _arguments.limit,
            "bytes that the name of a member may have.",
        ),
        Option(
            "max_index_memory", "int | None", 402653184, _arguments.limit,
            "bytes that the names of members, and what else is known of them, may take in memory, "
            "for both archives together.",
        ),
        Option(
            "max_decoder_memory", "int | None", 301989888, _arguments.limit,
            "bytes that decompression may take in memory, for both archives together.",
        ),
        Option(
            "comparison_timeout", "float | None", None, _arguments.seconds,
            "seconds that the whole call may take.",
        ),
        Option(
            "proxy", "str | None", None, _arguments.proxy,
            'the URL of a proxy. None: what the environment says; ``""``: no proxy.',
        ),
        Option(
            "allow_private_redirects", "bool", False, _arguments.boolean,
            "let redirects lead from a public server into a private network.",
        ),
        Option(
            "follow_symlinks", "bool", True, _arguments.boolean,
            "compare what symbolic links lead to; if False, compare the texts of the links.",
            False,
        ),
        Option(
            "ignore", "Iterable[str] | None", None, _arguments.names,
            "globs (``*``, ``?``, ``[...]``) for the names of files and directories anywhere in "
            "the tree. What matches is not compared, and matching directories are not walked.",
            False,
        ),
        Option(
            "hash_compare", "bool", False, _arguments.boolean,
            "read one archive after the other and compare SHA-256 digests of the members, instead "
            "of reading both side by side.",
            False,
        ),
        Option(
            "exclude", "Iterable[str] | None", None, _arguments.patterns,
            "globs as in ``ignore``. One with ``/`` is for whole relative paths; there ``**`` also "
            "stands for several directories.",
            False,
        ),
        Option(
            "include", "Iterable[str] | None", None, _arguments.patterns,
            "compare only files that match one of these globs, which are written as in "
            "``exclude``.",
            False,
        ),
        Option(
            "max_depth", "int | None", None, _arguments.count_or_none,
            "levels of directories to enter; 0: compare the entries of the two only; None: all.",
            False,
        ),
        Option(
            "max_differences", "int | None", None, _arguments.limit,
            "stop after so many differences, the first by path; None: report all.",
            False,
        ),
        Option(
            "one_way", "bool", False, _arguments.boolean,
            "ignore files that exist only on the right.",
            False,
        ),
        Option(
            "one_file_system", "bool", False, _arguments.boolean,
            "do not enter directories on another device.",
            False,
        ),
        Option(
            "ignore_case", "bool", False, _arguments.boolean,
            "match names without regard to case.",
            False,
        ),
        Option(
            "normalize_names", "bool", False, _arguments.boolean,
            "match names by their Unicode normalization form C.",
            False,
        ),
        Option(
            "strip_components", "int", 0, _arguments.count,
            "leading path components to take off the names of archive members; members with fewer "
            "are not compared.",
            False,
        ),
        Option(
            "allow_empty", "bool", False, _arguments.boolean,
            "if nothing is compared, because every file is left out or a map is empty, report two "
            "equal trees instead of raising :class:`ConfigError`.",
            False,
        ),
        Option(
            "retries", "int", 0, _arguments.retries,
            "how often a request is tried again after a failed connection or a status of 408, 429, "
            "500, 502, 503 or 504.",
        ),
        Option(
            "ca_file", "str | PathLike[str] | None", None, _arguments.file,
            "a PEM file with the certificates to trust; None: those of the system.",
        ),
        Option(
            "netrc", "str | PathLike[str] | None", None, _arguments.file,
            "a netrc file to look up users and passwords in; None: no file.",
        ),
        Option(
            "limit_rate", "int | None", None, _arguments.limit,
            "bytes a second that each transfer may take; None: no limit.",
        ),
        Option(
            "public_only", "bool", False, _arguments.boolean,
            "refuse every address that is not public, also one that the URL itself names. Not "
            "together with a proxy.",
        ),
    )
}
CONFIGURABLE = tuple(option.name for option in OPTIONS.values() if option.configurable)
# Those that go into the requests for a URL; all others are the engine's own.
_MORE_HTTP = tuple("retries ca_file netrc limit_rate public_only".split())
HTTP = frozenset(
    "headers timeout follow_redirects verify_ssl proxy allow_private_redirects max_workers".split()
).union(_MORE_HTTP)
CALL = OPTIONS.keys() - HTTP | {"max_workers", "ratio_judged_from"}


class Function(NamedTuple):
    """One function: its operands with their types and documentation, its options, its answer."""

    operands: dict[str, tuple[str, str]]
    options: tuple[str, ...]
    answer: str
    doc: str
    returns: str
    raises: tuple[str, ...]


_SOURCE = "a path (``str``, ``bytes``, :class:`os.PathLike`), a URL, or a :class:`Source`."
_NOT_FOUND = "SourceNotFoundError: if one of the two does not exist."
_UNREADABLE = "SourceReadError: if one cannot be read, or is of the wrong kind."
_COMMON = (
    "ComparisonTimeoutError: if ``comparison_timeout`` passed.",
    "ConfigError: if an argument has a value that is not possible.",
)
_STREAM = tuple(
    "chunk_size size_precheck quick_check headers timeout follow_redirects verify_ssl proxy "
    "comparison_timeout".split()
)
_NAMES = tuple(
    "exclude include max_differences one_way ignore_case normalize_names allow_empty".split()
)
_DIRECTORIES = (*_NAMES, "max_depth", "one_file_system")
_LIMITS = (
    "max_decompressed_size max_compression_ratio max_archive_entries max_entry_name_length "
    "max_index_memory max_decoder_memory hash_compare"
)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FUNCTIONS = {
    "compare": Function(
        {"source_a": ("AnySource", _SOURCE), "source_b": ("AnySource", "the other source.")},
        (*_STREAM, *_MORE_HTTP),
        "bool",
        """Tell whether two sources hold the same bytes.

Sources are files, pipes, devices and URLs. An archive is a file like any other here.""",
        "True only if all bytes were compared, or proven equal.",
        (_NOT_FOUND, _UNREADABLE, *_COMMON),
    ),
    "find_difference": Function(
        {"a": ("AnySource", _SOURCE), "b": ("AnySource", "the other source.")},
        (
            *_names(
                "chunk_size headers timeout follow_redirects verify_ssl proxy comparison_timeout"
            ),
            *_MORE_HTTP,
        ),
        "Difference | None",
        """Tell where two sources first differ.

Both sides are read up to the difference, whatever their sizes are.""",
        "the first difference, or None if both hold the same bytes.",
        (_NOT_FOUND, _UNREADABLE, *_COMMON),
    ),
    "compare_all": Function(
        {"sources": ("Iterable[AnySource]", "as in :func:`compare`; fewer than two are the same.")},
        (*_STREAM, "max_workers", *_MORE_HTTP),
        "bool",
        """Tell whether all sources hold the same bytes.

Every source is opened before any is read. The first difference ends the call.""",
        "True only if all were read and are the same.",
        (_NOT_FOUND, _UNREADABLE, *_COMMON),
    ),
    "compare_many": Function(
        {"sources": ("Iterable[AnySource]", "as in :func:`compare`.")},
        (*_STREAM, "max_workers", *_MORE_HTTP),
        "CompareResult",
        """Sort sources into groups that hold the same bytes.

Every source is opened before any is read, and read once.""",
        "the groups, and for every two sources whether they are equal.",
        (_NOT_FOUND, _UNREADABLE, *_COMMON),
    ),
    "compare_dir": Function(
        {"dir_a": ("AnySource", "the left directory."), "dir_b": ("AnySource", "the right one.")},
        (
            *_names(
                "chunk_size size_precheck quick_check follow_symlinks max_workers ignore "
                "comparison_timeout"
            ),
            *_DIRECTORIES,
        ),
        "DirResult",
        """Compare two directories, with everything below them.

An entry that cannot be read does not end the call: it is in ``errors``, and all others are
compared. A file that is on both sides and cannot be read is in ``diff``, too, as
:attr:`DiffReason.READ_ERROR`.""",
        "what differs; see :class:`DirResult`.",
        (_NOT_FOUND, _UNREADABLE, *_COMMON),
    ),
    "compare_archive": Function(
        {"path_a": ("AnySource", "the left archive."), "path_b": ("AnySource", "the right one.")},
        (*_names(f"chunk_size {_LIMITS} comparison_timeout"), *_NAMES, "strip_components"),
        "DirResult",
        """Compare the members of two archives, whatever their formats and compression.

tar, zip, 7z, cpio and ar, with gzip, bzip2, xz, zstd or lz4. Nothing is extracted.""",
        "what differs, by the paths of members; see :class:`DirResult`.",
        (
            _NOT_FOUND,
            "ArchiveError: if one is no archive, or is damaged, ambiguous or encrypted.",
            "ArchiveBombError: if a limit was exceeded.",
            *_COMMON,
        ),
    ),
    "compare_dir_urls": Function(
        {
            "dir_path": ("AnySource", "the directory."),
            "url_map": (
                "Mapping[str, str | Source]",
                "relative path to URL; a :class:`Source` gives one its own options.",
            ),
        },
        (
            *_names(
                "chunk_size size_precheck quick_check headers timeout follow_redirects verify_ssl "
                "max_workers proxy comparison_timeout"
            ),
            *_NAMES,
            *_MORE_HTTP,
        ),
        "DirResult",
        """Compare a directory with files that a map names by URL.

A URL that cannot be fetched, for instance because of a 404, does not end the call: if there is a
file for it, its path is in ``errors``, and in ``diff`` as :attr:`DiffReason.READ_ERROR`.""",
        "what differs. A file without a URL is in ``only_left``, a mapped path without a file in "
        "``only_right``.",
        ("SourceNotFoundError: if there is no such directory.", _UNREADABLE, *_COMMON),
    ),
    "compare_trees": Function(
        {"a": ("AnyTree", "the left tree."), "b": ("AnyTree", "the right tree.")},
        (
            *_names(
                "chunk_size size_precheck quick_check follow_symlinks max_workers ignore "
                f"{_LIMITS} headers timeout follow_redirects verify_ssl proxy comparison_timeout"
            ),
            *_DIRECTORIES,
            "strip_components",
            *_MORE_HTTP,
        ),
        "DirResult",
        """Compare any two trees.

A tree is a directory, an archive, a base URL (it ends in ``/``), or a map from relative paths to
sources. A base URL has no listing: every file of the other side is asked for below it, so one side
must be something else.""",
        "what differs; see :class:`DirResult`.",
        (
            _NOT_FOUND,
            _UNREADABLE,
            "ArchiveError: if an archive is damaged, ambiguous or encrypted.",
            *_COMMON,
        ),
    ),
}
# What a session can be given.
SESSION = FUNCTIONS["compare_trees"].options
