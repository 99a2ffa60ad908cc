# SPDX-License-Identifier: MIT
"""Three or more operands, or --groups: which of them hold the same?"""

import contextlib
import os
import re
import threading

import pytest

import ndjson
from planting import Closed, Fifo, Link, Socket, plant

A = b"abc\ndef\n"
B = b"abc\ndeX\n"
C = b"abc\n"
FILES = {"a1": A, "a2": A, "a3": A, "b1": B, "b2": B, "c": C, "e1": b"", "e2": b"",
         "t1": {"f": A, "d": {"g": B}}, "t2": {"f": A, "d": {"g": B}},
         "t3": {"f": A, "d": {"g": A}}, "t0": {}, "5": C}


@pytest.fixture
def directory(garden):
    plant(garden, FILES)
    return garden


def groups(result):
    """The groups as text shows them."""
    assert result.out == b"" or result.out.endswith(b"\n")
    return [[line.decode() for line in group.splitlines()]
            for group in result.out.split(b"\n\n") if group]


def grouped(komparu, directory, *args, **how):
    """The groups of a run without trouble."""
    result = komparu.run(*args, cwd=directory, **how)
    assert result.err == b"", result
    found = groups(result)
    assert result.status == (1 if found else 0)
    return found


def test_the_text_is_one_operand_per_line_and_an_empty_line_between_groups(komparu, directory):
    result = komparu.run("a1", "b1", "a2", "c", "b2", cwd=directory)
    assert (result.status, result.err) == (1, b"")
    assert result.out == b"a1\na2\n\nb1\nb2\n\nc\n"


def test_nothing_is_said_when_all_are_equal(komparu, directory):
    for operands in (("a1", "a2", "a3"), ("--groups", "a1", "a2"), ("t1", "t2", "./t1/../t2"),
                     ("e1", "e2", "/dev/null"), ("--groups", "t1", "t2"), ("--groups", "a1", "a1")):
        assert grouped(komparu, directory, *operands) == [], operands


@pytest.mark.parametrize("operands, expected", [
    ("a1 a2 b1", [["a1", "a2"], ["b1"]]),
    ("b1 a2 a1", [["b1"], ["a2", "a1"]]),
    ("a1 b1 c", [["a1"], ["b1"], ["c"]]),
    ("c a1 e1 e2 a2", [["c"], ["a1", "a2"], ["e1", "e2"]]),
    ("a1 a1 b1 a1", [["a1", "a1", "a1"], ["b1"]]),
    ("a1 ./a1 b1", [["a1", "./a1"], ["b1"]]),
    ("a1 b1 5", [["a1"], ["b1"], ["5"]]),
    ("5 5 5 a1", [["5", "5", "5"], ["a1"]]),
    ("t1 t2 t3", [["t1", "t2"], ["t3"]]),
    ("t3 t1 t2 t1", [["t3"], ["t1", "t2", "t1"]]),
    ("t0 t1 a1 t2 a2", [["t0"], ["t1", "t2"], ["a1", "a2"]]),
    ("e1 t0 e2", [["e1", "e2"], ["t0"]]),
    ("--groups a1 b1", [["a1"], ["b1"]]),
    ("--groups t1 t3", [["t1"], ["t3"]]),
    ("--groups t1 a1", [["t1"], ["a1"]]),
    ("--groups --as=bytes a1 b1 5", [["a1"], ["b1"], ["5"]]),
    ("-q a1 b1 a2", [["a1", "a2"], ["b1"]]),
    ("-r t1 t3 t2", [["t1", "t2"], ["t3"]]),
])
def test_groups(komparu, directory, operands, expected):
    assert grouped(komparu, directory, *operands.split()) == expected


def test_the_same_file_three_times_is_one_group(komparu, directory):
    os.link(directory / "a1", directory / "hard")
    (directory / "soft").symlink_to("a1")
    assert grouped(komparu, directory, "a1", "a1", "a1") == []
    assert grouped(komparu, directory, "a1", "hard", "soft", "b1") == [
        ["a1", "hard", "soft"], ["b1"]]


@pytest.mark.parametrize("option", ["-s", "--quiet"])
def test_quiet_groups_are_only_a_status(komparu, directory, option):
    for operands, status in (("a1 a2 a3", 0), ("a1 a2 b1", 1), ("t1 t2 t3", 1), ("t1 t2 t1", 0)):
        result = komparu.run(option, *operands.split(), cwd=directory)
        assert (result.status, result.out, result.err) == (status, b"", b"")
    for operands in ("a1 a2 nosuch", "a1 nosuch a2", "nosuch nosuch nosuch"):
        result = komparu.run(option, *operands.split(), cwd=directory)
        assert (result.status, result.out) == (2, b"")
    # A proven difference wins over trouble, wherever the two are met.
    for operands in ("nosuch a1 b1", "a1 nosuch b1", "a1 b1 nosuch"):
        assert komparu.run(option, *operands.split(), cwd=directory).status == 1


def test_json_of_groups(komparu, directory):
    result = komparu.run("--json", "b1", "a1", "c", "a2", "a3", cwd=directory)
    assert (result.status, result.err) == (1, b"")
    lines, summary = ndjson.read(result)
    assert lines == [{"v": 1, "type": "group", "members": members}
                     for members in (["b1"], ["a1", "a2", "a3"], ["c"])]
    assert (summary["exit"], summary["errors"]) == (1, 0)


def test_json_of_one_group(komparu, directory):
    result = komparu.run("--json", "a1", "a2", "a3", cwd=directory)
    lines, summary = ndjson.read(result)
    assert [line["members"] for line in lines if line["type"] == "group"] == [["a1", "a2", "a3"]]
    assert summary["exit"] == 0


def test_t1_a_missing_operand_is_trouble_and_the_rest_is_grouped(komparu, directory):
    result = komparu.run("a1", "nosuch", "b1", "a2", cwd=directory)
    assert (result.status, groups(result)) == (2, [["a1", "a2"], ["b1"]])
    assert result.err == b"komparu: nosuch: No such file or directory\n"
    result = komparu.run("nosuch", "a1", "nothing", "a2", cwd=directory)
    assert result.status == 2
    assert result.err == (b"komparu: nosuch: No such file or directory\n"
                          b"komparu: nothing: No such file or directory\n")
    assert b"nosuch" not in result.out and b"nothing" not in result.out
    result = komparu.run("--json", "a1", "nosuch", "b1", cwd=directory)
    lines, summary = ndjson.read(result)
    assert [line["members"] for line in lines if line["type"] == "group"] == [["a1"], ["b1"]]
    (trouble,) = [line for line in lines if line["type"] == "entry"]
    assert (trouble["path"], trouble["reason"]) == ("nosuch", "not_found")
    assert (summary["exit"], summary["errors"]) == (2, 1)


def test_operands_of_no_kind_are_trouble(komparu, directory):
    plant(directory / "s", Socket())
    plant(directory / "l", Link("nowhere"))
    for operand in ("s", "l", "a1/"):
        result = komparu.run("a1", operand, "b1", cwd=directory)
        assert (result.status, groups(result)) == (2, [["a1"], ["b1"]])
        assert result.err.startswith(b"komparu: " + operand.encode() + b": ")


def test_unreadable_operands_are_trouble(komparu, directory):
    plant(directory / "closed", Closed(A))
    plant(directory / "closed_tree", Closed({"f": A}))
    plant(directory / "tree", {"f": Closed(A), "d": {"g": B}})
    result = komparu.run("a1", "closed", "b1", "closed_tree", cwd=directory, nobody=True)
    assert (result.status, groups(result)) == (2, [["a1"], ["b1"]])
    assert result.err == (b"komparu: closed: Permission denied\n"
                          b"komparu: closed_tree: Permission denied\n")
    result = komparu.run("t1", "tree", "t2", "t3", cwd=directory, nobody=True)
    assert result.status == 2
    assert [group for group in groups(result) if "tree" not in group] == [["t1", "t2"], ["t3"]]
    assert all(group == ["tree"] for group in groups(result) if "tree" in group)
    assert b"komparu: tree/f: Permission denied\n" in result.err


@contextlib.contextmanager
def feeding(path, content):
    """Writes into a new FIFO once it is opened for reading, whether or not all is read."""
    def write():
        with open(path, "wb", buffering=0) as fifo, contextlib.suppress(BrokenPipeError):
            fifo.write(content)

    plant(path, Fifo())
    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        # Frees a writer that still waits for a reader which never came.
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        thread.join()


@pytest.mark.parametrize("content, expected", [
    (A, [["a1", "p", "a2"], ["b1", "-"]]), (B, [["a1", "a2"], ["p", "b1", "-"]]),
    (C, [["a1", "a2"], ["p"], ["b1", "-"]]), (b"", [["a1", "a2"], ["p"], ["b1", "-"]]),
])
def test_streams_among_the_operands(komparu, directory, content, expected):
    with feeding(directory / "p", content):
        assert grouped(komparu, directory, "a1", "p", "b1", "a2", "-", stdin=B) == expected


def test_large_streams_are_grouped_without_being_kept(komparu, directory):
    content = bytes(range(256)) * (1 << 16)
    plant(directory, {"big": content, "other": content[:-1] + b"\0"})
    operands = ("big", "-", "other", "p")
    with feeding(directory / "p", content):
        found = grouped(komparu, directory, *operands, stdin=content)
    assert found == [["big", "-", "p"], ["other"]]


def test_one_stream_twice_is_trouble(komparu, directory):
    assert komparu.run("-", "a1", "-", cwd=directory, stdin=A).status == 2
    result = komparu.run("-", "a1", "/dev/stdin", "--time-limit=20", cwd=directory, stdin=A)
    assert result.status == 2
    assert b"time" not in result.err


def test_differences_at_every_place_are_seen(komparu, directory):
    """Chunks of several sizes, so that files differ in the first, the middle and the last."""
    size = 300_000
    base = bytes(range(251)) * (size // 251)
    names = ["base", "copy"]
    plant(directory, {"base": base, "copy": base})
    expected = [["base", "copy"]]
    for place in (0, 1, 4095, 4096, 65_536, len(base) // 2, len(base) - 1):
        content = bytearray(base)
        content[place] ^= 1
        for twin in ("x", "y"):
            names.append(f"{place}{twin}")
            plant(directory / names[-1], bytes(content))
        expected.append(names[-2:])
    for length in (1, 4096, 65_536, len(base) - 1):
        names.append(f"cut{length}")
        plant(directory / names[-1], base[:length])
        expected.append([names[-1]])
    assert grouped(komparu, directory, *names) == expected
    for options in (("-j1",), ("-j8",), ("--io=read",), ("--io=mmap",), ("--chunk-size=4096",)):
        assert grouped(komparu, directory, *options, *names) == expected


@pytest.mark.parametrize("limit", [32, 20_000])
def test_f9_a_hundred_files_with_32_descriptors(komparu, bash, directory, limit):
    contents = [bytes([65 + index % 7]) * 20_000 + b"%d" % (index % 3) for index in range(100)]
    names = [f"n{index:02}" for index in range(100)]
    plant(directory, dict(zip(names, contents)))
    expected = {}
    for name, content in zip(names, contents):
        expected.setdefault(content, []).append(name)
    script = f'ulimit -n {limit} 2>/dev/null || ulimit -n $(ulimit -Hn); exec "$0" "$@"'
    result = bash.run("-c", script, komparu.executable, *names, cwd=directory)
    assert (result.status, result.err) == (1, b"")
    assert groups(result) == list(expected.values())
    same = [name for name in names if name in expected[contents[0]]]
    plant(directory, {name: contents[0] for name in names})
    result = bash.run("-c", script, komparu.executable, *names, *same, cwd=directory)
    assert (result.status, result.out, result.err) == (0, b"", b"")


def limited(bash, komparu, directory, limit, *args, **how):
    script = f'ulimit -n {limit}; exec "$0" "$@"'
    return bash.run("-c", script, komparu.executable, *args, cwd=directory, **how)


@pytest.mark.parametrize("place", [0, 5000, 69_997])
def test_g1_many_unlike_files_of_one_length_with_few_descriptors(komparu, bash, directory, place):
    """Told apart by the first bytes, or by all; every third has a twin, and one came in a pipe."""
    names = [f"n{index:03}" for index in range(200)]
    contents = {}
    for index, name in enumerate(names):
        content = bytearray(70_000)
        content[place:place + 3] = b"%03d" % (index % 100 if index % 3 else index)
        contents[name] = bytes(content)
    plant(directory, contents)
    expected = {}
    for name, content in [*contents.items(), ("-", contents["n000"])]:
        expected.setdefault(content, []).append(name)
    for options in ((), ("--io=read",), ("-j1",)):
        result = limited(bash, komparu, directory, 40, *options, *names, "-", stdin=contents["n000"])
        assert (result.status, result.err) == (1, b"")
        assert groups(result) == list(expected.values())


def test_g1_a_stream_beside_many_waiting_files_is_not_hidden_by_keys(komparu, bash, directory):
    names = [f"n{index:03}" for index in range(100)]
    plant(directory, {name: b"%06d" % index for index, name in enumerate(names)})
    result = limited(bash, komparu, directory, 40, *names, "-", stdin=b"other!")
    found = groups(result)
    assert result.status == 2
    assert ["-"] in found
    refused = result.err.count(b"too many files to keep open beside a stream")
    assert refused > 0 and refused + len(found) == len(names) + 1


def test_g1_many_unlike_directories_and_a_few_that_cannot_be_judged(komparu, directory):
    names = [f"n{index:02}" for index in range(60)]
    trees = {name: {"a": b"x", "d": {"f": b"%02d" % (index % 30), "g": A}, "z": B}
             for index, name in enumerate(names)}
    # Equal to the first up to a link that leads nowhere; unlike everything before the link.
    trees["bad"] = {**trees["n00"], "z": Link("nowhere")}
    trees["odd"] = {**trees["n00"], "a": b"y", "z": Link("nowhere")}
    # Not the same entries, but the same contents where links are followed.
    trees["link"] = {**trees["n07"], "d": Link("../n07/d")}
    plant(directory, trees)
    expected = [[f"n{index:02}", f"n{index + 30}"] for index in range(30)] + [["odd"]]
    expected[7].append("link")
    result = komparu.run(*names, "bad", "odd", "link", cwd=directory)
    assert (result.status, groups(result)) == (2, expected)
    assert result.err == b"komparu: bad/z: No such file or directory\n"


READS = re.compile(r"^p?read(?:v|64|v2)?\(\d+<([^>]*)>,.*\) = (\d+)$", re.MULTILINE)


def bytes_read(strace, komparu, directory, *args):
    """How many bytes of each file the command read, by name."""
    # One log for each thread, so that no line is cut by another.
    for log in directory.glob("trace.*"):
        log.unlink()
    calls = "trace=read,pread64,readv,preadv,preadv2"
    result = strace.run("-ff", "-y", "-s", "0", "-e", calls, "-o", directory / "trace",
                        komparu.executable, "--io=read", *args, cwd=directory)
    traced = "".join(log.read_text(errors="replace") for log in directory.glob("trace.*"))
    read = {}
    for path, count in READS.findall(traced):
        if path.startswith(os.path.realpath(directory)):
            name = os.path.basename(path)
            read[name] = read.get(name, 0) + int(count)
    return result, read


def test_each_source_is_read_once(komparu, strace, directory):
    content = bytes(range(256)) * 4000
    plant(directory, {"x": content, "y": content, "z": content, "last": content[:-1] + b"\0",
                      "first": b"1" + content[1:]})
    result, read = bytes_read(strace, komparu, directory, "x", "y", "z", "last")
    assert (result.status, result.err) == (1, b"")
    assert read == {name: len(content) for name in ("x", "y", "z", "last")}
    result, read = bytes_read(strace, komparu, directory, "x", "first", "y")
    assert result.status == 1
    assert read["x"] == read["y"] == len(content)
    # Alone in its group, it need not be read to its end.
    assert read["first"] <= len(content)


def test_each_tree_is_told_apart_as_two_operands_would_be(komparu, directory):
    plant(directory, {"u1": {"l": Link("f"), "f": A}, "u2": {"l": A, "f": A}, "u3": {"f": A}})
    assert grouped(komparu, directory, "u1", "u2", "u3") == [["u1", "u2"], ["u3"]]
    assert grouped(komparu, directory, "--no-dereference", "u1", "u2", "u3") == [
        ["u1"], ["u2"], ["u3"]]
    assert grouped(komparu, directory, "-x", "l", "u1", "u2", "u3") == []
    assert grouped(komparu, directory, "-N", "--allow-empty", "t0", "--exclude=*", "t1", "t2") == []


def test_v3_groups_that_cannot_be_told_are_trouble(komparu, directory):
    with open("/dev/full", "wb") as full:
        assert komparu.run("a1", "a2", "b1", cwd=directory, stdout=full).status == 2
        assert komparu.run("a1", "a2", "a3", cwd=directory, stdout=full).status == 0


def test_v5_control_bytes_in_operands(komparu, directory):
    plant(directory, {"n\nl": A})
    assert grouped(komparu, directory, "a1", "n\nl", "b1") == [["a1", "n\\x0al"], ["b1"]]
