# SPDX-License-Identifier: MIT
"""No name steers a terminal, wherever it is shown: the rule X3, through every output."""

import base64
import io
import json
import os
import tarfile
import threading

import pytest

from planting import plant
from steering import FORMS, NAMES, steering, unescaped

pytestmark = pytest.mark.parametrize("locale", ["C", "C.UTF-8"])


@pytest.fixture(name="place")
def _place(tmp_path, monkeypatch):
    """L holds a file of every name, R does not; B holds all of them with other bytes."""
    plant(tmp_path, {"L": dict.fromkeys(NAMES, b"1"), "R": {}, "B": dict.fromkeys(NAMES, b"2")})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(name="on_terminal")
def _on_terminal(komparu, locale):
    """on_terminal(*args) gives what a terminal shows of both outputs."""
    def run(*args):
        ours, theirs = os.openpty()
        shown = bytearray()

        def read():
            try:
                while piece := os.read(ours, 65536):
                    shown.extend(piece)
            except OSError:  # what Linux says at the end
                pass

        reader = threading.Thread(target=read)
        reader.start()
        with komparu.running(*args, stdout=theirs, stderr=theirs, env={"LC_ALL": locale}) as process:
            os.close(theirs)
            process.wait()
        reader.join()
        os.close(ours)
        return bytes(shown).replace(b"\r\n", b"\n")

    return run


def _names(text, before, after=b""):
    """The names in lines of this form."""
    lines = text.splitlines() if b"\r" not in text else text.split(b"\n")
    return sorted(unescaped(line.removeprefix(before).removesuffix(after)) for line in lines if line)


@pytest.mark.parametrize("options", [(), ("-q",), ("--report-identical-files",), ("--stats",)])
def test_x3_at_a_terminal_no_name_steers_it(on_terminal, place, options, locale):
    for operands in (("L", "R"), ("R", "L"), ("L", "B")):
        shown = on_terminal("--color=never", *options, *operands)
        assert steering(shown) == [] and shown.count(b"\n") >= len(NAMES)
    assert _names(on_terminal("--color=never", "L", "R"), b"Only in L: ") == sorted(NAMES)


def test_x3_progress_shows_no_name(on_terminal, place, locale):
    shown = on_terminal("--progress=always", "--color=never", "L", "R")
    assert steering(shown.replace(b"\r", b"")) == []


def test_x3_messages_are_escaped_wherever_they_go(komparu, place, locale):
    env = {"LC_ALL": locale}
    for name in NAMES[::6]:
        missing = b"gone" + name
        for args in ((missing, "R"), ("-q", "L", missing), ("--groups", missing, "L", "R"),
                     ("-z", missing, "R"), (b"--" + name, "R"), (b"L/" + name, "R")):
            result = komparu.run(*args, env=env)
            assert result.status == 2 and steering(result.err) == [], (args, result)
            assert result.err.count(b"\n") <= 3, (args, result)
        first = komparu.run(missing, "R", env=env).err.split(b": No such")[0]
        assert unescaped(first) == b"komparu: " + missing


def test_x3_json_escapes_them_and_loses_none(komparu, place, locale):
    for operands in (("L", "R"), ("R", "L"), ("L", "B")):
        result = komparu.run("--json", *operands, env={"LC_ALL": locale})
        assert steering(result.out) == [] and result.err == b""
        found = [json.loads(line) for line in result.out.split(b"\n") if line]
        paths = [base64.b64decode(line["path_b64"]) if "path_b64" in line
                 else line["path"].encode() for line in found if line["type"] == "entry"]
        assert sorted(paths) == sorted(NAMES)
    names = [b"L/" + name for name in NAMES]
    result = komparu.run("--json", "--groups", *names, *[b"gone" + name for name in NAMES],
                         env={"LC_ALL": locale})
    assert steering(result.out) == []


def test_x3_records_ended_by_nul_hold_the_bytes(komparu, place, locale):
    result = komparu.run("-z", "L", "R", env={"LC_ALL": locale})
    assert sorted(result.out.split(b"\0")[:-1]) == sorted(b"left " + name for name in NAMES)


def test_x3_lists_are_escaped_and_can_be_turned_back(komparu, place, locale):
    options = ["combined", "differ", "match", "missing-on-left", "missing-on-right", "error"]
    for operands, kind in ((("L", "R"), "missing-on-right"), (("R", "L"), "missing-on-left"),
                           (("L", "B"), "differ"), (("L", "L/../L/."), "match")):
        words = [f"--{option}={option}" for option in options]
        komparu.run(*words, *operands, env={"LC_ALL": locale})
        for option in options:
            assert steering((place / option).read_bytes()) == []
        assert _names((place / kind).read_bytes(), b"") == sorted(NAMES)
        assert len((place / "combined").read_bytes().split(b"\n")) == len(NAMES) + 1
        komparu.run("-0", *words, *operands, env={"LC_ALL": locale})
        assert sorted((place / kind).read_bytes().split(b"\0")[:-1]) == sorted(NAMES)


def test_x3_the_words_of_diff_in_a_pipe_stay_one_line_each(komparu, place, locale):
    """Programs read them, and find the bytes of the names there: only C0 and DEL are escaped."""
    result = komparu.run("L", "R", env={"LC_ALL": locale})
    lines = result.out.split(b"\n")
    assert len(lines) == len(NAMES) + 1
    assert not any(byte < 0x20 or byte == 0x7F for line in lines for byte in line)


def test_x3_members_of_archives_are_names_too(komparu, on_terminal, place, locale):
    with tarfile.open("a.tar", "w", encoding="utf-8", errors="surrogateescape") as tar:
        for name in NAMES:
            info = tarfile.TarInfo(name.decode("utf-8", "surrogateescape"))
            info.size = 1
            tar.addfile(info, io.BytesIO(b"2"))
            info = tarfile.TarInfo(f"d-{info.name}")
            info.type, info.linkname = tarfile.LNKTYPE, f"gone{info.name}"
            tar.addfile(info)
    for args in (("a.tar", "L"), ("-a", "a.tar", "a.tar"), ("-q", "a.tar", "R")):
        assert steering(komparu.run(*args, env={"LC_ALL": locale}).err) == []
        assert steering(on_terminal("--color=never", *args)) == []
        assert steering(komparu.run("--json", *args, env={"LC_ALL": locale}).out) == []


@pytest.mark.parametrize("form", FORMS[::7], ids=lambda form: form.hex())
def test_x3_a_list_of_pairs_is_told_of_without_steering(komparu, place, form, locale):
    (place / "pairs").write_bytes(b"gone%s\tR\nno pair %s\n" % (form, form))
    result = komparu.run("--pairs=pairs", env={"LC_ALL": locale})
    assert result.status == 2 and steering(result.err) == []
    named = b"pairs" + form
    (place / os.fsdecode(named)).write_bytes(b"L\n")
    for args in ((b"--pairs=" + named,), (b"--url-map=" + named, "L"), ("-X", b"gone" + form, "L", "R"),
                 (b"--combined=gone/" + form, "L", "R")):
        result = komparu.run(*args, env={"LC_ALL": locale})
        assert result.status == 2 and steering(result.err) == [], (args, result)
