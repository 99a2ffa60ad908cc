# SPDX-License-Identifier: MIT
"""How the findings of trees are told: JSON, NUL records, rclone's lists, counts, progress."""

import os

import pytest

import ndjson
from catalogue import generated
from planting import Closed, Fifo, Link, Socket

A = b"abc\ndef\n"
B = b"abc\ndeX\n"
LEFT = {"content": A, "d": {"sub": {"left": A, "both": A}}, "kind": A, "left": A, "same": A,
        "size": A, "loop": Link("."), "z\n": A, b"\xff": A}
RIGHT = {"content": B, "d": {"sub": {"both": A, "right": A}}, "kind": {}, "right": A, "same": A,
         "size": A + A, "loop": Link("./."), "z\n": B, b"\xff": B}
WORDS = [("content", "differ"), ("d/sub/left", "left"), ("d/sub/right", "right"),
         ("kind", "differ"), ("left", "left"), ("loop", "error"), ("right", "right"),
         ("size", "differ"), ("z\n", "differ"), (b"\xff", "differ")]
SAME = ["d/sub/both", "same"]


@pytest.fixture
def directory(pair):
    return pair(LEFT, RIGHT)


# ---- JSON -------------------------------------------------------------------------------------

def test_json_tells_both_sides_of_a_file_that_new_file_takes_for_empty(komparu, pair):
    directory = pair({"a": A, "d": {"e": A}, "none": b""}, {"b": A, "both": B})
    lines, _ = ndjson.read(komparu.run("--json", "-N", "--report-identical-files", "L", "R",
                                       cwd=directory))
    empty, full = {"kind": "file", "size": 0}, {"kind": "file", "size": len(A)}
    assert [(line["path"], line["status"], line["left"], line["right"]) for line in lines] == [
        ("a", "differ", full, empty), ("b", "differ", empty, full), ("both", "differ", empty, full),
        ("d/e", "differ", full, empty), ("none", "same", empty, empty)]


def test_json_tells_every_finding_in_path_order(komparu, directory):
    result = komparu.run("--json", "L", "R", cwd=directory)
    assert (result.status, result.err) == (2, b"")
    found, summary = ndjson.entries(result)
    assert list(found.items()) == [
        (b"content", "content"), (b"d/sub/left", "only_left"), (b"d/sub/right", "only_right"),
        (b"kind", "kind"), (b"left", "only_left"), (b"loop", "loop"), (b"right", "only_right"),
        (b"size", "size"), (b"z\n", "content"), (b"\xff", "content")]
    counts = {"same": 2, "differ": 5, "only_left": 2, "only_right": 2, "errors": 1, "excluded": 0}
    assert {name: summary[name] for name in counts} == counts


def test_json_entries_carry_facts(komparu, directory):
    lines, _ = ndjson.read(komparu.run("--json", "L", "R", cwd=directory))
    by_path = {line["path"]: line for line in lines}
    assert by_path["content"]["left"] == {"kind": "file", "size": len(A)}
    assert by_path["content"]["offset"] in (None, A.index(b"f"))
    size = by_path["size"]
    assert (size["left"]["size"], size["right"]["size"]) == (len(A), 2 * len(A))
    assert size["offset"] in (None, len(A))
    kind = by_path["kind"]
    assert (kind["left"]["kind"], kind["right"]["kind"]) == ("file", "directory")
    assert kind["offset"] is None
    assert by_path["left"]["left"]["kind"] == "file"
    assert "path_b64" not in by_path["z\n"]
    assert sum("path_b64" in line for line in lines) == 1


def test_json_same_only_on_request(komparu, directory):
    plain, _ = ndjson.entries(komparu.run("--json", "L", "R", cwd=directory))
    result = komparu.run("--json", "--report-identical-files", "L", "R", cwd=directory)
    found, summary = ndjson.entries(result)
    assert {path.decode() for path, what in found.items() if what == "same"} == set(SAME)
    assert {path: what for path, what in found.items() if what != "same"} == plain
    assert summary["same"] == len(SAME)
    assert list(found) == sorted(found, key=lambda path: path.split(b"/"))


def test_json_of_trouble(komparu, pair):
    directory = pair({"closed": Closed(A), "dir": Closed({"f": A}), "dangling": Link("x"), "f": A},
                     {"closed": A, "dir": {"f": A}, "dangling": A, "f": A})
    result = komparu.run("--json", "L", "R", cwd=directory, nobody=True)
    assert (result.status, result.err) == (2, b"")
    lines, summary = ndjson.read(result)
    assert [(line["path"], line["reason"], line["errno"]) for line in lines] == [
        ("closed", "unreadable", 13), ("dangling", "not_found", 2), ("dir", "unreadable", 13)]
    assert all("L/" in line["message"] for line in lines)
    assert (summary["same"], summary["errors"]) == (1, 3)


def test_json_of_kinds(komparu, pair):
    directory = pair({"p": Fifo(), "s": Socket(), "n": Link("/dev/null"), "l": Link("n")},
                     {"p": Socket(), "s": {}, "n": b"", "l": A})
    lines, _ = ndjson.read(komparu.run("--json", "L", "R", cwd=directory))
    kinds = {line["path"]: (line["reason"], line["left"]["kind"], line["right"]["kind"])
             for line in lines}
    assert kinds == {"p": ("kind", "fifo", "socket"), "s": ("kind", "socket", "directory"),
                     "n": ("kind", "character_device", "file"),
                     "l": ("kind", "character_device", "file")}
    lines, _ = ndjson.read(komparu.run("--json", "--no-dereference", "L", "R", cwd=directory))
    assert {line["left"]["kind"] for line in lines} == {"fifo", "socket", "symbolic_link"}


def test_json_of_missing_operands(komparu, directory):
    for operands in (("L", "nosuch"), ("nosuch", "R"), ("nosuch", "no")):
        result = komparu.run("--json", *operands, cwd=directory)
        assert result.status == 2
        lines, summary = ndjson.read(result)
        assert {line["reason"] for line in lines} == {"not_found"}
        assert summary["errors"] >= 1


@pytest.mark.parametrize("seed", range(100, 106))
def test_json_text_and_null_records_agree(komparu, pair, seed):
    directory = pair(*generated(seed))
    json = komparu.run("--json", "L", "R", cwd=directory)
    found, _ = ndjson.entries(json)
    null = komparu.run("-z", "L", "R", cwd=directory)
    text = komparu.run("L", "R", cwd=directory)
    assert json.status == null.status == text.status
    records = [record.split(b" ", 1) for record in null.out.split(b"\0")[:-1]]
    words = {"only_left": b"left", "only_right": b"right", "content": b"differ", "size": b"differ",
             "kind": b"differ", "link": b"differ"}
    assert [(path, word) for word, path in records] == \
        [(path, words.get(what, b"error")) for path, what in found.items()]
    told = [path for path, what in found.items() if what in words]
    lines = text.out.splitlines()
    assert len(lines) == len(told)
    for line, path in zip(lines, told):
        assert path.rpartition(b"/")[2] in line


# ---- NUL records ------------------------------------------------------------------------------

@pytest.mark.parametrize("option", ["-z", "--null"])
def test_v5_null_records_are_raw(komparu, directory, option):
    result = komparu.run(option, "L", "R", cwd=directory)
    assert result.status == 2
    expected = [word.encode() + b" " + os.fsencode(path) for path, word in WORDS]
    assert result.out.split(b"\0") == [*expected, b""]
    same = komparu.run(option, "--report-identical-files", "L", "R", cwd=directory)
    assert [r for r in same.out.split(b"\0") if r.startswith(b"same ")] == [
        b"same " + path.encode() for path in SAME]


# ---- rclone's lists ---------------------------------------------------------------------------

def listed(*words):
    return [as_listed(path) for path, word in WORDS if word in words and path != "z\n"]


def as_listed(path):
    """X3: what is not UTF-8 is escaped."""
    return os.fsencode(path).replace(b"\xff", rb"\xff")


def lines_of(data):
    """The lines of a list but for those of the name that has a newline in it."""
    assert data == b"" or data.endswith(b"\n")
    return [line for line in data.splitlines() if line and not line.lstrip(b"* ").startswith(b"z")]


LISTS = {
    "--differ": listed("differ"),
    "--missing-on-left": listed("right"),
    "--missing-on-right": listed("left"),
    "--error": listed("error"),
    "--match": [path.encode() for path in SAME],
}
SIGILS = {"differ": b"* ", "left": b"+ ", "right": b"- ", "error": b"! "}


def combined():
    entries = [(os.fsencode(path), SIGILS[word]) for path, word in WORDS if path != "z\n"]
    entries += [(path.encode(), b"= ") for path in SAME]
    return [sigil + as_listed(path) for path, sigil in sorted(entries, key=lambda one: one[0].split(b"/"))]


@pytest.mark.parametrize("option", LISTS)
def test_a_list_goes_to_its_file(komparu, directory, option):
    plain = komparu.run("L", "R", cwd=directory)
    result = komparu.run(f"{option}=list", "L", "R", cwd=directory)
    assert (result.status, result.out, result.err) == (plain.status, plain.out, plain.err)
    assert lines_of((directory / "list").read_bytes()) == LISTS[option]


@pytest.mark.parametrize("option", LISTS)
def test_a_list_on_stdout_replaces_the_text(komparu, directory, option):
    result = komparu.run(f"{option}=-", "L", "R", cwd=directory)
    assert result.status == 2
    assert lines_of(result.out) == LISTS[option]


def test_the_combined_list_has_signs(komparu, directory):
    result = komparu.run("--combined=-", "L", "R", cwd=directory)
    assert (result.status, lines_of(result.out)) == (2, combined())
    plain = komparu.run("L", "R", cwd=directory)
    result = komparu.run("--combined=list", "L", "R", cwd=directory)
    assert result == plain
    assert lines_of((directory / "list").read_bytes()) == combined()


def test_all_lists_at_once(komparu, directory):
    options = [f"{option}=list{option}" for option in (*LISTS, "--combined")]
    result = komparu.run(*options, "L", "R", cwd=directory)
    assert result == komparu.run("L", "R", cwd=directory)
    for option, lines in LISTS.items():
        assert lines_of((directory / f"list{option}").read_bytes()) == lines
    assert lines_of((directory / "list--combined").read_bytes()) == combined()


def test_lists_of_equal_trees(komparu, pair):
    directory = pair({"f": A, "d": {"g": A}}, {"f": A, "d": {"g": A}})
    (directory / "differ").write_bytes(b"what was here before\n")
    result = komparu.run("--combined=-", "--differ=differ", "L", "R", cwd=directory)
    assert (result.status, result.out, result.err) == (0, b"= d/g\n= f\n", b"")
    assert (directory / "differ").read_bytes() == b""


def test_v3_a_list_that_cannot_be_written_is_trouble(komparu, directory):
    for file in ("/dev/full", "no/such/list", "L"):
        for option in ("--differ", "--combined"):
            result = komparu.run(f"{option}={file}", "L", "R", cwd=directory)
            assert result.status == 2
            assert file.encode() in result.err or b"No space left" in result.err, result
    with open("/dev/full", "wb") as full:
        assert komparu.run("--differ=-", "L", "R", cwd=directory, stdout=full).status == 2


def test_v3_a_full_device_is_trouble_even_if_all_is_equal(komparu, pair):
    directory = pair({"f": A}, {"f": A})
    assert komparu.run("--match=/dev/full", "L", "R", cwd=directory).status == 2
    with open("/dev/full", "wb") as full:
        result = komparu.run("--report-identical-files", "L", "R", cwd=directory, stdout=full)
        assert result.status == 2
        assert komparu.run("--json", "L", "R", cwd=directory, stdout=full).status == 2
        assert komparu.run("L", "R", cwd=directory, stdout=full).status == 0


@pytest.mark.parametrize("options", [(), ("--json",), ("-z",), ("--combined=-",)])
def test_v3_a_reader_that_left_is_trouble_but_no_noise(komparu, pair, options):
    directory = pair({f"{i}": A for i in range(2000)}, {f"{i}": B for i in range(2000)})
    reader, writer = os.pipe()
    os.close(reader)
    result = komparu.run(*options, "L", "R", cwd=directory, stdout=writer)
    os.close(writer)
    assert (result.status, result.err) == (2, b"")


# ---- counts and progress ----------------------------------------------------------------------

def test_statistics_close_with_counts(komparu, directory):
    plain = komparu.run("L", "R", cwd=directory)
    result = komparu.run("--stats", "-x", "size", "-x", "left", "L", "R", cwd=directory)
    assert result.status == plain.status
    assert set(result.out.splitlines()) < set(plain.out.splitlines())
    assert result.err.startswith(plain.err)
    counts = result.err[len(plain.err):]
    for text in (b"same 2", b"differ 4", b"errors 1", b"excluded 3"):
        word, number = text.split()
        assert text in counts or number + b" " + word in counts, counts


def test_statistics_stay_out_of_the_json(komparu, directory):
    plain = ndjson.entries(komparu.run("--json", "L", "R", cwd=directory))[0]
    assert ndjson.entries(komparu.run("--json", "--stats", "L", "R", cwd=directory))[0] == plain


@pytest.mark.parametrize("options", [(), ("--json",), ("-z",)])
def test_progress_is_on_stderr_only(komparu, faults, pair, options):
    """Short reads make the work long."""
    big = bytes(4 << 20)
    directory = pair({"a": big, "b": A, "c": big}, {"a": big, "b": B, "c": big[:-1] + b"1"})

    def out(*more):
        env = faults.env("short path=/L/ size=32")
        result = komparu.run(*options, *more, "--io=read", "L", "R", cwd=directory, env=env)
        assert result.status == 1
        return result

    plain, shown = out(), out("--progress=always")
    assert plain.err == b"" == out("--progress=auto").err == out("--progress=never").err
    assert b"\r" in shown.err and b"\n" not in shown.err
    assert b"\r" not in shown.out
    if options == ("--json",):
        assert ndjson.entries(shown)[0] == ndjson.entries(plain)[0]
    else:
        assert shown.out == plain.out


@pytest.mark.parametrize("option", ["--color=always", "--color=never", "--color"])
def test_color_changes_no_word(komparu, directory, option):
    plain = komparu.run("L", "R", cwd=directory)
    result = komparu.run(option, "L", "R", cwd=directory)
    without = result.out
    while b"\x1b[" in without:
        before, _, after = without.partition(b"\x1b[")
        without = before + after.partition(b"m")[2]
    assert (result.status, without) == (plain.status, plain.out)
    assert (b"\x1b[" in result.out) == (option != "--color=never")
