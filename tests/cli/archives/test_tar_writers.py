# SPDX-License-Identifier: MIT
"""A15: what the programs that write tar archives write is read, each against the directory that it
was made of. The refusals are in test_tar_readings.py."""

import os
import shutil
import subprocess
import tarfile

import pytest

from making import bsd_tar, call, gnu_tar, python_tar
from planting import Link, plant

LONG = {"n" * 120: {"m" * 130: b"deep\n"}}
TREE = {"a": b"alpha\n", "empty": b"", "d": {"b": b"beta\n", "hollow": {}}, "l": Link("a"),
        "far": Link("t" * 150), **LONG}
# What fits into every header, however old.
SHORT = {"a": b"alpha\n", "empty": b"", "d": {"b": b"beta\n", "hollow": {}}, "l": Link("a")}

pytestmark = pytest.mark.parametrize("komparu", ["C"], indirect=True)


def require(tool):
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not there")


def expect_same(komparu, where, archive, tree="L"):
    """As a file and as a stream; and one byte more is a difference."""
    for operands, how in (((archive, tree), {}), ((tree, archive), {}),
                          (("-", tree), {"stdin": (where / archive).read_bytes()})):
        result = komparu.run("-a", *operands, cwd=where, **how)
        assert (result.status, result.out, result.err) == (0, b"", b""), operands
    with open(where / tree / "a", "ab") as file:
        file.write(b"!")
    assert komparu.run("-a", "-q", archive, tree, cwd=where).status == 1


@pytest.fixture
def ground(place):
    """TREE in L and SHORT in S; both with a hard link, and with holes in a file."""
    where = place({"L": TREE, "S": SHORT})
    for tree in ("L", "S"):
        (where / tree / "hard").hardlink_to(where / tree / "a")
        with open(where / tree / "holes", "wb") as file:
            for at in range(1, 60):
                file.seek(at * 65536)
                file.write(b"x%d" % at)
            file.truncate(5_000_000)
    return where


@pytest.mark.parametrize("style", ["v7", "oldgnu", "gnu", "ustar", "posix"])
def test_gnu_tar(komparu, ground, style):
    tree = "S" if style in ("v7", "ustar") else "L"
    gnu_tar(style)(ground / tree, ground / "A.tar")
    expect_same(komparu, ground, "A.tar", tree)


@pytest.mark.parametrize("style, options", [
    ("oldgnu", ()), ("gnu", ()), ("posix", ("--sparse-version=0.0",)),
    ("posix", ("--sparse-version=0.1",)), ("posix", ("--sparse-version=1.0",))])
def test_gnu_tar_with_holes(komparu, ground, style, options):
    gnu_tar(style, "--sparse", *options)(ground / "L", ground / "A.tar")
    assert (ground / "A.tar").stat().st_size < 1_500_000
    expect_same(komparu, ground, "A.tar")


@pytest.mark.parametrize("style", ["oldgnu", "gnu", "posix"])
def test_gnu_tar_increments(komparu, ground, style):
    """Directories carry lists of their names, headers carry more times."""
    gnu_tar(style, "--listed-incremental=../snapshot")(ground / "L", ground / "A.tar")
    expect_same(komparu, ground, "A.tar")


@pytest.mark.parametrize("style", ["oldgnu", "gnu", "posix"])
def test_gnu_tar_labels(komparu, ground, style):
    gnu_tar(style, "--label=a label")(ground / "L", ground / "A.tar")
    expect_same(komparu, ground, "A.tar")


@pytest.mark.parametrize("style", ["gnu", "posix"])
def test_gnu_tar_beyond_8_gib(komparu, place, style):
    """A size that eleven octal digits do not hold."""
    where = place({"L": {"a": b"a"}})
    with open(where / "L" / "large", "wb") as file:
        file.truncate(9 << 30)
        file.seek(5 << 30)
        file.write(b"middle")
    gnu_tar(style, "--sparse")(where / "L", where / "A.tar")
    expect_same(komparu, where, "A.tar")


@pytest.mark.parametrize("style", ["v7", "ustar", "gnutar", "pax"])
def test_bsdtar(komparu, ground, style):
    tree = "L" if style in ("gnutar", "pax") else "S"
    bsd_tar(style)(ground / tree, ground / "A.tar")
    expect_same(komparu, ground, "A.tar", tree)


def test_tar_of_macos(komparu, ground):
    """A member called "._a" beside a, and attributes in records of LIBARCHIVE and SCHILY."""
    plant(ground / "L", {"._a": b"\0\5\x16\7" + bytes(78)})
    records = {"LIBARCHIVE.xattr.com.apple.provenance": "AQAA", "SCHILY.fflags": "hidden",
               "SCHILY.xattr.com.apple.quarantine": "0081;", "LIBARCHIVE.creationtime": "1.5"}

    def described(member):
        member.pax_headers = dict(records)
        return member

    with tarfile.open(ground / "A.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(os.listdir(ground / "L")):
            archive.add(ground / "L" / name, name, filter=described)
    assert b"SCHILY.xattr" in (ground / "A.tar").read_bytes()
    expect_same(komparu, ground, "A.tar")


@pytest.mark.parametrize("style", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_python(komparu, ground, style):
    tree = "S" if style == tarfile.USTAR_FORMAT else "L"
    python_tar(style)(ground / tree, ground / "A.tar")
    expect_same(komparu, ground, "A.tar", tree)


def test_git_archive(komparu, place):
    """A global header has the commit; modes and links are git's."""
    require("git")
    where = place({"L": {**SHORT, **LONG, "far": Link("t" * 150)}})
    shutil.rmtree(where / "L" / "d" / "hollow")
    git = ("git", "-C", where / "L", "-c", "user.name=a", "-c", "user.email=a@example.org")
    call(*git, "init", "-q")
    call(*git, "add", "-A")
    call(*git, "commit", "-q", "-m", "all")
    call(*git, "archive", "--output", where / "A.tar", "HEAD")
    assert b"comment=" in (where / "A.tar").read_bytes()[:2048]
    shutil.rmtree(where / "L" / ".git")
    expect_same(komparu, where, "A.tar")


def test_busybox(komparu, ground):
    require("busybox")
    call("busybox", "tar", "-cf", ground / "A.tar", "-C", ground / "L", ".")
    expect_same(komparu, ground, "A.tar")


def test_cpio_as_ustar(komparu, ground):
    names = b"".join(name + b"\n" for name in (b"a", b"empty", b"d", b"d/b", b"d/hollow", b"l"))
    shutil.rmtree(ground / "S")
    plant(ground / "S", SHORT)
    call("cpio", "--quiet", "-o", "-H", "ustar", "-O", ground / "A.tar", cwd=ground / "S",
         stdin=names)
    expect_same(komparu, ground, "A.tar", "S")


def test_npm_pack(komparu, place):
    require("npm")
    where = place({"L": {"package": {"package.json": b'{"name": "a", "version": "1.0.0"}\n',
                                     "a": b"a", "n" * 120: {"m" * 90: b"deep"}}}})
    made = subprocess.run(["npm", "pack", "--silent", "--offline", "--pack-destination", where],
                          cwd=where / "L" / "package", capture_output=True, check=False,
                          env={**os.environ, "HOME": str(where)})
    if made.returncode != 0:
        pytest.skip(f"npm does not run here: {made.stderr.decode(errors='replace')[:200]}")
    (where / "L" / "a").write_bytes(b"")
    assert komparu.run("-a", "a-1.0.0.tgz", "L", cwd=where).status == 1
    (where / "L" / "a").unlink()
    result = komparu.run("-a", "a-1.0.0.tgz", "L", cwd=where)
    assert (result.status, result.out, result.err) == (0, b"", b"")


GO_WRITER = """
package main

import (
	"archive/tar"
	"io"
	"os"
	"path/filepath"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	formats := map[string]tar.Format{
		"ustar": tar.FormatUSTAR, "pax": tar.FormatPAX, "gnu": tar.FormatGNU}
	out := tar.NewWriter(os.Stdout)
	root := os.Args[2]
	check(filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		check(err)
		link := ""
		if info.Mode()&os.ModeSymlink != 0 {
			link, _ = os.Readlink(path)
		}
		header, err := tar.FileInfoHeader(info, link)
		check(err)
		header.Name, _ = filepath.Rel(root, path)
		if info.IsDir() {
			header.Name += "/"
		}
		header.Format = formats[os.Args[1]]
		header.AccessTime, header.ChangeTime = time.Time{}, time.Time{}
		check(out.WriteHeader(header))
		if info.Mode().IsRegular() {
			file, err := os.Open(path)
			check(err)
			_, err = io.Copy(out, file)
			check(err)
			file.Close()
		}
		return nil
	}))
	check(out.Close())
}
"""


@pytest.fixture(scope="module")
def go_writer(tmp_path_factory):
    """A program; Docker's layers are written by the same package."""
    require("go")
    where = tmp_path_factory.mktemp("go")
    (where / "writer.go").write_text(GO_WRITER)
    call("go", "build", "-o", where / "writer", where / "writer.go", cwd=where)
    return where / "writer"


@pytest.mark.parametrize("style", ["ustar", "pax", "gnu"])
def test_go(komparu, ground, go_writer, style):
    tree = "S" if style == "ustar" else "L"
    (ground / "A.tar").write_bytes(call(go_writer, style, ground / tree))
    expect_same(komparu, ground, "A.tar", tree)
