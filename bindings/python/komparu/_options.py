# SPDX-License-Identifier: MIT
"""From a call's arguments to the engine's options."""

from __future__ import annotations

from typing import Any

from . import _core, _default
from ._arguments import CHECKS
from .config import Settings

# Bytes that have to be produced before a ratio is judged: small honest archives compress well, so
# a ratio that nobody chose is judged late.
_RATIO_FROM = 16 << 20
_CHOSEN_RATIO_FROM = 64 << 10


class OptionSet:
    """The options that a function has, in the order of its signature."""

    __slots__ = ("_defaults", "_names")

    def __init__(self, *names: str) -> None:
        self._names = names
        self._defaults = tuple(getattr(_default, name.upper()) for name in names)

    def over(self, settings: Settings, *arguments: Any) -> Settings:
        """The settings with what was given. Where nothing was, that costs next to nothing."""
        if arguments == self._defaults:
            return settings
        return settings.with_options(self.given(*arguments))

    def given(self, *arguments: Any) -> dict[str, Any]:
        """What was given, checked, by name."""
        return {
            name: CHECKS[name](name, argument)
            for name, argument in zip(self._names, arguments)
            if argument.__class__ is not _default.Default
        }


STREAM = OptionSet(
    "chunk_size",
    "size_precheck",
    "quick_check",
    "headers",
    "timeout",
    "follow_redirects",
    "verify_ssl",
    "proxy",
    "comparison_timeout",
)
STREAMS = OptionSet(
    "chunk_size",
    "size_precheck",
    "quick_check",
    "headers",
    "timeout",
    "follow_redirects",
    "verify_ssl",
    "proxy",
    "comparison_timeout",
    "max_workers",
)
DIFFERENCE = OptionSet(
    "chunk_size",
    "headers",
    "timeout",
    "follow_redirects",
    "verify_ssl",
    "proxy",
    "comparison_timeout",
)
DIRECTORIES = OptionSet(
    "chunk_size",
    "size_precheck",
    "quick_check",
    "follow_symlinks",
    "max_workers",
    "ignore",
    "comparison_timeout",
)
ARCHIVES = OptionSet(
    "chunk_size",
    "max_decompressed_size",
    "max_compression_ratio",
    "max_archive_entries",
    "max_entry_name_length",
    "hash_compare",
    "comparison_timeout",
)
DIRECTORY_AND_URLS = OptionSet(
    "chunk_size",
    "size_precheck",
    "quick_check",
    "headers",
    "timeout",
    "follow_redirects",
    "verify_ssl",
    "max_workers",
    "proxy",
    "comparison_timeout",
)
ALL = OptionSet(
    "chunk_size",
    "size_precheck",
    "quick_check",
    "follow_symlinks",
    "max_workers",
    "ignore",
    "max_decompressed_size",
    "max_compression_ratio",
    "max_archive_entries",
    "max_entry_name_length",
    "hash_compare",
    "headers",
    "timeout",
    "follow_redirects",
    "verify_ssl",
    "proxy",
    "comparison_timeout",
)


def native_options(settings: Settings) -> _core.Options:
    """For everything but the search for the first difference."""
    return settings.natives.get("verdict") or _made(settings, "verdict", settings.size_precheck)


def difference_options(settings: Settings) -> _core.Options:
    """Sizes alone would not tell where the difference is."""
    return settings.natives.get("difference") or _made(settings, "difference", False)


def _made(settings: Settings, purpose: str, size_check: bool) -> _core.Options:
    chosen = settings.chosen
    options = _core.Options(
        # The engine reads at least as much at once where nobody chose: see docs/python.md.
        chunk_size=settings.chunk_size if "chunk_size" in chosen else 0,
        size_check=size_check,
        quick_check=settings.quick_check,
        jobs=settings.max_workers,
        time_limit=_at_least(settings.comparison_timeout, 1e-9),
        follow_links=settings.follow_symlinks,
        exclude=settings.ignore,
        max_decompressed_size=settings.max_decompressed_size,
        max_compression_ratio=settings.max_compression_ratio,
        ratio_judged_from=_CHOSEN_RATIO_FROM if "max_compression_ratio" in chosen else _RATIO_FROM,
        max_archive_entries=settings.max_archive_entries,
        max_entry_name_length=settings.max_entry_name_length,
        by_digest=settings.hash_compare,
    )
    settings.natives[purpose] = options
    return options


def _at_least(seconds: float | None, least: float) -> float | None:
    """What is shorter than the engine's clock can tell is still not nothing."""
    return seconds if seconds is None else max(seconds, least)
