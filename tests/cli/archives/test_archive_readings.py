# SPDX-License-Identifier: MIT
"""A15 to A19: archives that can be read in two ways, and honest ones that look like them."""

import lzma
import struct
import tarfile
import zipfile
import zlib

import pytest

from making import call
from planting import Link
from reasons import status_and_reasons

pytestmark = pytest.mark.parametrize("komparu", ["C"], indirect=True)

TREE = {"a": b"alpha\n", "empty": b"", "sub": {"b": b"beta" * 100, "hollow": {}}}


def test_a16_a_backslash_in_a_name_made_on_unix(komparu, place):
    where = place({"own": {"a\\b": b"x\n"}, "other": {"a": {"b": b"x\n"}}})
    with zipfile.ZipFile(where / "made.zip", "w") as archive:
        archive.write(where / "own" / "a\\b", "a\\b")
    assert komparu.run("made.zip", "own", cwd=where).status == 0
    assert komparu.run("made.zip", "other", cwd=where).status == 1


@pytest.mark.parametrize("made_on, name", [(0, "a/b"), (3, "a\\b")])
def test_a16_a_backslash_is_a_separator_on_fat(komparu, place, made_on, name):
    where = place({"own": {"a": {"b": b"x"}} if "/" in name else {name: b"x"}})
    info = zipfile.ZipInfo("a\\b")
    info.filename, info.create_system = "a\\b", made_on
    with zipfile.ZipFile(where / "made.zip", "w") as archive:
        archive.writestr(info, b"x")
    assert komparu.run("made.zip", "own", cwd=where).status == 0


def test_a16_two_names_of_one_entry(komparu, place):
    where = place({"other": {"other.txt": b"hello\n"}, "raw": {"räw.txt": b"hello\n"}})
    info = zipfile.ZipInfo("räw.txt")
    body = struct.pack("<BI", 1, zlib.crc32(info.filename.encode())) + b"other.txt"
    info.extra = struct.pack("<HH", 0x7075, len(body)) + body
    with zipfile.ZipFile(where / "made.zip", "w") as archive:
        archive.writestr(info, b"hello\n")
    assert komparu.run("made.zip", "other", cwd=where).status == 2
    assert komparu.run("made.zip", "raw", cwd=where).status == 2


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_a16_names_that_info_zip_writes(komparu, place, locale):
    where = place({"L": {"räw.txt": b"hello\n", "日本": {"語": b"x"}, "_": b"y"}})
    call("env", f"LC_ALL={locale}", "zip", "-qr", "../made.zip", ".", cwd=where / "L")
    result = komparu.run("made.zip", "L", cwd=where)
    assert result.status == 0, result


SEVEN_ZIP = [(), ("-ms=off",), ("-ms=on", "-mqs=on"), ("-mhc=off",), ("-mx=0",), ("-mx=9",),
             ("-m0=lzma",), ("-m0=lzma2",), ("-m0=ppmd",), ("-m0=bzip2",), ("-m0=deflate",),
             ("-m0=copy",), ("-m0=bcj", "-m1=lzma"), ("-m0=bcj2", "-m1=lzma", "-m2=lzma", "-m3=lzma",
                                                     "-mb0:1", "-mb0s1:2", "-mb0s2:3"),
             ("-m0=delta:4", "-m1=lzma2"), ("-mtc=on", "-mta=on"), ("-mtm=off",), ("-snl",)]


@pytest.mark.parametrize("options", SEVEN_ZIP, ids=" ".join)
def test_a17_what_7z_writes_is_read(komparu, place, options):
    where = place({"L": TREE})
    call("7z", "a", "-bd", *options, "../A.7z", ".", cwd=where / "L")
    result = komparu.run("-a", "A.7z", "L", cwd=where)
    assert result.status == 0, result


@pytest.mark.parametrize("tree", [{}, {"empty": b""}, {"hollow": {}}], ids=["none", "file", "dir"])
def test_a17_a_7z_without_contents_is_read(komparu, place, tree):
    where = place({"L": tree})
    call("7z", "a", "-bd", "../A.7z", "-r", "*" if tree else "nothing*", cwd=where / "L",
         statuses=(0, 1))
    result = komparu.run("-a", "A.7z", "L", cwd=where)
    assert result.status == 0, result


def test_a17_an_anti_item_is_trouble(komparu, place):
    where = place({"L": {"a": b"alpha", "gone": b""}})
    call("7z", "a", "-bd", "../A.7z", "a", "gone", cwd=where / "L")
    (where / "L" / "gone").unlink()
    call("7z", "u", "-bd", "../A.7z", "-u-", "-up0q3r2x2y2z0w2!../B.7z", ".", cwd=where / "L")
    (where / "L" / "gone").write_bytes(b"")
    status, found = status_and_reasons(komparu, "B.7z", "L", cwd=where)
    assert status == 2 and found[b"gone"] == "unsupported"


def _newc(name, inode, links, data, mode=0o100644):
    name = name.encode() + b"\0"
    fields = (inode, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, len(name), 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + name
    return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)


@pytest.mark.parametrize("inode, links, second, status", [
    (7, 2, b"two\n", 2), (7, 2, b"one\n", 0), (0, 2, b"two\n", 2), (7, 1, b"two\n", 0)])
def test_a18_contents_of_one_inode(komparu, place, inode, links, second, status):
    where = place({"own": {"a": b"one\n", "b": second}})
    (where / "made.cpio").write_bytes(
        _newc("a", inode, links, b"one\n") + _newc("b", inode, links, second) +
        _newc("TRAILER!!!", 0, 1, b""))
    assert komparu.run("made.cpio", "own", cwd=where).status == status


# What bsdtar links to the first name of an inode: as many as that has links, whatever they are.
@pytest.mark.parametrize("later, status", [
    ([("b", 0o100644, b"one\n")], 0), ([("b", 0o40755, b"")], 2), ([("b", 0o120777, b"a")], 2),
    ([("b", 0o100644, b"one\n"), ("c", 0o100644, b"one\n")], 2)],
    ids=["a file", "a directory", "a link", "one too many"])
def test_a18_names_of_one_inode(komparu, place, later, status):
    made = {0o100644: b"one\n", 0o40755: {}, 0o120777: Link("a")}
    where = place({"own": {"a": b"one\n", **{name: made[mode] for name, mode, _ in later}}})
    (where / "made.cpio").write_bytes(
        _newc("a", 7, 2, b"one\n") +
        b"".join(_newc(name, 7, 2, data, mode) for name, mode, data in later) +
        _newc("TRAILER!!!", 0, 1, b""))
    assert komparu.run("--no-dereference", "made.cpio", "own", cwd=where).status == status


@pytest.mark.parametrize("second, status", [(b"a", 0), (b"e", 2)])
def test_a18_links_of_one_inode(komparu, place, second, status):
    where = place({"own": {"x": Link("a"), "y": Link(second.decode())}})
    (where / "made.cpio").write_bytes(
        _newc("x", 7, 2, b"a", 0o120777) + _newc("y", 7, 2, second, 0o120777) +
        _newc("TRAILER!!!", 0, 1, b""))
    assert komparu.run("--no-dereference", "made.cpio", "own", cwd=where).status == status


@pytest.mark.parametrize("name, status", [("fifteen-letters", 0), ("sixteen-letters!", 2),
                                          ("fifteen-letters/", 0)])
def test_a19_a_name_of_ar_that_fills_its_field(komparu, place, name, status):
    where = place({"own": {name.rstrip("/"): b"one\n"}})
    head = f"{name:16}{0:<12}{0:<6}{0:<6}{100644:<8}{4:<10}`\n"
    (where / "made.a").write_bytes(b"!<arch>\n" + head.encode() + b"one\n")
    assert komparu.run("-a", "made.a", "own", cwd=where).status == status


def _tar_header(name, kind, size=0):
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize("long_name, short_name, status", [
    ("d/", "d", 2), ("f", "f/", 2), ("d/", "d/", 0), ("f", "f", 0)])
def test_a15_a_directory_by_its_name_alone(komparu, place, long_name, short_name, status):
    """Python looks for the slash in the header of the member, GNU tar in the long name."""
    where = place({"own": {"d": {}} if long_name == "d/" else {"f": b""}})
    text = long_name.encode() + b"\0"
    (where / "made.tar").write_bytes(
        _tar_header("././@LongLink", tarfile.GNUTYPE_LONGNAME, len(text)) +
        text.ljust(512, b"\0") + _tar_header(short_name, tarfile.AREGTYPE) + bytes(1024))
    assert komparu.run("made.tar", "own", cwd=where).status == status


@pytest.mark.parametrize("form", ["newc", "crc", "odc", "bin", "hpodc", "hpbin"])
def test_a18_hard_links_that_gnu_cpio_writes(komparu, place, form):
    where = place({"L": {"a": b"alpha\n", "c": b"x", "empty": b""}})
    (where / "L" / "b").hardlink_to(where / "L" / "a")
    (where / "L" / "void").hardlink_to(where / "L" / "empty")
    call("cpio", "-o", "--quiet", "--renumber-inodes", "-H", form, "-O", "../A.cpio", cwd=where / "L",
         stdin=b"a\nb\nc\nempty\nvoid\n", statuses=(0, 1, 2))
    result = komparu.run("-a", "A.cpio", "L", cwd=where)
    assert result.status == 0, result


def test_a19_an_empty_member_packed_with_lzma(komparu, place):
    where = place({"L": {"empty": b"", "full": b"content"}})
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(where / "made.zip", "w", method) as archive:
            for name in ("empty", "full"):
                archive.write(where / "L" / name, name)
        result = komparu.run("made.zip", "L", cwd=where)
        assert result.status == 0, (method, result)


@pytest.mark.parametrize("method", ["bzip2", "lzma", "ppmd", "deflate", "copy"])
def test_a6_methods_that_7z_writes_into_zips(komparu, place, method):
    where = place({"L": {"a": b"alpha" * 50_000, "b": b"beta", "empty": b""}})
    call("7z", "a", "-bd", "-tzip", f"-mm={method}", "../A.zip", "a", "b", "empty", cwd=where / "L")
    result = komparu.run("A.zip", "L", cwd=where)
    assert result.status == 0, result
    damaged = bytearray((where / "A.zip").read_bytes())
    damaged[60] ^= 1
    (where / "B.zip").write_bytes(damaged)
    assert komparu.run("B.zip", "L", cwd=where).status == 2
