# SPDX-License-Identifier: MIT
"""Comparing streams of bytes: files, pipes, URLs."""

from __future__ import annotations

from collections.abc import Iterable

from . import _requests
from ._core import run as _run
from ._default import (
    CHUNK_SIZE,
    COMPARISON_TIMEOUT,
    FOLLOW_REDIRECTS,
    HEADERS,
    MAX_WORKERS,
    PROXY,
    QUICK_CHECK,
    SIZE_PRECHECK,
    TIMEOUT,
    VERIFY_SSL,
)
from ._options import DIFFERENCE, STREAM, STREAMS
from .config import current
from .types import AnySource, CompareResult, Difference

__all__ = ["compare", "compare_all", "compare_many", "find_difference"]


def compare(
    source_a: AnySource,
    source_b: AnySource,
    *,
    chunk_size: int = CHUNK_SIZE,
    size_precheck: bool = SIZE_PRECHECK,
    quick_check: bool = QUICK_CHECK,
    headers: dict[str, str] | None = HEADERS,
    timeout: float | None = TIMEOUT,
    follow_redirects: bool = FOLLOW_REDIRECTS,
    verify_ssl: bool = VERIFY_SSL,
    proxy: str | None = PROXY,
    comparison_timeout: float | None = COMPARISON_TIMEOUT,
) -> bool:
    """Tell whether two sources hold the same bytes.

    Sources are files, pipes, devices and URLs; an archive is a file like any other here.

    :param source_a: a path (``str``, ``bytes``, :class:`os.PathLike`), a URL, or a
        :class:`Source` with options of its own.
    :param source_b: the other one.
    :param chunk_size: bytes read at once from each side, up to 1 GiB. Where it is not given the
        engine chooses, and reads at least 64 KiB.
    :param size_precheck: files of unequal size differ, without being read.
    :param quick_check: look at the ends and at some places between before all is read.
    :param headers: sent with the requests for URLs, to the host of each URL alone.
    :param timeout: seconds that connecting to a server, and a stall of it, may take; None for no
        limit to stalls.
    :param follow_redirects: follow redirects; they never lead from a public server into a private
        network.
    :param verify_ssl: the server has to prove who it is.
    :param proxy: the URL of a proxy; None: what the environment says; ``""``: none.
    :param comparison_timeout: seconds that the whole call may take.
    :returns: True only if all bytes were compared, or proven equal.
    :raises SourceNotFoundError: if one does not exist.
    :raises SourceReadError: if one cannot be read, or is a directory.
    :raises ComparisonTimeoutError: if ``comparison_timeout`` passed.
    :raises ConfigError: if an argument has a value that is not possible.
    """
    settings = STREAM.over(
        current(),
        chunk_size,
        size_precheck,
        quick_check,
        headers,
        timeout,
        follow_redirects,
        verify_ssl,
        proxy,
        comparison_timeout,
    )
    same: bool = _run(_requests.compare(settings, source_a, source_b))
    return same


def find_difference(
    a: AnySource,
    b: AnySource,
    *,
    chunk_size: int = CHUNK_SIZE,
    headers: dict[str, str] | None = HEADERS,
    timeout: float | None = TIMEOUT,
    follow_redirects: bool = FOLLOW_REDIRECTS,
    verify_ssl: bool = VERIFY_SSL,
    proxy: str | None = PROXY,
    comparison_timeout: float | None = COMPARISON_TIMEOUT,
) -> Difference | None:
    """Tell where two sources first differ.

    The options are those of :func:`compare`; both sides are read up to the difference, whatever
    their sizes are.

    :param a: a source, as in :func:`compare`.
    :param b: the other one.
    :returns: the first difference, or None if both hold the same bytes.
    :raises KomparuError: as :func:`compare`.
    """
    settings = DIFFERENCE.over(
        current(),
        chunk_size,
        headers,
        timeout,
        follow_redirects,
        verify_ssl,
        proxy,
        comparison_timeout,
    )
    work, result = _requests.find_difference(settings, a, b)
    return result(_run(work))


def compare_all(
    sources: Iterable[AnySource],
    *,
    chunk_size: int = CHUNK_SIZE,
    size_precheck: bool = SIZE_PRECHECK,
    quick_check: bool = QUICK_CHECK,
    headers: dict[str, str] | None = HEADERS,
    timeout: float | None = TIMEOUT,
    follow_redirects: bool = FOLLOW_REDIRECTS,
    verify_ssl: bool = VERIFY_SSL,
    proxy: str | None = PROXY,
    comparison_timeout: float | None = COMPARISON_TIMEOUT,
    max_workers: int = MAX_WORKERS,
) -> bool:
    """Tell whether all sources hold the same bytes.

    Every source is opened before any is read; the first difference ends the call. Options that
    are not told of here are those of :func:`compare`.

    :param sources: as in :func:`compare`; fewer than two are the same.
    :param max_workers: threads; 0: one per core, at most 8; 1: this one alone.
    :returns: True only if all were read and are the same.
    :raises KomparuError: as :func:`compare`.
    """
    settings = STREAMS.over(
        current(),
        chunk_size,
        size_precheck,
        quick_check,
        headers,
        timeout,
        follow_redirects,
        verify_ssl,
        proxy,
        comparison_timeout,
        max_workers,
    )
    work, result = _requests.compare_all(settings, sources)
    return result(_run(work))


def compare_many(
    sources: Iterable[AnySource],
    *,
    chunk_size: int = CHUNK_SIZE,
    size_precheck: bool = SIZE_PRECHECK,
    quick_check: bool = QUICK_CHECK,
    headers: dict[str, str] | None = HEADERS,
    timeout: float | None = TIMEOUT,
    follow_redirects: bool = FOLLOW_REDIRECTS,
    verify_ssl: bool = VERIFY_SSL,
    proxy: str | None = PROXY,
    comparison_timeout: float | None = COMPARISON_TIMEOUT,
    max_workers: int = MAX_WORKERS,
) -> CompareResult:
    """Sort sources into groups of the same bytes.

    Every source is opened before any is read, and read once. Options that are not told of here
    are those of :func:`compare`.

    :param sources: as in :func:`compare`.
    :param max_workers: threads; 0: one per core, at most 8; 1: this one alone.
    :returns: the groups, and for every two sources whether they are equal.
    :raises KomparuError: as :func:`compare`.
    """
    settings = STREAMS.over(
        current(),
        chunk_size,
        size_precheck,
        quick_check,
        headers,
        timeout,
        follow_redirects,
        verify_ssl,
        proxy,
        comparison_timeout,
        max_workers,
    )
    work, result = _requests.compare_many(settings, sources)
    return result(_run(work))
