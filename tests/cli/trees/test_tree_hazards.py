# SPDX-License-Identifier: MIT
"""T1-T3, T6, F7: odd names, loops, closed doors, devices, what changes meanwhile; a real tree."""

import os
import shutil
import sysconfig
from concurrent.futures import ThreadPoolExecutor

import pytest

import ndjson
from planting import Closed, Fifo, Link, plant

A = b"abc\ndef\n"
B = b"abc\ndeX\n"


# ---- names ------------------------------------------------------------------------------------

NAMES = [
    "latin", "Ünï", "кириллица", "ελληνικά", "עברית", "العربية", "हिन्दी", "ไทย", "日本語", "中文",
    "한국어", "ქართული", "አማርኛ", "😀👩‍👩‍👧", "e\u0301", "é", "\u202eevil", "\u200b", "\ufeffbom",
    "\u00a0", " ", "  lead", "trail ", "-", "--", "-rf", "...", "..a", "~",
    "*", "?", "[a]", "{a,b}", "$HOME", "`id`", ";", "&", "|", ">", "\\", "\\x41", "%s%n", "\"",
    "'", "#", "!", "a:b", "C:", "nul",
    b"\xff", b"\xfe\xff", b"\xc3", b"\xc3\x28", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80",
    b"\xc0\xaf", b"caf\xe9", b"\x93\xfa\x96\x7b",
    "new\nline", "\n", "\r", "\t", "\x1b[31m", "\x01", "\x7f", "bell\a",
    "a\nOnly in L: x", "n" * 255,
]


def escaped(name):
    return b"".join(b"\\x%02x" % byte if byte < 32 or byte == 127 else bytes([byte])
                    for byte in os.fsencode(name))


def test_v5_t6_names_are_bytes(komparu, pair):
    directory = pair({name: {name: A} for name in NAMES}, {name: {name: B} for name in NAMES})
    names = sorted(os.fsencode(name) for name in NAMES)
    for locale in ("C", "C.UTF-8"):
        result = komparu.run("L", "R", cwd=directory, env={"LC_ALL": locale})
        assert (result.status, result.err) == (1, b"")
        shown = [escaped(os.fsdecode(name)) for name in names]
        assert result.out.split(b"\n")[:-1] == [
            b"Files L/%s/%s and R/%s/%s differ" % (name, name, name, name) for name in shown]
    found, summary = ndjson.entries(komparu.run("--json", "L", "R", cwd=directory))
    assert list(found) == [name + b"/" + name for name in names]
    assert summary["differ"] == len(NAMES)
    null = komparu.run("-z", "L", "R", cwd=directory)
    assert null.out.split(b"\0")[:-1] == [b"differ " + name + b"/" + name for name in names]


def test_t6_names_are_matched_exactly(komparu, pair):
    directory = pair({name: A for name in NAMES}, {name: A for name in NAMES})
    result = komparu.run("L", "R", cwd=directory)
    assert (result.status, result.out, result.err) == (0, b"", b"")


# ---- loops and closed doors -------------------------------------------------------------------

def unlike(tree):
    """The tree with links that lead to the same places by other texts (G5 looks at those)."""
    return {name: unlike(what) if isinstance(what, dict) else
            Link(f"./{what.text}") if isinstance(what, Link) else what
            for name, what in tree.items()}


@pytest.mark.parametrize("links, looped", [
    ({"a": Link(".")}, ["a"]),
    ({"d": {"a": Link("..")}}, ["d/a"]),
    ({"d": {"a": Link(".."), "b": Link("."), "c": Link("../d")}}, ["d/a", "d/b", "d/c"]),
    ({"d": {"e": Link("../e")}, "e": {"d": Link("../d")}}, ["d/e/d", "e/d/e"]),
    ({"d": {"e": {"f": {"up": Link("../../..")}}}}, ["d/e/f/up"]),
    ({"s": Link("d"), "d": {"a": Link(".")}}, ["d/a", "s/a"]),
])
@pytest.mark.parametrize("jobs", ["-j1", "-j8"])
def test_t2_loops_are_trouble_and_the_rest_is_compared(komparu, pair, links, looped, jobs):
    directory = pair({**links, "f": A, "zz": {"f": A}}, {**unlike(links), "f": B, "zz": {"f": B}})
    result = komparu.run(jobs, "L", "R", cwd=directory)
    assert (result.status, result.out) == (
        2, b"Files L/f and R/f differ\nFiles L/zz/f and R/zz/f differ\n")
    assert result.err.splitlines() == [
        f"komparu: L/{path}: recursive directory loop "
        "(--no-dereference compares the links themselves)".encode() for path in looped]
    found, _ = ndjson.entries(komparu.run("--json", jobs, "L", "R", cwd=directory))
    assert {path.decode() for path, reason in found.items() if reason == "loop"} == set(looped)
    result = komparu.run(jobs, "--no-dereference", "L", "R", cwd=directory)
    assert (result.status, result.err) == (1, b"")


def test_t2_links_to_one_directory_from_many_places_are_no_loop(komparu, pair):
    tree = {"d": {"f": A}, **{f"l{i}": Link("d") for i in range(20)}, "e": {"l": Link("../d")}}
    directory = pair(tree, tree)
    result = komparu.run("L", "R", cwd=directory)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def test_t1_what_nobody_may_read(komparu, pair):
    left = {"closed": Closed({"f": A}), "d": {"file": Closed(A), "g": A}, "f": A, "z": {"f": A}}
    right = {"closed": {"f": A}, "d": {"file": A, "g": B}, "f": A, "z": {"f": B}}
    directory = pair(left, right)
    for jobs in ("-j1", "-j8"):
        result = komparu.run(jobs, "L", "R", cwd=directory, nobody=True)
        assert (result.status, result.out) == (
            2, b"Files L/d/g and R/d/g differ\nFiles L/z/f and R/z/f differ\n")
        assert result.err == (b"komparu: L/closed: Permission denied\n"
                              b"komparu: L/d/file: Permission denied\n")
    found, summary = ndjson.entries(komparu.run("--json", "L", "R", cwd=directory, nobody=True))
    assert found == {b"closed": "unreadable", b"d/file": "unreadable", b"d/g": "content",
                     b"z/f": "content"}
    assert summary["same"] == 1
    assert komparu.run("L/closed", "R/closed", cwd=directory, nobody=True).status == 2


def test_f7_nothing_but_files_is_opened_inside_trees(komparu, pair):
    """Opening a FIFO would wait, a device could act: a terminal hangs, a tape rewinds."""
    tree = {"p": Fifo(), "d": {"p": Fifo()}, "tty": Link("/dev/tty"), "zero": Link("/dev/zero"),
            "full": Link("/dev/full"), "f": A}
    directory = pair(tree, {**tree, "f": B})
    result = komparu.run("L", "R", cwd=directory)
    assert (result.status, result.out, result.err) == (1, b"Files L/f and R/f differ\n", b"")


@pytest.mark.parametrize("kind", ["b", "c"])
def test_f7_devices_are_compared_by_number(komparu, pair, root, kind):
    directory = pair({}, {})
    mode = 0o20600 if kind == "c" else 0o60600
    try:
        for name, left, right in (("same", (7, 200), (7, 200)), ("other", (7, 200), (7, 201))):
            os.mknod(directory / "L" / name, mode, os.makedev(*left))
            os.mknod(directory / "R" / name, mode, os.makedev(*right))
    except PermissionError as error:
        pytest.skip(f"no device may be made here: {error}")
    word = b"character special file" if kind == "c" else b"block special file"
    result = komparu.run("L", "R", cwd=directory)
    assert (result.status, result.err) == (1, b"")
    assert result.out == b"File L/other is a %s while file R/other is a %s\n" % (word, word)


# ---- what changes meanwhile -------------------------------------------------------------------

@pytest.fixture
def grove(pair):
    """Two trees of files with the same bytes but for two, named so that faults find them."""
    big = bytes(range(256)) * 1024
    tree = {"a": A, "d": {"victim": big, "other": A}, "z": A}
    directory = pair(tree, {**tree, "a": B, "z": B})
    for side in ("L", "R"):
        for path in (directory / side).rglob("*"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
    return directory


REST = b"Files L/a and R/a differ\nFiles L/z and R/z differ\n"


@pytest.mark.parametrize("fault", [
    "truncate path=/L/d/victim at=4096 size=5000", "append path=/R/d/victim at=4096",
    "rewrite path=/L/d/victim at=100000 pos=0", "touch path=/R/d/victim at=4096",
    "rewrite path=/L/d/victim at=100000 pos=0 keep_mtime=1",
])
@pytest.mark.parametrize("jobs", ["-j1", "-j8"])
def test_f3_a_file_that_changes_is_trouble_and_the_rest_is_compared(komparu, faults, grove, fault,
                                                                    jobs):
    # A sample would meet the fault before the bytes in question are read.
    result = komparu.run("--io=read", "--no-quick-check", jobs, "L", "R", cwd=grove,
                         env=faults.env(fault))
    assert faults.acted()
    assert (result.status, result.out) == (2, REST)
    assert result.err.count(b"\n") == 1 and b"/d/victim: " in result.err


def test_f3_a_file_that_changes_has_its_reason(komparu, faults, grove):
    env = faults.env("append path=/L/d/victim at=4096")
    found, summary = ndjson.entries(
        komparu.run("--json", "--io=read", "L", "R", cwd=grove, env=env))
    assert found == {b"a": "content", b"d/victim": "changed", b"z": "content"}
    assert summary["same"] == 1


@pytest.mark.parametrize("fault", [
    "eio path=/L/d/victim at=4096", "eacces path=/R/d/victim call=open",
    "eio path=/L/d/victim call=stat", "eio path=/R/d call=open times=1",
])
def test_t1_errors_of_single_entries_leave_the_rest(komparu, faults, grove, fault):
    result = komparu.run("--io=read", "L", "R", cwd=grove, env=faults.env(fault))
    assert faults.acted()
    assert (result.status, result.out) == (2, REST)
    assert b"/d" in result.err
    assert b"Input/output error" in result.err or b"Permission denied" in result.err


def test_f9_descriptors_that_run_out_for_a_while(komparu, faults, grove):
    spec = "emfile path=/L/d/victim call=open times=3; enfile path=/R/d/ call=open times=2"
    result = komparu.run("-j8", "L", "R", cwd=grove, env=faults.env(spec))
    assert faults.acted()
    assert result.status in (1, 2) and result.out == REST, result
    assert (result.status == 2) == (b"oo many open files" in result.err), result


OPENING = "openat,openat2,newfstatat,statx"


@pytest.mark.parametrize("name, whole", [("victim", b"d/victim"), ("d", b"d")])
@pytest.mark.parametrize("jobs", ["-j1", "-j8"])
def test_t3_an_entry_that_vanishes_is_trouble_and_the_rest_is_compared(komparu, strace, grove, name,
                                                                       whole, jobs):
    """Listed, but gone when it is looked at: every call that names it finds nothing."""
    args = ("-f", "-qq", "-o", grove / "trace", "-P", name, "-e", f"trace={OPENING}",
            "-e", f"inject={OPENING}:error=ENOENT", komparu.executable, jobs, "L", "R")
    result = strace.run(*args, cwd=grove)
    assert b"(INJECTED)" in (grove / "trace").read_bytes()
    assert (result.status, result.out) == (2, REST)
    assert all(b"L/" + whole + b": " in line or b"R/" + whole + b": " in line
               for line in result.err.splitlines()), result
    result = strace.run(*args[:-2], "--json", *args[-2:], cwd=grove)
    found, _ = ndjson.entries(result)
    assert found == {b"a": "content", whole: "vanished", b"z": "content"}


# ---- a real tree ------------------------------------------------------------------------------

def real_directory():
    """A directory of the system with thousands of files that is no burden to copy."""
    library = sysconfig.get_paths()["stdlib"]
    return library if os.path.isdir(library) else "/usr/share/doc"


@pytest.fixture(scope="module")
def copies(park):
    """Two copies of a real directory."""
    for name in ("L", "R"):
        shutil.copytree(real_directory(), park / "copies" / name, symlinks=True,
                        ignore=shutil.ignore_patterns("test", "*-packages"))
    return park / "copies"


def some_file(directory):
    """A file of some size in the middle of the tree, relative to the copies."""
    files = [path for path in sorted((directory / "R").rglob("*.py"))
             if path.stat().st_size > 20_000 and not path.is_symlink()]
    return files[len(files) // 2].relative_to(directory / "R")


def test_t1_a_real_tree_is_the_same_as_its_copy(komparu, copies):
    for options in ((), ("-j1",), ("--no-dereference",), ("--io=read",), ("-s",)):
        result = komparu.run(*options, "L", "R", cwd=copies)
        assert (result.status, result.out, result.err) == (0, b"", b""), options
    found, summary = ndjson.entries(komparu.run("--json", "L", "R", cwd=copies))
    assert found == {} and summary["same"] > 200


def test_v1_quiet_runs_of_a_real_tree_end_well(komparu, copies):
    """They end while threads are still starting; crowded processors make that last."""
    path = some_file(copies)
    original = (copies / "R" / path).read_bytes()
    (copies / "R" / path).write_bytes(original[:-1] + b"!")
    try:
        with ThreadPoolExecutor(6) as pool:
            results = list(pool.map(lambda _: komparu.run("-s", "L", "R", cwd=copies), range(150)))
    finally:
        (copies / "R" / path).write_bytes(original)
    assert {(result.status, result.out, result.err) for result in results} == {(1, b"", b"")}


def test_t1_one_byte_in_a_real_tree(komparu, copies):
    path = some_file(copies)
    original = (copies / "R" / path).read_bytes()
    for place in (0, len(original) // 2, len(original) - 1):
        changed = bytearray(original)
        changed[place] ^= 0x20
        (copies / "R" / path).write_bytes(changed)
        for options in ((), ("-j1",), ("-m1",)):
            result = komparu.run(*options, "L", "R", cwd=copies)
            assert result.status == 1
            assert (b"incomplete" in result.err) == (options == ("-m1",))
            assert result.out == f"Files L/{path} and R/{path} differ\n".encode()
        assert komparu.run("-s", "L", "R", cwd=copies).status == 1
    (copies / "R" / path).write_bytes(original)


def test_t1_one_unreadable_file_in_a_real_tree(komparu, copies):
    path = some_file(copies)
    closed, other = copies / "L" / path, copies / "R" / "zzz.py"
    mode = closed.stat().st_mode
    closed.chmod(0)
    other.write_bytes(A)
    try:
        result = komparu.run("L", "R", cwd=copies, nobody=True)
    finally:
        closed.chmod(mode)
        other.unlink()
    assert (result.status, result.out) == (2, b"Only in R: zzz.py\n")
    assert result.err == f"komparu: L/{path}: Permission denied\n".encode()
