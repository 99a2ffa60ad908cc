# SPDX-License-Identifier: MIT
"""compare_archive, and archives as trees."""

import io
import os
import tarfile
import zipfile

import pytest

import komparu
from komparu import DiffReason

FILES = {"a": b"1", "sub/b": b"22" * 1000}


@pytest.fixture
def archive(tmp_path):
    """Makes an archive of a mapping; its name says of what kind."""

    def make(name, files):
        path = tmp_path / name
        if name.endswith(".zip"):
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
                for member, content in files.items():
                    opened.writestr(member, content)
            return path
        mode = {"gz": "w:gz", "bz2": "w:bz2", "xz": "w:xz", "tar": "w"}[name.rsplit(".")[-1]]
        with tarfile.open(path, mode) as opened:
            for member, content in files.items():
                info = tarfile.TarInfo(member)
                info.size = len(content)
                opened.addfile(info, io.BytesIO(content))
        return path

    return make


@pytest.mark.parametrize("hash_compare", [False, True])
@pytest.mark.parametrize("left", ["l.tar", "l.tar.gz", "l.tar.bz2", "l.tar.xz", "l.zip"])
def test_members_are_compared_whatever_holds_them(api, archive, left, hash_compare):
    a = archive(left, FILES)
    assert api.compare_archive(a, archive("r.zip", FILES), hash_compare=hash_compare)
    other = {"a": b"2", "sub/b": b"22", "new": b""}
    result = api.compare_archive(a, archive("other.tar", other), hash_compare=hash_compare)
    assert result.diff.keys() == {"a", "sub/b"}
    assert result.diff["a"] is DiffReason.CONTENT_MISMATCH
    assert (result.only_left, result.only_right, result.errors) == (set(), {"new"}, set())
    assert not result


@pytest.mark.parametrize("hash_compare", [False, True])
def test_the_order_of_members_does_not_matter(api, archive, hash_compare):
    a = archive("l.tar", FILES)
    b = archive("r.tar.gz", dict(reversed(FILES.items())))
    assert api.compare_archive(a, b, hash_compare=hash_compare)


def test_members_of_a_one_sided_directory_are_listed(api, archive):
    result = api.compare_archive(archive("l.tar", {"d/e/a": b"", "d/b": b""}), archive("r.tar", {}))
    assert result.only_left == {"d/e/a", "d/b"}


@pytest.mark.parametrize("name", ["l.tar.gz", "l.zip"])
@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("max_decompressed_size", 100_000),
        ("max_compression_ratio", 10),
        ("max_archive_entries", 1),
        ("max_entry_name_length", 4),
    ],
)
def test_a11_limits(api, archive, name, limit, value):
    files = {"a": b"\0" * 2_000_000, "long-name": b"x"}
    left, right = archive(name, files), archive("r.tar", {**files, "long-name": b"y"})
    with pytest.raises(komparu.ArchiveBombError) as caught:
        api.compare_archive(left, right, **{limit: value})
    assert "bomb" in str(caught.value)
    assert f"{limit} allows ({value})" in str(caught.value)
    off = dict.fromkeys(
        ("max_decompressed_size", "max_compression_ratio", "max_archive_entries",
         "max_entry_name_length"))
    result = api.compare_archive(left, right, **off)
    assert result.diff == {"long-name": DiffReason.CONTENT_MISMATCH}


@pytest.mark.parametrize("limit", ["max_index_memory", "max_decoder_memory"])
def test_a14_memory_has_limits_that_can_be_moved_and_lifted(api, archive, limit):
    left, right = archive("l.tar.xz", {"a": b"x"}), archive("r.tar", {"a": b"x"})
    with pytest.raises(komparu.ArchiveBombError) as caught:
        api.compare_archive(left, right, **{limit: 10})
    assert f"{limit} allows (10)" in str(caught.value)
    with pytest.raises(komparu.ArchiveBombError):
        api.compare_trees(left, right, **{limit: 10})
    assert api.compare_archive(left, right, **{limit: None})


def test_small_archives_may_compress_well(api, archive):
    files = {"a": b"\0" * 2_000_000}
    assert api.compare_archive(archive("l.tar.xz", files), archive("r.tar", files))


def test_what_is_no_archive(api, archive, file, tmp_path):
    good = archive("l.tar", FILES)
    for bad in (file("text", b"just some text\n" * 100), file("empty"), tmp_path):
        for pair in ((good, bad), (bad, good)):
            with pytest.raises(OSError) as caught:
                api.compare_archive(*pair)
            assert isinstance(caught.value, komparu.KomparuError)
            if bad != tmp_path:
                assert isinstance(caught.value, komparu.ArchiveError)
    with pytest.raises(komparu.SourceNotFoundError):
        api.compare_archive(good, tmp_path / "missing")


@pytest.mark.parametrize("cut", [1, 100, 600])
def test_p5_a_cut_archive_is_never_the_same(api, archive, file, cut):
    content = archive("l.tar.gz", {"a": os.urandom(1000), "b": os.urandom(1000)}).read_bytes()
    whole, short = file("whole.tgz", content), file("short.tgz", content[:-cut])
    with pytest.raises(komparu.ArchiveError):
        api.compare_archive(whole, short)


def test_p5_a_damaged_member_is_an_error(api, archive, file):
    good = archive("l.zip", {"a": b"x" * 10, "b": b"y" * 10})
    damaged = bytearray(good.read_bytes())
    damaged[damaged.index(b"a") + 1] ^= 0xFF  # the first byte of its content
    try:
        result = api.compare_archive(good, file("bad.zip", bytes(damaged)))
    except komparu.ArchiveError:
        return
    assert not result
    assert result.errors == {"a"}


def test_bytes_of_archives_are_bytes_for_compare(api, archive):
    assert not api.compare(archive("l.tar", FILES), archive("r.tar.gz", FILES))


def test_an_archive_is_a_tree(api, archive, tree):
    directory = tree("d", FILES)
    zipped = archive("l.zip", {**FILES, "more": b""})
    assert api.compare_trees(directory, archive("r.tar.xz", FILES))
    assert api.compare_trees(zipped, archive("r.tar", FILES)).only_left == {"more"}
    result = api.compare_trees(zipped, directory, ignore=["more"])
    assert result, result
    with pytest.raises(komparu.ArchiveBombError, match="max_archive_entries"):
        api.compare_trees(zipped, directory, max_archive_entries=1)


def test_a_map_is_a_tree(api, archive, tree, file):
    paths = {name: str(file(f"map/{name}", content)) for name, content in FILES.items()}
    for other in (tree("d", FILES), archive("x.tar", FILES), paths):
        assert api.compare_trees(paths, other)
        assert api.compare_trees(other, paths)
    assert api.compare_trees(paths, {}, allow_empty=True).only_left == set(FILES)
    wrong = {**paths, "a": komparu.Source(str(file("wrong", b"9")))}
    assert api.compare_trees(wrong, tree("d", FILES)).diff == {"a": DiffReason.CONTENT_MISMATCH}


def test_p5_a_mapped_path_that_is_missing_is_a_read_error(api, tree, tmp_path):
    result = api.compare_trees(tree("d", {"a": b"1"}), {"a": str(tmp_path / "missing")})
    assert (result.equal, result.errors) == (False, {"a"})
    assert result.diff == {"a": DiffReason.READ_ERROR}


def test_a_map_with_paths_inside_each_other_is_refused(api, tree):
    with pytest.raises(komparu.ConfigError, match="below another file"):
        api.compare_trees(tree("d", {}), {"a": "x", "a/b": "y"})


def test_two_directories_are_trees(api, tree):
    assert api.compare_trees(tree("l", FILES), tree("r", FILES))
    assert api.compare_trees(tree("l", FILES), tree("s", {})).only_left == set(FILES)


def test_files_are_no_trees(api, tree, file):
    for pair in ((file("f", b"text"), tree("d", {})), (tree("d", {}), file("f", b"text"))):
        with pytest.raises(komparu.KomparuError):
            api.compare_trees(*pair)
