# SPDX-License-Identifier: MIT
"""What is an archive, and what its members are: the rules A1, A2, A7 to A10, A12 and A13."""

import os
import tarfile
import tempfile

import pytest

import ndjson
from making import call, gnu_tar, info_zip, seven_zip
from planting import Link, plant
from reasons import is_trouble, status_and_reasons
from sample_trees import A, B, SMALL, gzip_of, tar_entry, tar_of, with_pax_records, zip_of

TAR = tar_of(("a", A), ("b", B))
OTHER_FORMATS = {
    "rar": b"Rar!\x1a\x07\x01\0" + bytes(100), "rar4": b"Rar!\x1a\x07\0" + bytes(100),
    "cab": b"MSCF\0\0\0\0" + bytes(100), "xar": b"xar!\0\x1c\0\1" + bytes(100),
    "warc": b"WARC/1.0\r\n" + bytes(100), "lha": b"\x20\x20-lh5-" + bytes(100),
    "iso": bytes(32769) + b"CD001\1" + bytes(4000),
}
NO_ARCHIVES = {
    "text": b"just a text\n", "empty": b"", "csv": b"a;b;c\n" + b"1;2;3\n" * 500,
    "noise": os.urandom(20_000), "mtree": b"#mtree\n. type=dir\n    a type=file size=8\n",
    "zeros-and-text": bytes(511) + b"x", "half-a-magic": b"PK", "gzip-of-text": gzip_of(A * 99),
    "compress": b"\x1f\x9d\x90" + bytes(2000), "lzop": b"\x89LZO\0\r\n\x1a\n" + bytes(2000),
    "lrzip": b"LRZI" + bytes(2000), "grzip": b"GRZipII\0\2\4:)" + bytes(2000),
    "gzip-of-gzip": gzip_of(gzip_of(TAR)), "zip-in-gzip": gzip_of(zip_of((b"a", A))),
}


# ---- A1, A2: what is an archive -----------------------------------------------------------------

@pytest.mark.parametrize("name", OTHER_FORMATS)
def test_a1_other_formats_are_off(komparu, place, name):
    """They are bytes, and trouble where their members are wanted."""
    where = place({"x": OTHER_FORMATS[name], "y": OTHER_FORMATS[name] + b"y", "A.tar": TAR,
                   "L": {"a": A}})
    assert komparu.run("x", "y", cwd=where).status == 1
    is_trouble(komparu, "unsupported", "-a", "x", "A.tar", cwd=where)
    is_trouble(komparu, "unsupported", "-a", "L", "x", cwd=where)


@pytest.mark.parametrize("name", NO_ARCHIVES)
def test_a2_what_is_no_archive(komparu, place, name):
    """It is compared as bytes; where members are wanted, it is trouble."""
    content = NO_ARCHIVES[name]
    where = place({"x": content, "same": content, "other": content + b"\n", "A.tar": TAR,
                   "L": {"a": A}})
    assert komparu.run("x", "same", cwd=where).status == 0
    result = komparu.run("-s", "x", "other", cwd=where)
    assert (result.status, result.out, result.err) == (1, b"", b"")
    for operands in (("x", "A.tar"), ("A.tar", "x"), ("x", "L"), ("L", "x"), ("x", "same")):
        is_trouble(komparu, "bad_archive", "-a", *operands, cwd=where)


@pytest.mark.parametrize("name", ["text", "csv", "noise", "gzip-of-text", "mtree"])
def test_a2_without_a_a_file_against_a_directory_is_trouble(komparu, place, name):
    where = place({"x": NO_ARCHIVES[name], "L": {"a": A}})
    for operands in (("x", "L"), ("L", "x")):
        result = komparu.run(*operands, cwd=where)
        assert (result.status, result.out) == (2, b""), result
        assert result.err.startswith(b"komparu: ")


def test_a2_a_tar_header_needs_its_check_sum(komparu, place):
    wrong = bytearray(TAR)
    wrong[0] ^= 1
    where = place({"x.tar": bytes(wrong), "A.tar": TAR, "L": {"a": A, "b": B}})
    assert komparu.run("A.tar", "L", cwd=where).status == 0
    is_trouble(komparu, "bad_archive", "-a", "x.tar", "L", cwd=where)


def test_archives_are_known_by_magic_not_by_name(komparu, place):
    where = place({"x.txt": TAR, "y.tar": zip_of((b"a", A), (b"b", B)), "z.zip": A,
                   "L": {"a": A, "b": B}})
    for archive in ("x.txt", "y.tar"):
        assert komparu.run(archive, "L", cwd=where).status == 0
        assert komparu.run("L", archive, cwd=where).status == 0
    assert komparu.run("-a", "x.txt", "y.tar", cwd=where).status == 0
    assert komparu.run("z.zip", "L", cwd=where).status == 2


def test_a_zip_behind_a_program_is_one_with_a(komparu, place):
    where = place({"x": b"#!/bin/sh\nexit\n" + zip_of((b"a", A)), "L": {"a": A}})
    assert komparu.run("-a", "x", "L", cwd=where).status == 0
    assert komparu.run("x", "L", cwd=where).status == 2


# ---- A7: duplicate names ------------------------------------------------------------------------

def duplicates(last):
    return {"tar": tar_of(("a", A), ("b", A), ("a", last)),
            "zip": zip_of((b"a", A), (b"b", A), (b"a", last))}


@pytest.mark.parametrize("form", ["tar", "zip"])
def test_a7_a_name_twice_with_equal_content_counts_once(komparu, place, form):
    where = place({"A": duplicates(A)[form], "B.tar": tar_of(("a", A), ("b", A)),
                   "L": {"a": A, "b": A}})
    for operands in (("A", "L"), ("L", "A"), ("-a", "A", "B.tar"), ("-a", "B.tar", "A")):
        result = komparu.run(*operands, cwd=where)
        assert (result.status, result.out, result.err) == (0, b"", b""), operands


@pytest.mark.parametrize("form", ["tar", "zip"])
@pytest.mark.parametrize("first", [A, B])
def test_a7_a_name_twice_with_other_content_is_trouble(komparu, place, form, first):
    """Whichever of the two the other side has."""
    where = place({"A": duplicates(B)[form], "B.tar": tar_of(("a", first), ("b", A)),
                   "L": {"a": first, "b": A}})
    for operands in (("A", "L"), ("L", "A"), ("-a", "A", "B.tar"), ("-a", "B.tar", "A")):
        assert status_and_reasons(komparu, *operands, cwd=where) == (2, {b"a": "duplicate"})


def test_a7_as_gnu_tar_appends(komparu, garden):
    plant(garden / "L", {"a": A, "b": B})
    call("tar", "-cf", "A.tar", "-C", "L", "a", "b", cwd=garden)
    call("tar", "-rf", "A.tar", "-C", "L", "./a", cwd=garden)
    assert komparu.run("A.tar", "L", cwd=garden).status == 0
    (garden / "L" / "a").write_bytes(B)
    call("tar", "-rf", "A.tar", "-C", "L", "a", cwd=garden)
    assert status_and_reasons(komparu, "A.tar", "L", cwd=garden) == (2, {b"a": "duplicate"})


def test_a7_a_duplicate_on_stdin_cannot_be_read_again(komparu, place):
    where = place({"B.tar": tar_of(("b", A), ("a", A)), "L": {"a": A, "b": A}})
    for other in ("L", "B.tar"):
        result = komparu.run("-a", "-", other, cwd=where, stdin=duplicates(B)["tar"])
        assert result.status == 2


def test_a7_a_name_twice_as_other_kinds(komparu, place):
    where = place({"L": {"a": A}, "A.tar": tar_of(("a", A), tar_entry("a", tarfile.DIRTYPE)),
                   "B.tar": tar_of(("a", A), tar_entry("a", tarfile.SYMTYPE, "b"))})
    for archive in ("A.tar", "B.tar"):
        status, found = status_and_reasons(komparu, archive, "L", cwd=where)
        assert (status, found[b"a"]) == (2, "duplicate")


def test_members_in_any_order(komparu, place):
    tree = {f"m{number:02}": b"%d" % (number % 7) for number in range(40)}
    members = list(tree.items())
    turned = zip_of(*((name.encode(), content) for name, content in members[20:] + members[:20]))
    where = place({"L": tree, "A.tar": tar_of(*members), "B.tar": tar_of(*reversed(members)),
                   "C.zip": turned, "D.tar": tar_of(*reversed(members[:-1]), ("m39", b"?"))})
    for one in ("A.tar", "B.tar", "C.zip"):
        assert komparu.run(one, "L", cwd=where).status == 0
        for other in ("A.tar", "B.tar", "C.zip"):
            assert komparu.run("-a", one, other, cwd=where).status == 0
        assert status_and_reasons(komparu, "-a", one, "D.tar", cwd=where) == \
            (1, {b"m39": "content"})


# ---- A8: names ----------------------------------------------------------------------------------

def test_a8_names_are_normalised(komparu, place):
    odd = tar_of(("./a", A), ("d//b", A), ("././d/c", A), tar_entry("./e/", tarfile.DIRTYPE),
                 tar_entry("./", tarfile.DIRTYPE))
    where = place({"L": {"a": A, "d": {"b": A, "c": A}, "e": {}}, "A.tar": odd,
                   "B.tar": tar_of(("a", A), ("d/b", A), ("d/c", A),
                                   tar_entry("e", tarfile.DIRTYPE))})
    assert komparu.run("A.tar", "L", cwd=where).status == 0
    assert komparu.run("-a", "A.tar", "B.tar", cwd=where).status == 0


@pytest.mark.parametrize("form", ["tar", "zip"])
def test_a8_names_that_lead_elsewhere_are_never_looked_up(komparu, place, form):
    """Files of the same content are where the names would lead."""
    where = place({"up": A, "L": {"a": A, "d": {}}})
    absolute = f"{where}/up"
    names = ["a", "../up", "d/../../up", absolute]
    if form == "tar":
        archive = tar_of(*((name, A) for name in names), tar_entry("d", tarfile.DIRTYPE))
    else:
        archive = zip_of(*((name.encode(), A) for name in names), (b"d/", b"", {"mode": 0o40755}))
    plant(where, {"A": archive})
    status, found = status_and_reasons(komparu, "L", "A", cwd=where)
    assert status == 1 and set(found.values()) == {"only_right"}
    result = komparu.run("L", "A", cwd=where)
    assert (result.status, result.err) == (1, b"")
    assert all(line.startswith(b"Only in A") for line in result.out.splitlines())
    # They are names like all others where the other side is an archive.
    plant(where, {"B.tar": tar_of(*((name, A) for name in names),
                                  tar_entry("d", tarfile.DIRTYPE))})
    assert komparu.run("-a", "A", "B.tar", cwd=where).status == 0
    plant(where, {"C.tar": tar_of(*((name, A) for name in names[:-2]), (names[-2], B),
                                  (absolute, A), tar_entry("d", tarfile.DIRTYPE))})
    status, found = status_and_reasons(komparu, "-a", "A", "C.tar", cwd=where)
    assert (status, found) == (1, {b"d/../../up": "content"})


def test_a8_an_absolute_name_is_not_the_relative_one(komparu, place):
    where = place({"A.tar": tar_of(("/a", A)), "B.tar": tar_of(("a", A))})
    status, found = status_and_reasons(komparu, "-a", "A.tar", "B.tar", cwd=where)
    assert status == 1 and set(found.values()) == {"only_left", "only_right"}


def test_a8_a_nul_in_a_name_is_trouble(komparu, place):
    where = place({"A.tar": with_pax_records([(b"path", b"a\0b")]), "L": {"a": A}})
    is_trouble(komparu, "bad_archive", "A.tar", "L", cwd=where)


@pytest.mark.parametrize("form", ["tar", "zip", pytest.param("7z", marks=pytest.mark.xfail(
    strict=True, reason="nothing tells how a 7z name was written before libarchive composed it"))])
def test_a8_case_and_normal_forms_are_told_apart(komparu, place, form):
    composed, decomposed = "\u00e9", "e\u0301"
    where = place({"L": {composed: A, "b": B}, "M": {decomposed: A, "B": B}})
    for each in ("L", "M"):
        make = {"tar": gnu_tar("posix"), "zip": info_zip(), "7z": seven_zip()}[form]
        make(where / each, where / f"{each}.{form}")
        assert komparu.run(f"{each}.{form}", each, cwd=where).status == 0
    status, found = status_and_reasons(komparu, "-a", f"L.{form}", f"M.{form}", cwd=where)
    assert (status, len(found)) == (1, 4)
    assert komparu.run("-a", "--ignore-file-name-case", "--normalize-names=nfc", f"L.{form}",
                       f"M.{form}", cwd=where).status == 0


def test_a8_names_in_a_7z_are_those_that_libarchive_composed(komparu, place):
    """docs/archives.md says so."""
    where = place({"M": {"e\u0301": A}, "L": {"\u00e9": A}})
    for each in ("L", "M"):
        seven_zip()(where / each, where / f"{each}.7z")
    for operands in (("L.7z", "L"), ("M.7z", "L"), ("-a", "L.7z", "M.7z")):
        assert komparu.run(*operands, cwd=where).status == 0, operands
    assert komparu.run("M.7z", "M", cwd=where).status == 1


def test_a8_long_names_of_ar(komparu, place):
    """Their table is no member; one whose place in it is wrong is trouble."""
    where = place({"L": {"short": A, "n" * 40: A, "m" * 40: B}})
    call("ar", "qcS", "../A.a", *sorted(os.listdir(where / "L")), cwd=where / "L")
    whole = (where / "A.a").read_bytes()
    assert b"//  " in whole and b"/42  " in whole
    result = komparu.run("-a", "A.a", "L", cwd=where)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    for place_of_name in (b"/-1  ", b"/999 ", b"/x   "):
        plant(where, {"B.a": whole.replace(b"/42  ", place_of_name)})
        is_trouble(komparu, "bad_archive", "-a", "B.a", "L", cwd=where)
    plant(where, {"B.a": whole.replace(b"/42  ", b"/44  ")})
    assert status_and_reasons(komparu, "-a", "B.a", "L", cwd=where)[0] == 1


def test_a3_a_name_that_cannot_be_read_is_trouble(komparu, place):
    """The record claims to be UTF-8 and is not."""
    where = place({"A.tar": with_pax_records([(b"path", b"\xff\xfe")]), "L": {b"\xff\xfe": A}})
    status, _ = status_and_reasons(komparu, "A.tar", "L", cwd=where)
    assert status == 2


# ---- A9: links ----------------------------------------------------------------------------------

def test_a9_a_hard_link_has_its_targets_content(komparu, place):
    link = tar_entry("b", tarfile.LNKTYPE, "a")
    where = place({"L": {"a": A, "b": A}, "M": {"a": A, "b": B}, "A.tar": tar_of(("a", A), link),
                   "B.tar": tar_of(("a", A), ("b", A)), "C.tar": tar_of(("a", B), link)})
    assert komparu.run("A.tar", "L", cwd=where).status == 0
    assert komparu.run("-a", "A.tar", "B.tar", cwd=where).status == 0
    assert komparu.run("-a", "B.tar", "A.tar", cwd=where).status == 0
    assert status_and_reasons(komparu, "A.tar", "M", cwd=where) == (1, {b"b": "content"})
    for operands in (("C.tar", "L"), ("-a", "A.tar", "C.tar"), ("-a", "C.tar", "B.tar")):
        assert status_and_reasons(komparu, *operands, cwd=where) == \
            (1, {b"a": "content", b"b": "content"})


def test_a9_a_hard_link_that_leads_nowhere_is_trouble(komparu, place):
    link = tar_entry("b", tarfile.LNKTYPE, "nowhere")
    where = place({"A.tar": tar_of(("a", A), link), "L": {"a": A, "b": A},
                   "B.tar": tar_of(("a", A), ("b", A))})
    assert komparu.run("A.tar", "L", cwd=where).status == 2
    assert komparu.run("-a", "A.tar", "B.tar", cwd=where).status == 2


def test_a9_two_links_are_compared_by_their_texts(komparu, place):
    where = place({"L": {"a": A, "b": A, "l": Link("a")}, "M": {"a": A, "b": A, "l": Link("b")}})
    for name, make in (("A.tar", gnu_tar("gnu")), ("A.zip", info_zip()), ("A.7z", seven_zip())):
        make(where / "L", where / name)
        assert komparu.run(name, "L", cwd=where).status == 0
        assert status_and_reasons(komparu, name, "M", cwd=where) == (1, {b"l": "link"})
        result = komparu.run(name, "M", cwd=where)
        assert result.out == f"Symbolic links {name}/l and M/l differ\n".encode()


def test_a9_a_link_on_disk_is_followed_where_the_archive_has_a_file(komparu, place):
    """zip without -y packs what links lead to."""
    where = place({"L": {"a": A, "l": Link("a"), "s": {"x": B}, "d": Link("s")}})
    call("zip", "-q", "-r", "../A.zip", ".", cwd=where / "L")
    for operands in (("A.zip", "L"), ("L", "A.zip")):
        assert komparu.run(*operands, cwd=where).status == 0
        assert status_and_reasons(komparu, "--no-dereference", *operands, cwd=where) == \
            (1, {b"l": "kind", b"d": "kind"})


def test_a9_a_link_in_an_archive_is_never_followed(komparu, place):
    where = place({"L": {"a": A, "l": A}})
    plant(where, {"A.tar": tar_of(("a", A), tar_entry("l", tarfile.SYMTYPE, "a"))})
    for operands in (("A.tar", "L"), ("L", "A.tar")):
        assert status_and_reasons(komparu, *operands, cwd=where) == (1, {b"l": "kind"})
    plant(where, {"B.tar": tar_of(("a", A), ("l", A))})
    assert status_and_reasons(komparu, "-a", "A.tar", "B.tar", cwd=where) == (1, {b"l": "kind"})


# ---- A10: sparse members ------------------------------------------------------------------------

@pytest.mark.parametrize("style", ["gnu", "posix"])
def test_a10_half_an_exbibyte_of_holes_costs_nothing(komparu, style):
    """The archives take some kilobytes."""
    with tempfile.TemporaryDirectory(prefix="komparu-", dir="/dev/shm") as where:
        for name, mark in (("L", A), ("M", B)):
            os.mkdir(f"{where}/{name}")
            with open(f"{where}/{name}/huge", "wb") as file:
                file.truncate(1 << 59)
                file.seek(1 << 58)
                file.write(mark)
        for out, tree, form in (("A", "L", style), ("B", "L", "posix"), ("C", "M", "gnu")):
            call("tar", f"--format={form}", "--sparse", "-cf", f"{where}/{out}.tar", "-C",
                 f"{where}/{tree}", "huge")
        assert os.path.getsize(f"{where}/A.tar") < 100_000
        assert komparu.run("-a", "A.tar", "B.tar", cwd=where).status == 0
        found, _ = ndjson.entries(komparu.run("-a", "--json", "A.tar", "C.tar", cwd=where))
        assert found == {b"huge": "content"}


def test_a10_holes_are_zeros(komparu, place):
    where = place({"L": {"f": A + bytes(300_000) + B}})
    with open(where / "L" / "f", "r+b") as file:
        file.truncate(1_000_000)
    archives = []
    for style, options in (("gnu", ("--sparse", "--hole-detection=raw")), ("gnu", ()),
                           ("posix", ("--sparse", "--sparse-version=0.0")),
                           ("posix", ("--sparse", "--sparse-version=0.1")),
                           ("posix", ("--sparse", "--sparse-version=1.0"))):
        archives.append(f"{len(archives)}.tar")
        gnu_tar(style, *options)(where / "L", where / archives[-1])
    for one in archives:
        assert komparu.run(one, "L", cwd=where).status == 0
        assert komparu.run("-a", one, archives[1], cwd=where).status == 0


# ---- A12, A13 -----------------------------------------------------------------------------------

def encrypted(where, form):
    """Packs SMALL into A with a password."""
    kind = form.split("-")[0]
    command = {"zip": ("zip", "-q"), "zip-aes": ("7z", "a", "-bd", "-tzip", "-mem=AES256"),
               "7z": ("7z", "a", "-bd"), "7z-names": ("7z", "a", "-bd", "-mhe=on")}[form]
    password = "-Psecret" if form == "zip" else "-psecret"
    call(*command, password, f"../A.{kind}", *SMALL, cwd=where / "L")
    (where / f"A.{kind}").rename(where / "A")


@pytest.mark.parametrize("form", ["zip", "zip-aes", "7z", "7z-names"])
def test_a12_encrypted_members_are_trouble(komparu, place, form):
    where = place({"L": SMALL, "B.tar": tar_of(*SMALL.items())})
    encrypted(where, form)
    for operands in (("A", "L"), ("L", "A"), ("-a", "A", "B.tar")):
        is_trouble(komparu, "encrypted", *operands, cwd=where)
    (where / "copy").write_bytes((where / "A").read_bytes())
    assert komparu.run("-a", "A", "copy", cwd=where).status == 0


def test_a12_volumes_are_trouble(komparu, place):
    noise = os.urandom(200_000)
    where = place({"L": {"x": noise}})
    call("7z", "a", "-bd", "-mx=0", "-v100k", "../A.7z", "x", cwd=where / "L")
    call("zip", "-q", "-0", "-s", "100k", "../A.zip", "x", cwd=where / "L")
    call("tar", "-cM", "-L", "100", "-f", "../A.tar", "-f", "../A.tar2", "-f", "../A.tar3", "x",
         cwd=where / "L")
    for name in ("A.7z.001", "A.7z.002", "A.z01", "A.zip", "A.tar", "A.tar2"):
        status, _ = status_and_reasons(komparu, "-a", name, "L", cwd=where)
        assert status == 2, name


def test_a12_an_unknown_method_is_trouble(komparu, place):
    where = place({"A.zip": zip_of((b"a", A), (b"b", B, {"method": 77})), "L": {"a": A, "b": B}})
    status, found = status_and_reasons(komparu, "A.zip", "L", cwd=where)
    assert (status, found) == (2, {b"b": "unsupported"})


def test_a12_an_unknown_method_of_a_7z_is_trouble(komparu, place):
    """What libarchive 3.6.2 does not know is told from damage by its text alone."""
    where = place({"L": {"a": A}})
    seven_zip("-m0=Deflate64")(where / "L", where / "A.7z")
    is_trouble(komparu, "bad_archive", "A.7z", "L", cwd=where)
    assert b"codec" in komparu.run("A.7z", "L", cwd=where).err


@pytest.mark.parametrize("content", [
    TAR[:700], gzip_of(tar_of(("a", os.urandom(300_000))))[:-9], zip_of((b"a", A, {"crc": 1})),
    zip_of((b"a", A))[:-3], b"7z\xbc\xaf\x27\x1c" + os.urandom(100)],
    ids=["tar", "gzip", "zip-crc", "zip-end", "7z"])
def test_a13_equal_bytes_are_the_same_whatever_they_hold(komparu, place, content):
    """Nothing is decoded: that the archives are broken inside does not matter."""
    where = place({"A": content, "B": content, "C": content + b"\1", "L": {"a": A, "b": B}})
    assert komparu.run("-a", "A", "A", cwd=where).status == 0
    assert komparu.run("-a", "A", "B", cwd=where).status == 0
    assert komparu.run("A", "B", cwd=where).status == 0
    assert komparu.run("-a", "A", "C", cwd=where).status == 2
    assert komparu.run("A", "L", cwd=where).status == 2


def test_a13_equal_bytes_that_are_no_archive_are_trouble(komparu, place):
    where = place({"A": b"text\n", "B": b"text\n"})
    is_trouble(komparu, "bad_archive", "-a", "A", "B", cwd=where)
    assert komparu.run("A", "B", cwd=where).status == 0
