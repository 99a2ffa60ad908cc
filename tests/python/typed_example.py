# SPDX-License-Identifier: MIT
"""A program as users write it, for a type checker to look at; it is never run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import komparu
from komparu import CompareResult, Difference, DiffReason, DirResult, Source


def blocking(path: Path, raw: bytes, source: Source) -> None:
    same: bool = komparu.compare(path, raw, chunk_size=4096, timeout=None, headers={"A": "b"})
    same = komparu.compare("http://h/x", source, proxy="", comparison_timeout=1)
    difference: Difference | None = komparu.find_difference(path, "b")
    if difference is not None:
        place: tuple[int | None, int | None, DiffReason] = (
            difference.offset,
            difference.line,
            difference.reason,
        )
        print(place)
    everything: bool = komparu.compare_all([path, "b"], max_workers=4)
    many: CompareResult = komparu.compare_many(path.iterdir())
    groups: list[set[str]] = many.groups
    pairs: Mapping[tuple[str, str], bool] = many.diff
    trees: list[DirResult] = [
        komparu.compare_dir(path, raw, ignore=("*.o",), follow_symlinks=False),
        komparu.compare_archive("a.zip", "b.tar", max_decompressed_size=None),
        komparu.compare_dir_urls(path, {"a": "http://h/a", "b": source}, verify_ssl=False),
        komparu.compare_trees({"a": "b", "c": source}, "http://h/", hash_compare=True),
    ]
    reasons: dict[str, DiffReason] = trees[0].diff
    names: set[str] = trees[0].errors | trees[0].only_left | trees[0].only_right
    komparu.configure(chunk_size=4096)
    chunk_size: int = komparu.get_config().chunk_size
    info: dict[str, str] = komparu.build_info()
    print(same, everything, groups, pairs, reasons, names, chunk_size, info, komparu.__version__)


def errors(path: Path) -> int | None:
    try:
        komparu.compare(path, path)
    except komparu.SourceNotFoundError as error:
        return error.errno
    except komparu.KomparuError as error:
        return error.http_status
    return None


async def awaiting(path: Path) -> None:
    same: bool = await komparu.aio.compare(path, path)
    async with komparu.aio.Session(max_workers=1, timeout=5, ignore=["*.o"]) as session:
        result: DirResult = await session.compare_dir(path, path)
        answers: list[bool] = await asyncio.gather(*[session.compare("a", "b") for _ in range(3)])
    print(same, result, answers)
