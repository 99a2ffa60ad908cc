# SPDX-License-Identifier: MIT
"""Formats that are read by request only, in a process of their own: the rule A1."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

import ndjson
from extra_making import (ENCODED, EXTRA_MAKERS, PLAIN, lha_file, lha_of, rar4_file, rar4_of,
                          rar5_file, rar5_of)
from making import call
from planting import fell, plant
from reasons import is_trouble, status_and_reasons
from sample_trees import A, B, replaced, tar_of

ALL = "--archive-formats=all"
# Builds with sanitizers have no library of faults.
SANITIZED = not os.environ.get("KOMPARU_FAULTS")
in_one_locale = pytest.mark.parametrize("komparu", ["C"], indirect=True)
each_maker = pytest.mark.parametrize("name", EXTRA_MAKERS)


@pytest.fixture(scope="session")
def extra(tmp_path_factory):
    """extra("lha") is a directory with the archive A of the tree L, and X, which is L but for one
    byte of sub/deep/er/x."""
    made = {}

    def make(name):
        if name not in made:
            maker = EXTRA_MAKERS[name]
            where = tmp_path_factory.mktemp(name)
            plant(where / "L", maker.tree)
            plant(where / "X", replaced(maker.tree, "sub/deep/er/x", b"y"))
            maker.make(where / "L", where / "A")
            made[name] = where
        return made[name]

    yield make
    for where in made.values():
        fell(where)


@each_maker
def test_a1_an_archive_against_its_directory(komparu, extra, name):
    where, only = extra(name), f"--archive-formats={EXTRA_MAKERS[name].format}"
    options = ("--no-dereference",) if "hollow" in EXTRA_MAKERS[name].tree else ()
    for operands in (("A", "L"), ("L", "A"), ("-a", "A", "L")):
        result = komparu.run(only, *options, *operands, cwd=where)
        assert (result.status, result.out, result.err) == (0, b"", b""), operands
    assert komparu.run(ALL, "A", "L", cwd=where).status == 0
    assert status_and_reasons(komparu, only, *options, "A", "X", cwd=where) == \
        (1, {b"sub/deep/er/x": "content"})
    assert status_and_reasons(komparu, only, *options, "X", "A", cwd=where) == \
        (1, {b"sub/deep/er/x": "content"})
    assert komparu.run(only, "-s", "A", "X", cwd=where).status == 1


@in_one_locale
@each_maker
def test_a1_an_archive_from_a_stream(komparu, extra, name):
    where = extra(name)
    for directory, status in (("L", 0), ("X", 1)):
        with open(where / "A", "rb") as archive:
            result = komparu.run(ALL, "--no-dereference", "-", directory, cwd=where,
                                 stdin=archive.read())
        assert (result.status, result.err) == (status, b""), directory


@in_one_locale
@each_maker
def test_a1_an_archive_against_another_one(komparu, extra, name, tmp_path):
    where = extra(name)
    for directory, status in (("L", 0), ("X", 1)):
        other = tmp_path / f"{directory}.tar"
        call("tar", "-cf", other, "-C", where / directory, ".")
        for operands in (("A", other), (other, "A")):
            result = komparu.run(ALL, "-a", "--no-dereference", *operands, cwd=where)
            assert (result.status, result.err) == (status, b""), operands
    shutil.copy(where / "A", tmp_path / "B")
    assert komparu.run(ALL, "-a", "A", tmp_path / "B", cwd=where).status == 0


@in_one_locale
def test_a1_an_archive_against_a_base_url(komparu, extra, nginx, tmp_path):
    where = extra("lha")
    plant(nginx.root / tmp_path.name, PLAIN)
    base = nginx.url(f"{tmp_path.name}/")
    assert komparu.run(ALL, "A", base, cwd=where).status == 0
    (nginx.root / tmp_path.name / "a").write_bytes(B)
    assert status_and_reasons(komparu, ALL, base, "A", cwd=where) == (1, {b"a": "content"})


@in_one_locale
@each_maker
def test_a1_what_was_not_asked_for_is_not_read(komparu, extra, name):
    where, word = extra(name), EXTRA_MAKERS[name].format
    others = ",".join({"rar", "iso", "cab", "xar", "lha", "warc"} - {word})
    for options in ((), (f"--archive-formats={others}",)):
        is_trouble(komparu, "unsupported", *options, "A", "L", cwd=where)
        is_trouble(komparu, "unsupported", *options, "-a", "A", "L", cwd=where)
        result = komparu.run(*options, "-a", "A", "L", cwd=where)
        assert result.err == (b"komparu: A: %b archives are read only by request: "
                              b"--archive-formats=%b\n" % (word.encode(), word.encode()))
    # Two such files are bytes, as any two files.
    shutil.copy(where / "A", where / "A2")
    assert komparu.run("A", "A2", cwd=where).status == 0


def test_a1_the_list_of_formats(komparu, place):
    where = place({"A": lha_of(lha_file(b"a", A)), "L": {"a": A}})
    for value in ("lha", "iso,lha", "lha,lha", "all"):
        assert komparu.run(f"--archive-formats={value}", "A", "L", cwd=where).status == 0
    for value in ("", "zip", "lha,", "LHA", "lha iso"):
        result = komparu.run(f"--archive-formats={value}", "A", "L", cwd=where)
        assert (result.status, result.out) == (2, b"")
        assert b"invalid --archive-formats value" in result.err


def test_a1_the_worker_is_hidden(komparu, place):
    """Typed, the word that makes a worker of the command is an unknown option."""
    where = place({"a": A})
    assert b"worker" not in komparu.run("--help").out
    for stdin in (None, b"V"):
        result = komparu.run("--komparu-archive-worker", cwd=where, stdin=stdin)
        assert result.status == 2 and b"unrecognized option" in result.err
    assert komparu.run("--komparu-archive-worker", "a", "a", cwd=where).status == 2


# ---- A11, A12, V7: limits, what cannot be read, and interruptions ---------------------------------

@in_one_locale
def test_a12_locked_and_split_archives(komparu, place):
    where = place({"L": {"a": A},
                   "locked": rar4_of(rar4_file(b"a", A, flags=4)),
                   "locked-heads": rar4_of(rar4_file(b"a", A), flags=0x80),
                   "volume": rar4_of(rar4_file(b"a", A), flags=1),
                   "volume5": rar5_of(rar5_file(b"a", A), flags=1)})
    for name, reason in (("locked", "encrypted"), ("locked-heads", "encrypted"),
                         ("volume", "unsupported"), ("volume5", "unsupported")):
        is_trouble(komparu, reason, ALL, name, "L", cwd=where)


@in_one_locale
@pytest.mark.skipif(SANITIZED, reason="a sanitizer's memory has no limit")
def test_a1_a_decoder_that_wants_too_much_memory(komparu, place):
    """An LHA header of level 3 with an extended header of 1 GiB, all of which libarchive wants to
    see at once; refused that much memory, it calls the header cut off."""
    head = (b"\x04\0-lh0-" + bytes(8) + bytes(4) + b" \x03" + bytes(2) + b"U" +
            (0x40000020).to_bytes(4, "little") + (0x40000000).to_bytes(4, "little") + b"\x01")
    where = place({"L": {"a": A}, "A": head})
    os.truncate(where / "A", 3 << 29)
    lines, summary = ndjson.read(komparu.run("--json", ALL, "A", "L", cwd=where))
    assert summary["exit"] == 2 and lines[0]["reason"] in ("bad_archive", "limit_exceeded")
    assert summary["bytes_read"] < 600 << 20


ENDLESS = 1 << 37


@pytest.fixture
def endless(place):
    """A WARC file of one member with 128 GiB of zeros, and its directory."""
    head = (b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: file://a\r\n"
            b"WARC-Date: 2001-01-01T01:01:01Z\r\nContent-Length: %d\r\n\r\n" % ENDLESS)
    where = place({"L": {"a": b""}, "A": head})
    os.truncate(where / "L" / "a", ENDLESS)
    os.truncate(where / "A", ENDLESS + len(head))
    with open(where / "A", "ab") as archive:
        archive.write(b"\r\n\r\n")
    return where


def _children(process):
    found = set()
    with contextlib.suppress(FileNotFoundError):
        for task in os.listdir(f"/proc/{process.pid}/task"):
            with open(f"/proc/{process.pid}/task/{task}/children", encoding="ascii") as children:
                found.update(map(int, children.read().split()))
    return found


def _limits(number):
    with open(f"/proc/{number}/limits", encoding="ascii") as text:
        return {line[:26].strip(): line[26:].split()[:2] for line in text}


def _worker_at_work(process):
    """The worker, once it has given up all that it does not need."""
    _until(lambda: _children(process))
    (worker,) = _children(process)
    _until(lambda: _limits(worker)["Max cpu time"] == ["600", "601"])
    return worker


def _lives(number):
    """A zombie does not: it waits to be collected by whoever inherited it."""
    try:
        with open(f"/proc/{number}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0] != b"Z"
    except FileNotFoundError:
        return False


def _until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


@in_one_locale
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("what", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL, "worker"])
def test_v7_no_worker_is_left_behind(komparu, endless, what):
    options = (ALL, "--max-decompressed-size=none", "--max-compression-ratio=none")
    with komparu.running(*options, "A", "L", cwd=endless, session=True) as process:
        worker = _worker_at_work(process)
        begin = time.monotonic()
        if what == "worker":
            os.kill(worker, signal.SIGSEGV)
            status, reason = 2, b"the program that reads it was ended by signal 11"
        else:
            process.send_signal(what)
            status, reason = -what, b""
        assert process.wait(60) == status
        assert reason in process.stderr.read()
        assert time.monotonic() - begin < 60  # only tells the end from what would take minutes
        _until(lambda: not _lives(worker))


@in_one_locale
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a1_a_worker_has_no_rights_and_no_descriptors(komparu, endless):
    options = (ALL, "--max-decompressed-size=none", "--max-compression-ratio=none")
    with open(endless / "A", "rb") as inherited, \
            komparu.running(*options, "A", "L", cwd=endless,
                            pass_fds=(inherited.fileno(),)) as process:
        worker = _worker_at_work(process)
        if not SANITIZED:
            _until(lambda: _limits(worker)["Max open files"] == ["0", "0"])
            assert _limits(worker)["Max address space"] == [str(512 << 20)] * 2
        found = _limits(worker)
        assert found["Max file size"] == found["Max core file size"] == ["0", "0"]
        links = {number: os.readlink(f"/proc/{worker}/fd/{number}")
                 for number in os.listdir(f"/proc/{worker}/fd")}
        assert links.pop("0").startswith("socket:") and links.pop("1").startswith("pipe:")
        assert links == {"2": "/dev/null"}
        with open(f"/proc/{worker}/environ", "rb") as environ:
            assert environ.read() == b""
        with open(f"/proc/{worker}/status", encoding="ascii") as status:
            facts = dict(line.split(":\t", 1) for line in status.read().splitlines())
        assert facts["NoNewPrivs"] == "1"
        assert {facts[f"Cap{of}"] for of in ("Eff", "Prm", "Inh", "Amb")} == {"0" * 16}
        if not SANITIZED:
            assert facts["Seccomp"] == "2"
        if os.geteuid() == 0:
            assert facts["Uid"].split() == facts["Gid"].split() == ["65534"] * 4


@in_one_locale
def test_a1_a_crowded_process_still_reads(komparu, extra):
    """F9: few descriptors are enough for two archives and their workers."""
    where = extra("lha")
    call("tar", "-cf", where / "T.tar", "-C", where / "L", ".")
    result = subprocess.run(["bash", "-c", 'ulimit -n 32; exec "$0" "$@"', komparu.executable, ALL,
                             "-a", "A", "T.tar"], cwd=where, capture_output=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


COMPOSED = pytest.mark.xfail(strict=True, reason="libarchive composes names")


@in_one_locale
@pytest.mark.parametrize("name", ["iso-rock-ridge", "lha", *(
    pytest.param(name, marks=COMPOSED) for name in ("iso-joliet", "xar", "cab"))])
def test_t6_nfc_and_nfd_are_two_names(komparu, place, name):
    where = place({"L": {"e\u0301": A}, "M": {"\xe9": A}})
    EXTRA_MAKERS[name].make(where / "L", where / "A")
    assert komparu.run(ALL, "A", "M", cwd=where).status == 1
    assert komparu.run(ALL, "A", "L", cwd=where).status == 0


@in_one_locale
def test_a7_a_name_that_comes_twice(komparu, place):
    where = place({"L": {"a": A}, "same": lha_of(lha_file(b"a", A), lha_file(b"a", A)),
                   "other": lha_of(lha_file(b"a", A), lha_file(b"a", B)),
                   "up": lha_of(lha_file(b"../a", A)), "T.tar": tar_of(("a", A))})
    assert komparu.run(ALL, "same", "L", cwd=where).status == 0
    is_trouble(komparu, "duplicate", ALL, "other", "L", cwd=where)
    is_trouble(komparu, "duplicate", ALL, "-a", "T.tar", "other", cwd=where)
    assert komparu.run(ALL, "up", "L", cwd=where).status != 0
