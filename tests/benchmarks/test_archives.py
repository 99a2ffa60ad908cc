# SPDX-License-Identifier: MIT
"""The rows about archives, and what they are made of. Nothing here judges a speed."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from ratios import process, table
from ratios.measure import Place, measure
from ratios.programs import Programs, on_path
from ratios.row import MemoryGoal, Scale
from rows import archives
from rows.archives import TAR_GZ, ZIP, EqualArchives, Packed, Packer
from rows.trees import SmallFiles, TreePair

_SMALL = Scale("quick", 1 << 20)
_TREES = TreePair("tree", SmallFiles(count=1000, size=10))  # 3 files
_BY_NAME = {row.name: row for row in archives.ROWS}

# Compares as komparu does, with what every Python has, and zstd.
_STAND_IN = """#!{python}
import os, subprocess, sys, tarfile, zipfile
def members(path):
    if os.path.isdir(path):
        names = [os.path.join(at, name) for at, _, names in os.walk(path) for name in names]
        return {{os.path.relpath(name, path): open(name, "rb").read() for name in names}}
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            return {{name: archive.read(name) for name in archive.namelist()}}
    packed = open(path, "rb")
    if path.endswith(".zst"):
        packed = subprocess.Popen(["zstd", "-qdc", path], stdout=subprocess.PIPE).stdout
    with tarfile.open(fileobj=packed, mode="r|*" if path.endswith(".gz") else "r|") as archive:
        return {{os.path.normpath(each.name): archive.extractfile(each).read()
                for each in archive if each.isfile()}}
if sys.argv[1] == "--version":
    sys.exit()
left, right = map(members, sys.argv[-2:])
sys.exit(left != right)
"""


@contextmanager
def _place(directory):
    komparu = directory / "komparu"
    komparu.write_text(_STAND_IN.format(python=sys.executable))
    komparu.chmod(0o755)
    output = process.Output(directory / "output")
    with closing(output):
        programs = Programs(komparu, directory)
        yield Place(directory, output, programs, _SMALL, 1, lambda text: None)


def _need(*names):
    if missing := [name for name in names if on_path(name) is None]:
        pytest.skip(f"no {missing[0]}")


def _programs(row):
    return row.peer[0], *row.needs


def _run_peer(row, material, place):
    command = [on_path(row.peer[0]), *(material.words.get(word, word) for word in row.peer[1:])]
    return process.run(command, place.output).status


def _turn_last_byte(path):
    """The byte is all that shows: the times of the file stay."""
    times = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _contents(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*")
            if path.is_file()}


def _members(archive):
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as members:
            return {os.path.normpath(name): members.read(name) for name in members.namelist()}
    with tarfile.open(archive) as members:
        return {os.path.normpath(each.name): members.extractfile(each).read()
                for each in members if each.isfile()}


@pytest.mark.parametrize("name", _BY_NAME)
def test_every_row_is_measured(tmp_path, name):
    row = _BY_NAME[name]
    _need(*_programs(row))
    with _place(tmp_path) as place:
        needs_time = isinstance(row.goal, MemoryGoal)
        if needs_time and place.programs.gnu_time() is None:
            pytest.skip("no GNU time")
        result = measure(row, place)
    assert result["state"] == "measured", result
    assert result["measures"] == ("peak_rss" if needs_time else "wall")


def test_what_packs_and_what_decodes_is_among_the_needs_of_a_row():
    for row in archives.ROWS:
        used = set(row.fixture.packer.programs) if isinstance(row.fixture, Packed) else set()
        if row.peer[0] == "sh":
            used.add(row.peer[row.peer.index("{right}") + 1])
        assert used <= set(row.needs), row.name


@pytest.mark.parametrize("name", ["archive-gz", "archive-zst", "archive-zip"])
@pytest.mark.parametrize("side", ["{left}", "{right}"])
def test_a_peer_that_decodes_fails_with_either_archive(tmp_path, name, side):
    row = _BY_NAME[name]
    _need(*_programs(row))
    with closing(row.fixture.make(tmp_path, _SMALL)) as material, _place(tmp_path) as place:
        assert _run_peer(row, material, place) == 0
        os.truncate(material.words[side], 100)
        assert _run_peer(row, material, place) != 0


def test_tar_finds_a_byte_that_differs(tmp_path):
    row = _BY_NAME["archive-tree"]
    _need(*_programs(row))
    with closing(row.fixture.make(tmp_path, _SMALL)) as material, _place(tmp_path) as place:
        assert _run_peer(row, material, place) == 0
        tree = Path(material.words["{tree}"])
        _turn_last_byte(next(path for path in material.files
                             if tree in path.parents and path.stat().st_size))
        assert _run_peer(row, material, place) == 1


def test_zipcmp_finds_a_byte_that_differs(tmp_path):
    row = _BY_NAME["archive-zipcmp"]
    _need(*_programs(row))
    trees = row.fixture.trees.make(tmp_path, _SMALL)
    with closing(row.fixture.make(tmp_path, _SMALL)) as material, _place(tmp_path) as place:
        assert _run_peer(row, material, place) == 0
        right = Path(trees.words["{right}"])
        _turn_last_byte(next(path for path in trees.files
                             if right in path.parents and path.stat().st_size))
        Path(material.words["{right}"]).unlink()
        row.fixture.make(tmp_path, _SMALL)
        assert _run_peer(row, material, place) == 1


def test_cmp_finds_a_byte_that_differs(tmp_path):
    row = _BY_NAME["archive-equal"]
    _need("cmp")
    with closing(row.fixture.make(tmp_path, _SMALL)) as material, _place(tmp_path) as place:
        assert _run_peer(row, material, place) == 0
        _turn_last_byte(Path(material.words["{right}"]))
        assert _run_peer(row, material, place) == 1


def test_diffoscope_names_the_file_that_differs(tmp_path):
    row = _BY_NAME["archive-few"]
    _need(*_programs(row))
    with closing(row.fixture.make(tmp_path, _SMALL)) as material, _place(tmp_path) as place:
        assert _run_peer(row, material, place) == 1
        told = subprocess.run(
            ["diffoscope", "--exclude-directory-metadata=yes", material.words["{left}"],
             material.words["{right}"]], env=process.environment(), capture_output=True,
            check=False).stdout.decode()
        left, right = (_members(Path(material.words[word])) for word in ("{left}", "{right}"))
    (differing,) = [name for name in left if left[name] != right[name]]
    assert f"./{differing}\n" in told


@pytest.mark.parametrize("packer", [TAR_GZ, ZIP], ids=["tar.gz", "zip"])
def test_two_archives_have_the_members_of_the_trees_in_other_bytes(tmp_path, packer):
    _need(*packer.programs)
    made = Packed(_TREES, packer).make(tmp_path, _SMALL)
    left, right, tree = (Path(made.words[word]) for word in ("{left}", "{right}", "{tree}"))
    assert _members(left) == _members(right) == _contents(tree)
    assert len(_contents(tree)) == 3
    assert left.read_bytes()[:600] != right.read_bytes()[:600]
    assert made.about.startswith("3 files in 1 directories a side")
    assert set(made.files) == {left, right, *(path for path in tree.rglob("*") if path.is_file())}


def test_archives_that_are_to_differ_do_so_in_one_byte_of_one_member(tmp_path):
    _need(*TAR_GZ.programs)
    wanted = Packed(_TREES, TAR_GZ, differs=True)
    # Making it again does not turn the byte back.
    for _ in range(2):
        made = wanted.make(tmp_path, _SMALL)
        Path(made.words["{right}"]).unlink()
    made = wanted.make(tmp_path, _SMALL)
    left, right = (_members(Path(made.words[word])) for word in ("{left}", "{right}"))
    assert left.keys() == right.keys()
    (differing,) = [name for name in left if left[name] != right[name]]
    assert left[differing][:-1] == right[differing][:-1]
    assert len(left[differing]) == len(right[differing])


def test_archives_that_rows_share_are_made_once(tmp_path):
    _need(*TAR_GZ.programs)
    wanted = Packed(_TREES, TAR_GZ)
    left = Path(wanted.make(tmp_path, _SMALL).words["{left}"])
    left.write_text("kept")
    wanted.make(tmp_path, _SMALL)
    assert left.read_text() == "kept"


def test_an_archive_that_cannot_be_made_fails_with_the_reason_and_leaves_no_half(tmp_path):
    failing = Packer("tar", ("sh", "-c", 'echo x >"$1"; echo no room >&2; exit 3', "sh", "{out}"),
                     ("true",), ())
    with pytest.raises(OSError, match="sh ended with 3: no room"):
        Packed(_TREES, failing).make(tmp_path, _SMALL)
    assert not list(tmp_path.glob("*.tar"))


@pytest.mark.parametrize("large", [1, 1 << 20])
def test_equal_archives_are_archives_of_the_size_of_a_large_file(tmp_path, large):
    made = EqualArchives().make(tmp_path, Scale("quick", large))
    left, right = made.files
    assert left.read_bytes() == right.read_bytes()
    assert left.stat().st_size == max(large, 2048)
    assert len(_members(left)["member"]) == max(large, 2048) - 1536


def test_a_row_for_memory_is_judged_by_the_peak_of_komparu(tmp_path):
    row = _BY_NAME["archive-gz-memory"]
    _need(*_programs(row))
    with _place(tmp_path) as place:
        if place.programs.gnu_time() is None:
            pytest.skip("no GNU time")
        result = measure(row, place)
    peaks = result["peak_mib"]
    assert result["met"] == (peaks["komparu"]["median"] <= row.goal.mib)
    assert result["more_mib"] == pytest.approx(
        peaks["komparu"]["median"] - peaks["peer"]["median"])
    assert table.line(result).split()[-2:] == ["<=64MiB", "met"]
