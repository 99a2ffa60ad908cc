# SPDX-License-Identifier: MIT
"""Hot and cold."""

from __future__ import annotations

import pytest
from ratios import caches, page_cache, work_dir
from ratios.row import Material, Scale
from rows.files import FilePair
from rows.trees import SmallFiles, TreePair


_SMALL = Scale("quick", 4096)


def test_warm_files_are_in_the_page_cache_and_dropped_ones_are_not(tmp_path):
    if work_dir.in_memory(tmp_path):
        pytest.skip("files in memory cannot be dropped")
    files = FilePair(size=1 << 20).make(tmp_path, _SMALL).files
    page_cache.warm(files)
    if page_cache.resident_share(files) is None:
        pytest.skip("nobody tells here what the page cache holds (mincore)")
    assert page_cache.resident_share(files) >= caches.HOT_AT_LEAST
    page_cache.drop_files(files)
    assert page_cache.resident_share(files) <= caches.COLD_AT_MOST
    page_cache.warm(files)
    page_cache.drop_many_files(files)
    assert page_cache.resident_share(files) <= caches.COLD_AT_MOST


def test_hot_files_are_read_again_before_every_process(tmp_path):
    if work_dir.in_memory(tmp_path):
        pytest.skip("files in memory cannot be dropped")
    files = FilePair(size=1 << 20).make(tmp_path, _SMALL).files
    cache = caches.cache_of("hot", Material({}, files), [])
    cache.prepare()
    page_cache.drop_files(files)
    cache.before_process()
    cache.finish()
    if page_cache.resident_share(files) is None:
        pytest.skip("nobody tells here what the page cache holds (mincore)")
    assert cache.note() is None
    page_cache.drop_files(files)
    cache.finish()
    assert "stayed in the page cache" in cache.note()


def test_of_many_files_some_are_looked_at_and_of_few_all():
    for count in (0, 1, 2000, 2001, 200_000):
        some = caches.some_of(range(count))
        assert len(some) == count if count <= 2000 else 1000 <= len(some) <= 2000
        assert len(set(some)) == len(some)


def _cold_trees(tmp_path, monkeypatch, may_drop_everything):
    """Cold trees on a machine that is cold only in the record of what was asked for."""
    asked = []

    def drop_everything(names=False):
        asked.append(("everything", names))
        return may_drop_everything

    monkeypatch.setattr(page_cache, "drop_everything", drop_everything)
    monkeypatch.setattr(page_cache, "drop_many_files", lambda files: asked.append(("files", files)))
    monkeypatch.setattr(page_cache, "resident_share", lambda _: 0.0)
    monkeypatch.setattr(caches, "in_memory", lambda _: False)
    files = TreePair("tree", SmallFiles(count=1, size=1)).make(tmp_path, _SMALL).files
    asked.clear()
    cache = caches.cache_of("cold", Material({}, files, has_trees=True), [])
    cache.prepare()
    asked.clear()
    cache.before_process()
    return asked, files, cache


def test_cold_trees_are_cold_in_names_and_inodes_where_that_is_allowed(tmp_path, monkeypatch):
    asked, _, cache = _cold_trees(tmp_path, monkeypatch, may_drop_everything=True)
    assert asked == [("everything", True)]
    assert cache.record()["method"] == "drop_caches"
    assert "names" not in cache.note()


def test_cold_trees_keep_names_and_inodes_elsewhere_and_the_note_says_so(tmp_path, monkeypatch):
    asked, files, cache = _cold_trees(tmp_path, monkeypatch, may_drop_everything=False)
    assert asked == [("files", files)]
    assert cache.record()["method"] == "posix_fadvise(DONTNEED)"
    assert "names and inodes stay cached" in cache.note()


def test_trees_in_memory_are_never_cold(tmp_path, monkeypatch):
    monkeypatch.setattr(caches, "in_memory", lambda _: True)
    cache = caches.cache_of("cold", Material({}, (tmp_path / "file",), has_trees=True), [])
    with pytest.raises(caches.NotCold, match="in memory"):
        cache.prepare()
