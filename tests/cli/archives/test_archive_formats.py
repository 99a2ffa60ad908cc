# SPDX-License-Identifier: MIT
"""Archives by every maker against the tree that they were made of, and against each other."""

import itertools

import pytest

import ndjson
from making import AR_MAKERS, MAKERS, RAW_MAKERS, names_in
from planting import plant
from sample_trees import FLAT, replaced

CHANGED = b"sub/deep/er/x"


def stored(name, kind="same"):
    return f"{name}.{kind}.{MAKERS[name].suffix}"


def asked_for(name):
    """The old binary cpio says too little of itself to be taken for one unless asked for."""
    return ("-a",) if name == "cpio-bin" else ()


def only_c(name):
    """The locales for a test that is about bytes and would take long under each."""
    return pytest.mark.parametrize(name, ["C"], indirect=True)


@pytest.mark.parametrize("name", MAKERS)
def test_an_archive_and_its_directory(komparu, store, name):
    kinds = ["same", "raw"] if MAKERS[name].raw else ["same"]
    pairs = [pair for kind in kinds
             for pair in ((stored(name, kind), kind), (kind, stored(name, kind)))]
    for operands in pairs:
        result = komparu.run(*asked_for(name), *operands, cwd=store)
        assert (result.status, result.out, result.err) == (0, b"", b""), operands
    listed = "".join(f"{left}\t{right}\n" for left, right in pairs).encode()
    for options in (("-a",), ("-a", "-j1")):
        result = komparu.run(*options, "--pairs=-", cwd=store, stdin=listed)
        assert (result.status, result.out, result.err) == (0, b"", b""), options


@pytest.mark.parametrize("name", MAKERS)
def test_one_changed_byte_names_its_member(komparu, store, name):
    archive, path = stored(name, "changed"), CHANGED.decode()
    result = komparu.run(*asked_for(name), archive, "same", cwd=store)
    assert (result.status, result.err) == (1, b"")
    assert result.out == f"Files {archive}/{path} and same/{path} differ\n".encode()
    result = komparu.run(*asked_for(name), "same", archive, cwd=store)
    assert (result.status, result.err) == (1, b"")
    assert result.out == f"Files same/{path} and {archive}/{path} differ\n".encode()


@pytest.mark.parametrize("name", MAKERS)
def test_a_missing_member_is_on_one_side_only(komparu, store, name):
    archive = stored(name, "missing")
    result = komparu.run(*asked_for(name), archive, "same", cwd=store)
    assert (result.status, result.out, result.err) == (1, b"Only in same/sub: deep\n", b"")
    archive = stored(name)
    result = komparu.run(*asked_for(name), "missing", archive, cwd=store)
    assert (result.status, result.err) == (1, b"")
    assert result.out == f"Only in {archive}/sub: deep\n".encode()


@pytest.mark.parametrize("one, other", [
    (one, other) for one, other in zip(MAKERS, [*list(MAKERS)[7:], *list(MAKERS)[:7]])])
def test_two_archives(komparu, store, one, other):
    result = komparu.run("-a", stored(one), stored(other), cwd=store)
    assert (result.status, result.out, result.err) == (0, b"", b"")
    found, _ = ndjson.entries(komparu.run("-a", "--json", stored(one), stored(other, "changed"),
                                          cwd=store))
    assert found == {CHANGED: "content"}
    found, _ = ndjson.entries(komparu.run("-a", "--json", stored(one, "missing"), stored(other),
                                          cwd=store))
    assert found == {b"sub/deep": "only_right"}


def pairs_told(komparu, store, pairs):
    """{number: [(path, word)]} of the pairs that are not the same."""
    listed = "".join(f"{left}\t{right}\n" for left, right in pairs).encode()
    result = komparu.run("-a", "--json", "--pairs=-", cwd=store, stdin=listed)
    lines, _ = ndjson.read(result)
    assert [line["pair"] for line in lines if line["type"] == "pair"] == list(range(len(pairs)))
    told = {number: [] for number in range(len(pairs))}
    for line in lines:
        if line["type"] == "entry":
            told[line["pair"]].append((line["path"], line.get("reason") or line["status"]))
    return told


@only_c("komparu")
def test_every_archive_against_every_other(komparu, store):
    pairs = [(stored(one), stored(other)) for one, other in itertools.combinations(MAKERS, 2)]
    for number, told in pairs_told(komparu, store, pairs).items():
        assert told == [], pairs[number]


@only_c("komparu")
def test_every_archive_against_every_other_that_changed(komparu, store):
    pairs = [(stored(one, "changed"), stored(other))
             for one, other in itertools.permutations(MAKERS, 2)]
    for number, told in pairs_told(komparu, store, pairs).items():
        assert told == [(CHANGED.decode(), "content")], pairs[number]


@only_c("komparu")
def test_raw_names_in_every_archive_that_carries_them(komparu, store):
    pairs = [(stored(one, "raw"), stored(other, "raw"))
             for one, other in itertools.combinations(RAW_MAKERS, 2)]
    for number, told in pairs_told(komparu, store, pairs).items():
        assert told == [], pairs[number]


@pytest.mark.parametrize("name", RAW_MAKERS)
def test_v5_raw_names_are_told_as_they_are(komparu, store, name):
    result = komparu.run("-a", "--json", "same", stored(name, "raw"), cwd=store)
    found, _ = ndjson.entries(result)
    assert found == {b"\xff\xfe": "only_right", b"\xe9": "only_right", b"new\nline": "only_right"}
    result = komparu.run("-a", "-z", "same", stored(name, "raw"), cwd=store)
    assert (result.status, result.err) == (1, b"")
    assert sorted(result.out.split(b"\0")) == [b"", b"right new\nline", b"right \xe9",
                                               b"right \xff\xfe"]
    result = komparu.run("-a", "same", stored(name, "raw"), cwd=store)
    assert f"Only in {stored(name, 'raw')}: new".encode() + b"\\x0aline\n" in result.out


@pytest.mark.parametrize("name", AR_MAKERS)
def test_ar(komparu, place, name):
    """Nothing is taken for an ar archive unless archives were asked for."""
    tree = {"L": FLAT, "M": replaced(FLAT, "b.o", b"x"), "N": replaced(FLAT, "empty.o", None)}
    where = place(tree)
    for each in tree:
        AR_MAKERS[name].make(where / each, where / f"{each}.a")
    assert komparu.run("-a", "L.a", "L", cwd=where).status == 0
    assert komparu.run("-a", "L", "L.a", cwd=where).status == 0
    found, _ = ndjson.entries(komparu.run("-a", "--json", "L.a", "M.a", cwd=where))
    assert found == {b"b.o": "content"}
    found, _ = ndjson.entries(komparu.run("-a", "--json", "N.a", "L", cwd=where))
    assert found == {b"empty.o": "only_right"}
    result = komparu.run("L.a", "L", cwd=where)
    assert (result.status, result.out) == (2, b"")


@pytest.mark.parametrize("name", AR_MAKERS)
def test_ar_and_other_archives(komparu, place, name):
    where = place({"L": FLAT})
    AR_MAKERS[name].make(where / "L", where / "L.a")
    for other in ("tar-gnu", "cpio-newc", "zip", "7z"):
        archive = where / f"L.{MAKERS[other].suffix}"
        MAKERS[other].make(where / "L", archive)
        result = komparu.run("-a", "L.a", archive.name, cwd=where)
        assert (result.status, result.out, result.err) == (0, b"", b""), other


@pytest.mark.parametrize("name", ["tar-gnu", "tar-pax", "tar-python-gnu", "tar-python-pax",
                                  "cpio-newc", "zip", "7z"])
def test_names_longer_than_a_tar_header(komparu, garden, name):
    plant(garden / "L", {"x" * 200: {"y" * 240: b"1", "y" * 241: b"2"}})
    plant(garden / "M", {"x" * 200: {"y" * 240: b"1", "y" * 241: b"3"}})
    archive = garden / f"A.{MAKERS[name].suffix}"
    MAKERS[name].make(garden / "L", archive)
    assert komparu.run(archive.name, "L", cwd=garden).status == 0
    found, _ = ndjson.entries(komparu.run("--json", archive.name, "M", cwd=garden))
    assert found == {b"x" * 200 + b"/" + b"y" * 241: "content"}


def test_same_members_are_counted(komparu, store):
    """Files and links of the tree; a directory counts through what is in it."""
    tree = store / "same"
    files = [name for name in names_in(tree)
             if (tree / name.decode()).is_symlink() or not (tree / name.decode()).is_dir()]
    for name in ("tar-gnu", "zip", "7z", "cpio-odc"):
        _, summary = ndjson.entries(komparu.run("--json", stored(name), "same", cwd=store))
        assert summary["same"] == len(files)
