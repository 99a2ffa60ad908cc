# SPDX-License-Identifier: MIT
"""Comparing trees of files: directories, archives, base URLs, maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import _requests
from ._core import run as _run
from ._default import (
    CHUNK_SIZE,
    COMPARISON_TIMEOUT,
    FOLLOW_REDIRECTS,
    FOLLOW_SYMLINKS,
    HASH_COMPARE,
    HEADERS,
    IGNORE,
    MAX_ARCHIVE_ENTRIES,
    MAX_COMPRESSION_RATIO,
    MAX_DECOMPRESSED_SIZE,
    MAX_ENTRY_NAME_LENGTH,
    MAX_WORKERS,
    PROXY,
    QUICK_CHECK,
    SIZE_PRECHECK,
    TIMEOUT,
    VERIFY_SSL,
)
from ._options import ALL, ARCHIVES, DIRECTORIES, DIRECTORY_AND_URLS
from ._requests import AnyTree
from .config import current
from .types import AnySource, DirResult, Source

__all__ = ["compare_archive", "compare_dir", "compare_dir_urls", "compare_trees"]


def compare_dir(
    dir_a: AnySource,
    dir_b: AnySource,
    *,
    chunk_size: int = CHUNK_SIZE,
    size_precheck: bool = SIZE_PRECHECK,
    quick_check: bool = QUICK_CHECK,
    follow_symlinks: bool = FOLLOW_SYMLINKS,
    max_workers: int = MAX_WORKERS,
    ignore: Iterable[str] | None = IGNORE,
    comparison_timeout: float | None = COMPARISON_TIMEOUT,
) -> DirResult:
    """Compare two directories, with all that is below them.

    An entry that cannot be read does not end the call: it is in ``errors``, and all others are
    compared. A file that is on both sides and cannot be read is in ``diff``, too, as
    :attr:`DiffReason.READ_ERROR`.

    :param dir_a: the left directory.
    :param dir_b: the right one.
    :param chunk_size: as in :func:`compare`.
    :param size_precheck: as in :func:`compare`.
    :param quick_check: as in :func:`compare`.
    :param follow_symlinks: compare what symbolic links lead to, else their texts.
    :param max_workers: threads; 0: one per core, at most 8; 1: this one alone.
    :param ignore: globs (``*``, ``?``, ``[...]``) for names of files and directories anywhere
        below; what matches is passed over, and matching directories are not walked.
    :param comparison_timeout: seconds that the whole call may take.
    :returns: what differs; see :class:`DirResult`.
    :raises SourceNotFoundError: if one of the two does not exist.
    :raises SourceReadError: if one of the two is no directory or cannot be read.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    settings = DIRECTORIES.over(
        current(),
        chunk_size,
        size_precheck,
        quick_check,
        follow_symlinks,
        max_workers,
        ignore,
        comparison_timeout,
    )
    work, result = _requests.compare_dir(settings, dir_a, dir_b)
    return result(_run(work))


def compare_archive(
    path_a: AnySource,
    path_b: AnySource,
    *,
    chunk_size: int = CHUNK_SIZE,
    max_decompressed_size: int | None = MAX_DECOMPRESSED_SIZE,
    max_compression_ratio: int | None = MAX_COMPRESSION_RATIO,
    max_archive_entries: int | None = MAX_ARCHIVE_ENTRIES,
    max_entry_name_length: int | None = MAX_ENTRY_NAME_LENGTH,
    hash_compare: bool = HASH_COMPARE,
    comparison_timeout: float | None = COMPARISON_TIMEOUT,
) -> DirResult:
    """Compare the members of two archives, whatever their formats and compression.

    tar, zip, 7z, cpio and ar, with gzip, bzip2, xz, zstd or lz4. Nothing is extracted. A limit
    that is None is off.

    :param path_a: the left archive.
    :param path_b: the right one.
    :param chunk_size: as in :func:`compare`.
    :param max_decompressed_size: bytes that each archive may hold.
    :param max_compression_ratio: bytes that may come of each byte of an archive. The default is
        looked at from 16 MiB on, since small archives compress well; a given one from 64 KiB on.
    :param max_archive_entries: members that each may have.
    :param max_entry_name_length: bytes that the name of a member may have.
    :param hash_compare: read one archive after the other and compare SHA-256 digests of the
        members, instead of reading both side by side.
    :param comparison_timeout: seconds that the whole call may take.
    :returns: what differs, by the paths of members; see :class:`DirResult`.
    :raises SourceNotFoundError: if one of the two does not exist.
    :raises ArchiveError: if one is no archive, or is damaged, ambiguous or encrypted.
    :raises ArchiveBombError: if a limit was exceeded.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    settings = ARCHIVES.over(
        current(),
        chunk_size,
        max_decompressed_size,
        max_compression_ratio,
        max_archive_entries,
        max_entry_name_length,
        hash_compare,
        comparison_timeout,
    )
    work, result = _requests.compare_archive(settings, path_a, path_b)
    return result(_run(work))


def compare_dir_urls(
    dir_path: AnySource,
    url_map: Mapping[str, str | Source],
    *,
    chunk_size: int = CHUNK_SIZE,
    size_precheck: bool = SIZE_PRECHECK,
    quick_check: bool = QUICK_CHECK,
    headers: dict[str, str] | None = HEADERS,
    timeout: float | None = TIMEOUT,
    follow_redirects: bool = FOLLOW_REDIRECTS,
    verify_ssl: bool = VERIFY_SSL,
    max_workers: int = MAX_WORKERS,
    proxy: str | None = PROXY,
    comparison_timeout: float | None = COMPARISON_TIMEOUT,
) -> DirResult:
    """Compare a directory with files that a map names by URL.

    A URL that cannot be fetched, be it for a 404, does not end the call: where there is a file
    for it, its path is in ``errors``, and in ``diff`` as :attr:`DiffReason.READ_ERROR`. Options
    that are not told of here are those of :func:`compare`.

    :param dir_path: the directory.
    :param url_map: relative path to URL; a :class:`Source` gives one its own options.
    :param max_workers: threads, and requests at the same time; 0: one thread per core, at most 8,
        and 8 requests; 1: one file after the other.
    :returns: what differs; a file without a URL is in ``only_left``, a mapped path without a file
        in ``only_right``.
    :raises SourceNotFoundError: if there is no such directory.
    :raises KomparuError: as :func:`compare`.
    """
    settings = DIRECTORY_AND_URLS.over(
        current(),
        chunk_size,
        size_precheck,
        quick_check,
        headers,
        timeout,
        follow_redirects,
        verify_ssl,
        max_workers,
        proxy,
        comparison_timeout,
    )
    work, result = _requests.compare_dir_urls(settings, dir_path, url_map)
    return result(_run(work))


def compare_trees(
    a: AnyTree,
    b: AnyTree,
    *,
    chunk_size: int = CHUNK_SIZE,
    size_precheck: bool = SIZE_PRECHECK,
    quick_check: bool = QUICK_CHECK,
    follow_symlinks: bool = FOLLOW_SYMLINKS,
    max_workers: int = MAX_WORKERS,
    ignore: Iterable[str] | None = IGNORE,
    max_decompressed_size: int | None = MAX_DECOMPRESSED_SIZE,
    max_compression_ratio: int | None = MAX_COMPRESSION_RATIO,
    max_archive_entries: int | None = MAX_ARCHIVE_ENTRIES,
    max_entry_name_length: int | None = MAX_ENTRY_NAME_LENGTH,
    hash_compare: bool = HASH_COMPARE,
    headers: dict[str, str] | None = HEADERS,
    timeout: float | None = TIMEOUT,
    follow_redirects: bool = FOLLOW_REDIRECTS,
    verify_ssl: bool = VERIFY_SSL,
    proxy: str | None = PROXY,
    comparison_timeout: float | None = COMPARISON_TIMEOUT,
) -> DirResult:
    """Compare any two trees.

    A tree is a directory, an archive, a base URL (which ends in ``/``), or a map from relative
    paths to sources. A base URL has no listing: every file of the other side is asked for below
    it, so one side must be something else. The options are those of :func:`compare_dir`,
    :func:`compare_archive` and :func:`compare`.

    :param a: the left tree.
    :param b: the right one.
    :returns: what differs; see :class:`DirResult`.
    :raises KomparuError: as :func:`compare_dir` and :func:`compare_archive`.
    """
    settings = ALL.over(
        current(),
        chunk_size,
        size_precheck,
        quick_check,
        follow_symlinks,
        max_workers,
        ignore,
        max_decompressed_size,
        max_compression_ratio,
        max_archive_entries,
        max_entry_name_length,
        hash_compare,
        headers,
        timeout,
        follow_redirects,
        verify_ssl,
        proxy,
        comparison_timeout,
    )
    work, result = _requests.compare_trees(settings, a, b)
    return result(_run(work))
