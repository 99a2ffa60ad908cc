# SPDX-License-Identifier: MIT
"""--files-from: only the listed paths are compared, and no directory is listed."""

import os
import subprocess

import pytest

import ndjson
from planting import Link, fell, plant

A = b"abc\ndef\n"
B = b"abc\ndeX\n"
LEFT = {"same": A, "differs": A, "sub": {"same": A, "left": A, "deep": {"differs": A}}, "kind": A,
        "unlisted": A, "gone": {"file": A}}
RIGHT = {"same": A, "differs": B, "sub": {"same": A, "right": A, "deep": {"differs": B}},
         "kind": {"x": A}, "unlisted": B, "more": A}
LIST = ["same", "differs", "sub/same", "sub/left", "sub/right", "sub/deep/differs", "kind",
        "gone/file", "nowhere", "no/where", "sub/nowhere"]
FOUND = {b"differs": "content", b"gone/file": "only_left", b"kind": "kind", b"no/where": "not_found",
         b"nowhere": "not_found", b"sub/deep/differs": "content", b"sub/left": "only_left",
         b"sub/nowhere": "not_found", b"sub/right": "only_right"}


def listed(where, *paths, end=b"\n", name="list"):
    (where / name).write_bytes(b"".join(os.fsencode(path) + end for path in paths))
    return f"--files-from={name}"


@pytest.fixture
def forms(pair):
    """Both trees, in each form that they can have."""
    where = pair(LEFT, RIGHT)
    for side in "LR":
        subprocess.run(["tar", "cf", f"../{side}.tar", *sorted(os.listdir(where / side))],
                       cwd=where / side, check=True)
        subprocess.run(["zip", "-qr", f"../{side}.zip", "."], cwd=where / side, check=True)
    return where


@pytest.mark.parametrize("operands", [
    ["L", "R"], ["L.tar", "R"], ["L", "R.tar"], ["L.tar", "R.tar"], ["L.zip", "R"], ["L", "R.zip"],
    ["L.zip", "R.tar"],
], ids=" ".join)
def test_only_listed_paths_are_compared(komparu, forms, operands):
    option = listed(forms, *LIST)
    result = komparu.run("--json", option, *operands, cwd=forms)
    found, summary = ndjson.entries(result)
    assert found == FOUND
    assert (result.status, summary["same"], summary["errors"]) == (2, 2, 3)


def test_a_path_on_neither_side_is_trouble(komparu, pair):
    where = pair({"a": A}, {"a": A})
    result = komparu.run(listed(where, "a", "b", "c/d"), "L", "R", cwd=where)
    assert (result.status, result.out) == (2, b"")
    assert result.err == (b"komparu: L/b: is on neither side\nkomparu: L/c/d: is on neither side\n")
    assert komparu.run("-s", "--files-from=list", "L", "R", cwd=where).status == 2
    assert komparu.run("-N", "--files-from=list", "L", "R", cwd=where).status == 2
    # A directory that is both sides is looked into all the same, and so are equal archives.
    assert komparu.run("--files-from=list", "L", "L", cwd=where).status == 2
    for name in ("1.tar", "2.tar"):
        subprocess.run(["tar", "--mtime=@0", "-cf", f"../{name}", "a"], cwd=where / "L", check=True)
    assert komparu.run("--files-from=list", "1.tar", "2.tar", cwd=where).status == 2


def test_what_is_not_listed_is_not_looked_at(komparu, pair, strace, tmp_path):
    where = pair({"a": A, "d": {"b": A, "c": A}}, {"a": A, "d": {"b": A, "c": B}})
    log = tmp_path / "log"
    words = ["-f", "-e", "trace=getdents64,openat,newfstatat,statx", "-o", log,
             komparu.executable, listed(where, "a", "d/b"), "L", "R"]
    assert strace.run(*words, cwd=where).status == 0
    calls = log.read_bytes()
    assert b'"a"' in calls and b'"b"' in calls
    assert b"getdents64" not in calls and b'"c"' not in calls


def test_a_listed_directory_is_trouble_unless_its_files_are_listed(komparu, pair):
    where = pair({"d": {"b": A}, "only": {"x": A}}, {"d": {"b": A}})
    result = komparu.run(listed(where, "d"), "L", "R", cwd=where)
    assert (result.status, result.out) == (2, b"")
    assert result.err == b"komparu: L/d: is a directory: give paths of files\n"
    assert komparu.run(listed(where, "d", "d/b"), "L", "R", cwd=where).status == 0
    result = komparu.run(listed(where, "only"), "L", "R", cwd=where)
    assert (result.status, result.out, result.err) == (1, b"Only in L: only\n", b"")


def test_a_path_below_a_file_is_on_neither_side(komparu, pair):
    where = pair({"a": A, "k": A}, {"a": A, "k": {"x": A}})
    result = komparu.run("--json", listed(where, "a", "a/b", "k", "k/x"), "L", "R", cwd=where)
    assert ndjson.entries(result)[0] == {b"a/b": "not_found", b"k": "kind"}


def test_links_on_the_way_are_followed(komparu, pair):
    tree = {"d": {"b": A}, "l": Link("d"), "loop": Link(".")}
    where = pair(tree, {**tree, "d": {"b": B}})
    result = komparu.run("--json", listed(where, "l/b", "d/b", "loop/d/b"), "L", "R", cwd=where)
    assert ndjson.entries(result)[0] == {b"d/b": "content", b"l/b": "content", b"loop": "loop"}
    result = komparu.run("--json", "--no-dereference", listed(where, "l", "l/b"), "L", "R", cwd=where)
    assert ndjson.entries(result)[0] == {b"l/b": "not_found"}
    dangling = pair({"x": Link("nothing")}, {"x": A})
    result = komparu.run("--json", listed(dangling, "x"), "L", "R", cwd=dangling)
    assert (result.status, ndjson.entries(result)[0]) == (2, {b"x": "not_found"})


def test_names_of_all_kinds(komparu, pair):
    names = [b"new\nline", b"back\\slash", b"\xff\xfe", b" spaces ", b"#mark", b"tab\tx", b"cr\r"]
    tree = {name: A for name in names}
    where = pair(tree, {**tree, b"\xff\xfe": B})
    option = listed(where, *names, end=b"\0")
    result = komparu.run("-0", "--json", option, "L", "R", cwd=where)
    found, summary = ndjson.entries(result)
    assert (found, summary["same"]) == ({b"\xff\xfe": "content"}, len(names) - 1)
    # The last name may lack its end; standard input does as well.
    result = komparu.run("-0", "--files-from=-", "L", "R", cwd=where, stdin=b"new\nline\0#mark")
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_lists_as_people_write_them(komparu, pair):
    where = pair({"a": A, "d": {"b": A}}, {"a": A, "d": {"b": B}})
    (where / "list").write_bytes(b"\xef\xbb\xbf./a\r\n\r\nd//b\r\n./d/./b\r\na")
    result = komparu.run("--json", "--files-from=list", "L", "R", cwd=where)
    found, summary = ndjson.entries(result)
    assert (found, summary["same"]) == ({b"d/b": "content"}, 1)


@pytest.mark.parametrize("line", [b"/etc/passwd", b"../x", b"a/../b", b"..", b".", b"//"])
def test_what_is_no_relative_path_is_refused(komparu, pair, line):
    where = pair({"a": A}, {"a": A})
    (where / "list").write_bytes(b"a\n" + line + b"\n")
    result = komparu.run("--files-from=list", "L", "R", cwd=where)
    assert (result.status, result.out) == (2, b"")
    assert result.err == b"komparu: list: line 2: '" + line + b"' is no relative path\n"


def test_bad_lists(komparu, pair):
    where = pair({"a": A}, {"a": A})
    assert b"No such file" in komparu.run("--files-from=nothing", "L", "R", cwd=where).err
    assert komparu.run("--files-from=L", "L", "R", cwd=where).status == 2
    assert komparu.run("-0", listed(where, ""), "L", "R", cwd=where).status == 2
    (where / "long").write_bytes(b"a" * (1 << 21))
    assert b"larger than 1 MiB" in komparu.run("--files-from=long", "L", "R", cwd=where).err


def test_g4_an_empty_list_is_trouble(komparu, pair):
    where = pair({"a": A}, {"a": B})
    for content in (b"", b"\n\r\n"):
        (where / "list").write_bytes(content)
        result = komparu.run("--files-from=list", "L", "R", cwd=where)
        assert (result.status, result.err) == (
            2, b"komparu: list: nothing was compared: the list is empty (--allow-empty accepts that)\n")
        assert komparu.run("--allow-empty", "--files-from=list", "L", "R", cwd=where).status == 0
    result = komparu.run("-x", "a", listed(where, "a"), "L", "R", cwd=where)
    assert result.status == 2 and b"every file was left out" in result.err


def test_options_of_trees_hold(komparu, pair):
    where = pair(LEFT, RIGHT)
    option = listed(where, "sub/left", "sub/right", "differs")
    assert komparu.run("--one-way", option, "L", "R", cwd=where).out == (
        b"Files L/differs and R/differs differ\nOnly in L/sub: left\n")
    result = komparu.run("-N", option, "L", "R", cwd=where)
    assert [line.split()[1] for line in result.out.splitlines()] == [
        b"L/differs", b"L/sub/left", b"L/sub/right"]
    result = komparu.run("-x", "sub", option, "L", "R", cwd=where)
    assert result.out == b"Files L/differs and R/differs differ\n"
    result = komparu.run("-m1", option, "L", "R", cwd=where)
    assert (result.status, result.out) == (1, b"Files L/differs and R/differs differ\n")
    combined = komparu.run("--combined=-", listed(where, *LIST), "L", "R", cwd=where)
    assert combined.out.splitlines() == [
        b"* differs", b"+ gone/file", b"* kind", b"! no/where", b"! nowhere", b"= same",
        b"* sub/deep/differs", b"+ sub/left", b"! sub/nowhere", b"- sub/right", b"= sub/same"]


@pytest.mark.parametrize("options, reason", [
    (["--max-depth=2"], b"goes neither with --max-depth nor with --no-recursive"),
    (["--no-recursive"], b"goes neither with --max-depth nor with --no-recursive"),
    (["--ignore-file-name-case"], b"takes names as they are"),
    (["--normalize-names=nfc"], b"takes names as they are"),
    (["--as=bytes"], b"compares trees, not bytes"),
    (["-l"], b"compares trees, not bytes"),
    (["-n1"], b"compares trees, not bytes"),
], ids=str)
def test_what_does_not_go_together(komparu, pair, options, reason):
    where = pair({"a": A}, {"a": A})
    result = komparu.run(listed(where, "a"), *options, "L", "R", cwd=where)
    assert (result.status, result.out) == (2, b"") and reason in result.err


def test_two_files_have_no_paths(komparu, garden):
    plant(garden, {"a": A, "b": A})
    result = komparu.run(listed(garden, "x"), "a", "b", cwd=garden)
    assert (result.status, result.out) == (2, b"")


def test_standard_input_is_read_once(komparu, pair):
    where = pair({"a": A}, {"a": A})
    result = komparu.run("--files-from=-", "-", "R", cwd=where, stdin=b"a\n")
    assert result.status == 2 and b"standard input can be read only once" in result.err


def test_x7_a_list_is_not_written_over_the_list_that_is_read(komparu, pair):
    where = pair({"a": A}, {"a": A})
    option = listed(where, "a")
    result = komparu.run(option, "--match=list", "L", "R", cwd=where)
    assert result.status == 2 and b"would be written over 'list'" in result.err
    assert (where / "list").read_bytes() == b"a\n"


def test_groups_and_pairs_take_only_listed_paths(komparu, pair):
    where = pair({"a": A, "b": A}, {"a": A, "b": B})
    fell(where / "M")
    plant(where / "M", {"a": B, "b": B})
    option = listed(where, "a")
    result = komparu.run(option, "L", "R", "M", cwd=where)
    assert (result.status, result.out) == (1, b"L\nR\n\nM\n")
    (where / "pairs").write_bytes(b"L\tR\nL\tM\n")
    result = komparu.run(option, "--pairs=pairs", cwd=where)
    assert (result.status, result.out) == (1, b"Files L/a and M/a differ\n")


def test_many_directories_are_grouped_by_what_is_listed(komparu, garden):
    names = [f"D{number}" for number in range(8)]
    plant(garden, {name: {"a": b"%d" % (number % 2), "0": name.encode()}
                   for number, name in enumerate(names)})
    result = komparu.run(listed(garden, "a"), *names, cwd=garden)
    assert (result.status, result.err) == (1, b"")
    assert result.out == b"D0\nD2\nD4\nD6\n\nD1\nD3\nD5\nD7\n"
